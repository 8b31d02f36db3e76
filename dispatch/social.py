"""The social side of a plan: who helps with what the text speaks of and with what its issue indicates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from operator import itemgetter

from dispatch.around import Fact, Found, View
from dispatch.plan import Assignment, Hop

LIMIT = 3
"""Services and teams of one plan at most."""


@dataclass(frozen=True, slots=True)
class ToldNeed:
    """A need that the report itself speaks of, by its code and the words."""

    code: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A need to be met, and what it comes from: words of the text, the issue, or both."""

    code: str
    name: str
    words: tuple[str, ...]
    indicated: bool


def wanted_needs(issue: Fact | None, told: Sequence[ToldNeed], names: Mapping[str, str]) -> list[Wanted]:
    """The needs that the text speaks of, then the others that the issue indicates."""
    indicated = {need["code"]: need["name"] for need in issue["needs"]} if issue else {}
    known = {**names, **indicated}
    wanted = {
        need.code: Wanted(need.code, known[need.code], need.words, need.code in indicated)
        for need in told
        if need.code in known
    }
    for code in sorted(indicated.keys() - wanted.keys()):
        wanted[code] = Wanted(code, indicated[code], (), True)
    return list(wanted.values())


def services(issue: Fact | None, view: View, needs: Sequence[Wanted]) -> tuple[Assignment, ...]:
    """At most `LIMIT` helpers, for what the text speaks of before what the issue indicates: the nearest with
    room, then the roomiest; each once, whatever number of needs it meets.
    """
    ranked = sorted(
        (
            (not need.words, found.steps, -(found.fact["room"] or 0), found.fact["code"], place, found, need)
            for place, need in enumerate(needs)
            for found in view.services.get(need.code, ())
            if found.fact["room"] is None or found.fact["room"] > 0
        ),
        key=itemgetter(0, 1, 2, 3, 4),
    )
    chosen: dict[str, tuple[Found, Wanted]] = {}
    for *_, code, _, found, need in ranked:
        chosen.setdefault(code, (found, need))
    return tuple(_service(issue, found, need) for found, need in islice(chosen.values(), LIMIT))


def _service(issue: Fact | None, found: Found, need: Wanted) -> Assignment:
    area, service, room = found.climb[-1], found.fact["name"], found.fact["room"]
    behind = min(found.fact["by"], key=itemgetter("organisation"), default=None)
    organisation = behind["organisation"] if behind else ""
    origins = [f"“{issue['name']}”"] if issue and need.indicated else []
    path = (
        *([Hop(issue["name"], "INDICATES", need.name)] if issue and need.indicated else []),
        Hop(service, "MEETS", need.name),
        Hop(service, "SERVES", area),
        *([Hop(service, behind["through"], organisation)] if behind else []),
    )
    if need.words:
        origins.append(f"诉求中的“{'、'.join(need.words)}”")
    by = f"{organisation}的" if organisation else ""
    places = "" if room is None else f"，尚有{room}个名额"
    sentence = f"{'和'.join(origins)}提示{need.name}需求，{by}{service}服务{area}{places}。"
    extra = {"label": found.fact["label"], "need": need.code, "organisation": organisation}
    if need.words:
        extra["words"] = "、".join(need.words)
    if behind and behind["social_workers"]:
        extra["social_worker"] = min(behind["social_workers"])
    return Assignment(found.fact["code"], service, "三社联动", path, sentence, extra)
