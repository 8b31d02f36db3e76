"""How people say it, with the places they name turned into slots for places of the city at hand.

Phrases name roads, estates and towns of their own. Where the city has another place, these would
contradict it, so that each such name becomes a slot of its kind.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from city import facts
from city.history.spots import Ground, Place, Spot
from liandong.paths import shipped
from nlp.phrases import Phrase, read_phrases

_NUMBER = re.compile(r"[0-9０-９零〇一二三四五六七八九十百]+(?:号楼|号|幢|栋|弄)(?:[0-9]+(?:单元|室)?)*")
"""A house number that belongs to the name before it."""
_TAIL = re.compile(r"(?P<estate>[一二三四五六]村|新村|花园|小区|家园|苑)|[东西南北]?[路街巷]")
"""What makes of a town's short name the name of an estate or a road."""
_SHORTENED = re.compile(r"(?:街道|镇)$")
_PERSONAL = {"姓名", "手机", "电话"}
_CLAUSE_END = re.compile(r"[，。；！？,;!?]")
_MOST_AROUND = 10
"""Characters around the personal data of a clause that says nothing else."""


class Slot(NamedTuple):
    """A name in a phrase: `road`, `estate`, `town`, `town_short` or `community`; `exact` before a number."""

    kind: str
    exact: bool


class Frame(NamedTuple):
    """A phrase as literals and slots, the issues it is about, its style."""

    parts: tuple[str | Slot, ...]
    issues: tuple[str, ...]
    style: str
    places: bool
    """Whether it has a slot for a road or an estate."""


class PersonalClause(NamedTuple):
    """A clause with personal data, and where: (start, end, kind) in characters."""

    text: str
    spans: tuple[tuple[int, int, str], ...]


class Phrases(NamedTuple):
    """All frames: of one issue by issue and style, and the others by style."""

    of: Mapping[str, Mapping[str, Sequence[Frame]]]
    several: Mapping[str, Sequence[Frame]]
    none: Mapping[str, Sequence[Frame]]
    personal: Sequence[PersonalClause]


def load_frames(place: Place) -> Phrases:
    """Read the shipped phrases for a city.

    Raises:
        DataError: a phrase file is missing or wrong.
    """
    framing = _Framing(place)
    of: dict[str, dict[str, list[Frame]]] = {}
    several: dict[str, list[Frame]] = {}
    none: dict[str, list[Frame]] = {}
    for phrase in read_phrases(shipped("data") / "phrases"):
        frame = framing.frame(phrase)
        if len(phrase.issues) == 1:
            of.setdefault(phrase.issues[0], {}).setdefault(phrase.style, []).append(frame)
        else:
            (several if phrase.issues else none).setdefault(phrase.style, []).append(frame)
    return Phrases(of, several, none, tuple(_personal()))


def fill(frame: Frame, spot: Spot, ground: Ground) -> str:
    """The phrase with the spot's places in its slots."""
    if len(frame.parts) == 1 and isinstance(frame.parts[0], str):
        return frame.parts[0]
    return "".join(part if isinstance(part, str) else _place(part, spot, ground) for part in frame.parts)


def _place(slot: Slot, spot: Spot, ground: Ground) -> str:
    match slot.kind:
        case "town":
            return ground.subdistrict
        case "town_short":
            return _SHORTENED.sub("", ground.subdistrict)
        case "community":
            return ground.community
        case "road":
            if spot.road:
                return spot.name if slot.exact and not spot.component else spot.road
            return ground.roads[0] if ground.roads else ground.community
        case _:
            if spot.estate:
                return spot.name if slot.exact and not spot.component else spot.estate
            return ground.estates[0] if ground.estates else ground.community


class _Framing:
    def __init__(self, place: Place) -> None:
        kinds: dict[str, str] = {}
        for row in facts.rows("city/divisions"):
            kinds[row["street"]] = "town"
        for row in facts.rows("city/history_names"):
            kinds[row["name"]] = row["kind"]
        for kind, names in place.names.items():
            kinds.update(dict.fromkeys(sorted(names), kind))
        self._names = tuple((name, kind) for name, kind in sorted(kinds.items()) if len(name) > 1)
        self._finder = AhoCorasick(
            [name for name, _ in self._names], matchkind=MatchKind.LeftmostLongest, store_patterns=False
        )

    def frame(self, phrase: Phrase) -> Frame:
        parts: list[str | Slot] = []
        at, text, places = 0, phrase.text, False
        for index, start, end in self._finder.find_matches_as_indexes(text):
            if start < at:
                continue
            kind = self._names[index][1]
            if kind == "town_short" and (tail := _TAIL.match(text, end)):
                kind, end = "estate" if tail["estate"] else "road", tail.end()
            number = _NUMBER.match(text, end) if kind in ("road", "estate") else None
            parts += [text[at:start], Slot(kind, bool(number))]
            at = number.end() if number else end
            places = places or kind in ("road", "estate")
        parts.append(text[at:])
        return Frame(tuple(part for part in parts if part), phrase.issues, phrase.style, places)


def _personal() -> Iterator[PersonalClause]:
    """The clauses of `personal.csv` that hold personal data and nothing else to speak of."""
    for row in facts.rows("phrases/personal"):
        spans = [tuple(span.split(":")) for span in row["spans"].split("|") if span]
        if row["hard"] != "0" or not spans or {kind for _, _, kind in spans} - _PERSONAL:
            continue
        start = min(int(first) for first, _, _ in spans)
        stop = max(int(last) for _, last, _ in spans)
        text = row["text"]
        begin = max((match.end() for match in _CLAUSE_END.finditer(text, 0, start)), default=0)
        ending = _CLAUSE_END.search(text, stop)
        clause = text[begin : ending.start() if ending else len(text)]
        if len(clause) - sum(int(last) - int(first) for first, last, _ in spans) <= _MOST_AROUND:
            yield PersonalClause(
                clause, tuple((int(first) - begin, int(last) - begin, kind) for first, last, kind in spans)
            )
