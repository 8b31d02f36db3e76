"""The city's tree of areas and grids, read once: what grids have in common, where a point lies."""

from collections.abc import Iterable

from graph.geometry import GridIndex
from graph.queries import Queries
from graph.store import Store


class Territory:
    """Areas and grids by code, with what each is part of."""

    def __init__(
        self, *, names: dict[str, str], labels: dict[str, str], parents: dict[str, set[str]], index: GridIndex
    ) -> None:
        self._names = names
        self._labels = labels
        self._parents = parents
        self._index = index

    @classmethod
    def load(cls, store: Store, queries: Queries) -> "Territory":
        """Read it from the graph."""
        names: dict[str, str] = {}
        labels: dict[str, str] = {}
        parents: dict[str, set[str]] = {}
        for row in store.rows(queries["territory.parents"]):
            names[row.code], labels[row.code] = row.name, row.label
            parents.setdefault(row.code, set()).update({row.parent} - {None})
        index = GridIndex((row.code, row.boundary) for row in store.rows(queries["territory.base_grids"]))
        return cls(names=names, labels=labels, parents=parents, index=index)

    def __contains__(self, code: str) -> bool:
        return code in self._names

    def name(self, code: str) -> str:
        """The name of a grid or an area."""
        return self._names[code]

    def is_grid(self, code: str) -> bool:
        """Whether the code is a grid's; otherwise it is an area's."""
        return self._labels[code] == "Grid"

    def locate(self, lon: float, lat: float) -> str | None:
        """The base grid at a position, None outside the city."""
        return self._index.locate(lon, lat)

    def common(self, codes: Iterable[str]) -> str | None:
        """The smallest place that all the places are, or are part of; None if they share none.

        Of several equally small ones a grid comes before an area, then the smaller code.
        """
        distances = [self._above(code) for code in codes]
        if not distances:
            return None
        shared = set.intersection(*(set(above) for above in distances))
        return min(
            shared,
            key=lambda code: (max(above[code] for above in distances), not self.is_grid(code), code),
            default=None,
        )

    def _above(self, code: str) -> dict[str, int]:
        """The place itself and all it is part of, with the number of steps up."""
        above, level = {}, {code}
        steps = 0
        while level:
            above.update(dict.fromkeys(level, steps))
            level = {parent for child in level for parent in self._parents.get(child, ())} - above.keys()
            steps += 1
        return above
