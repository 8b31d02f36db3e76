"""The figures that a city is to reach, as `data/city/targets.csv` states them for its scale."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from city import facts
from city.check.findings import Book
from city.check.scan import Hashes, Table
from city.scale import AS_OF
from liandong.errors import DataError

_OLD = 60
"""Years of age from which a person is an elder (老年人权益保障法, article 2)."""


@dataclass(frozen=True, slots=True)
class _Figures:
    tables: Mapping[str, Table]

    def rows(self, label: str, condition: str = "") -> float:
        """Rows of a label, all or those with `column=value`."""
        if label not in self.tables:
            return 0
        if not condition:
            return self.tables[label].rows
        column, _, value = condition.partition("=")
        table = self.tables[label]
        if column in table.numbers:
            return int(np.count_nonzero(table.numbers[column] == int(value)))
        return table.counts[column][value]

    def components(self) -> float:
        """Components, those with a label of their own too."""
        return self.rows("Component") + self.rows("Camera") + self.rows("Pipe")

    def permit_coverage(self) -> float:
        """Share of those who are not registered here that hold a residence permit."""
        permit, floating = (
            self.rows("Resident", "residence=permit"),
            self.rows("Resident", "residence=floating"),
        )
        return permit / max(1, permit + floating)

    def elders(self) -> float:
        """Share of residents of 60 and over."""
        years = self.tables["Resident"].numbers["birth_year"]
        return float(np.mean(years <= AS_OF.year - _OLD)) if len(years) else 0.0

    def social_organisations(self) -> float:
        """Social organisations per 10,000 residents."""
        return self.rows("SocialOrganisation") / max(1, self.rows("Resident")) * 10_000

    def services(self, kind: str, area: str) -> float:
        """Services of a kind that lie in an area."""
        return len(self._services(kind, area))

    def subsidies(self, kinds: str, area: str) -> float:
        """Yuan of subsidies for services of kinds (`a|b`) that lie in an area."""
        codes = {code for kind in kinds.split("|") for code in self._services(kind, area)}
        paid = {row["from"] for row in self._all("Subsidy_FUNDS_CommunityService") if row["to"] in codes}
        return sum(int(row["amount"]) for row in self._all("Subsidy") if row["code"] in paid)

    def elder_coverage(self, kind: str, area: str) -> float:
        """Share of an area's elders who live in a grid or community that a service of a kind serves."""
        codes = {row["code"] for row in self._all("CommunityService") if row["kind"] == kind}
        served = {
            row["to"]
            for name in ("CommunityService_SERVES_Area", "CommunityService_SERVES_Grid")
            for row in self._all(name)
            if row["from"] in codes
        }
        parents = {row["code"]: (row["parent"], row["area"]) for row in self._all("Grid")}
        above = {row["code"]: row["parent"] for row in self._all("Area")}
        here, reached = [], []
        for grid in parents:
            places = _places(grid, parents, above)
            if area in places:
                here.append(hash(grid))
                if places & served:
                    reached.append(hash(grid))
        grids = self._grids_of_elders()
        return float(np.isin(grids, reached).sum() / max(1, np.isin(grids, here).sum()))

    def _grids_of_elders(self) -> Hashes:
        """The grid of each elder: by household and address."""
        people, homes, doors = (self.tables[name] for name in ("Resident", "Household", "Address"))
        old = people.numbers["birth_year"] <= AS_OF.year - _OLD
        addresses = _found(people.refs["household"][old], homes.codes, homes.refs["address"])
        return _found(addresses, doors.codes, doors.refs["grid"])

    def _services(self, kind: str, area: str) -> set[str]:
        parents = {row["code"]: (row["parent"], row["area"]) for row in self._all("Grid")}
        above = {row["code"]: row["parent"] for row in self._all("Area")}
        return {
            row["code"]
            for row in self._all("CommunityService")
            if row["kind"] == kind and area in _places(row["grid"], parents, above)
        }

    def _all(self, name: str) -> list[dict[str, str]]:
        table = self.tables.get(name)
        return [row for _, row in table.at(range(table.rows))] if table else []


def _places(grid: str, parents: Mapping[str, tuple[str, str]], above: Mapping[str, str]) -> set[str]:
    found: set[str] = set()
    while grid and grid not in found:
        found.add(grid)
        grid, area = parents[grid]
        while area and area not in found:
            found.add(area)
            area = above[area]
    return found


def _found(wanted: Hashes, keys: Hashes, values: Hashes) -> Hashes:
    """The value of each wanted key, all of which are there."""
    order = np.argsort(keys)
    return values[order[np.searchsorted(keys[order], wanted)]]


_MEASURES: Mapping[str, Callable[..., float]] = {
    name: getattr(_Figures, name)
    for name in (
        "rows", "components", "permit_coverage", "elders", "social_organisations", "services", "subsidies",
        "elder_coverage",
    )
}  # fmt: skip


def check_targets(scale: str, tables: Mapping[str, Table], book: Book) -> None:
    """Hold a city to the targets of its scale.

    Raises:
        DataError: a row of the targets names no measure, or has bounds that are no numbers.
    """
    figures = _Figures(tables)
    for line, row in enumerate(facts.rows("city/targets"), 2):
        if scale not in row["scales"].split("|"):
            continue
        try:
            measure = _MEASURES[row["measure"]]
            least, most = (float(row[name]) if row[name] else None for name in ("least", "most"))
        except (KeyError, ValueError) as error:
            raise DataError(f"data/city/targets.csv, line {line} is wrong 有误: {error}") from error
        found = measure(figures, *row["of"].split())
        ok = (least is None or found >= least) and (most is None or found <= most)
        book.measure(row["what"], _text(found), _range(least, most), ok=ok)
        if not ok:
            book.wrong(
                "city.json", "target", f"{row['what']}: {_text(found)}, not {_range(least, most)} 未达目标",
                mend="Build the city again, or change data/city/targets.csv 请重新生成或修改目标",
            )  # fmt: skip


def _text(number: float) -> str:
    return f"{number:,.0f}" if float(number).is_integer() else f"{number:,.3f}"


def _range(least: float | None, most: float | None) -> str:
    if least is not None and least == most:
        return _text(least)
    if most is None:
        return f"≥ {_text(least or 0)}"
    return f"≤ {_text(most)}" if least is None else f"{_text(least)} – {_text(most)}"
