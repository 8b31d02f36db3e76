"""Step 3: the places a text names, and the one place they agree on."""

from collections.abc import Iterable, Sequence

from spacy.language import Language
from spacy.tokens import Doc

from nlp.extensions import mentions, normal
from nlp.gazetteer import Gazetteer
from nlp.readings import Mention, Place, PlaceName, PlaceStatus

EXACT = ("Component", "Address", "Shop", "CommunityService", "Enterprise", "Building")
"""Labels of single spots, most exact first: one of them is what a report is about."""
_MOST_CANDIDATES = 20


def resolve(found: Sequence[Mention]) -> Place:
    """The smallest place that all mentions agree on.

    Each mention stands for the grids of all its candidates; together they stand for the grids that are in
    all of them. One grid: that is the place. Several, or none in common (the names contradict each other):
    ambiguous, with the grids in question. Only an area: its code. Areas narrow the grids whose codes begin
    with theirs, when that leaves any.
    """
    areas = {name.code for mention in found for name in mention.candidates if name.label == "Area"}
    sets = [grids for grids in map(_grids, found) if grids]
    grids = _agreed(sets, areas)
    spots = [name for mention in found for name in mention.candidates if not grids or grids & set(name.grids)]
    component = _component(found)
    area = next(iter(areas)) if len(areas) == 1 else None
    return Place(
        grid=next(iter(grids)) if len(grids) == 1 else None,
        area=area,
        component=component,
        names=tuple(dict.fromkeys(mention.text for mention in found)),
        candidates=tuple(sorted(grids))[:_MOST_CANDIDATES] if len(grids) > 1 else (),
        status=_status(grids, area),
        at=_spot(spots) if len(grids) == 1 else None,
    )


def _grids(mention: Mention) -> frozenset[str]:
    return frozenset(grid for name in mention.candidates for grid in name.grids)


def _agreed(sets: Sequence[frozenset[str]], areas: Iterable[str]) -> frozenset[str]:
    if not sets:
        return frozenset()
    common = frozenset.intersection(*sets) or frozenset.union(*sets)
    within = frozenset(grid for grid in common if any(grid.startswith(area) for area in areas))
    return within or common


def _status(grids: frozenset[str], area: str | None) -> PlaceStatus:
    if grids:
        return "grid" if len(grids) == 1 else "ambiguous"
    return "area" if area else "unknown"


def _component(found: Sequence[Mention]) -> str | None:
    codes = {name.code for mention in found for name in mention.candidates if name.label == "Component"}
    return next(iter(codes)) if len(codes) == 1 else None


def _spot(names: Sequence[PlaceName]) -> PlaceName | None:
    for label in EXACT:
        of_label = {name.code: name for name in names if name.label == label}
        if of_label:
            return next(iter(of_label.values())) if len(of_label) == 1 else None
    return None


class Places:
    """The component: set its `gazetteer` before use; with the empty one no place is ever found."""

    def __init__(self) -> None:
        self.gazetteer = Gazetteer()

    def __call__(self, doc: Doc) -> Doc:
        """Set `doc._.mentions` and `doc._.place`."""
        found = self.gazetteer.find(normal(doc))
        if found:
            doc._.mentions = found
            doc._.place = resolve(mentions(doc))
        return doc


@Language.factory("liandong_places", assigns=["doc._.mentions", "doc._.place"], requires=["doc._.normal"])
def make_places(nlp: Language, name: str) -> Places:  # noqa: ARG001 (spaCy passes them)
    """The factory."""
    return Places()
