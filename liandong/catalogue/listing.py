"""The rows of a city's list, read: what each says, and why one does not fit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, get_args

from liandong.catalogue.bodies import Bodies
from liandong.catalogue.columns import REQUIRED, ColumnMap
from liandong.catalogue.limits import Limit, read_limit
from liandong.catalogue.lint import REPORTERS, bigrams
from liandong.catalogue.model import Catalogue, Sensitive, Verification
from liandong.catalogue.versions import jaccard
from liandong.catalogue.vocabulary import Level, Urgency

_EVENTS = frozenset({"事件", "事项", "event", "events"})
_CHOICES: dict[str, tuple[str, ...]] = {
    "level": get_args(Level),
    "urgency": get_args(Urgency),
    "verification": get_args(Verification),
    "sensitive": get_args(Sensitive),
}


@dataclass(slots=True)
class Entry:
    """A row of the list: what became of it, and the shipped issue it resembles most."""

    line: int
    cells: dict[str, str]
    problems: list[tuple[str, str]] = field(default_factory=list)
    """(rule, what) for which it is left out; none if it is kept."""
    notes: list[tuple[str, str]] = field(default_factory=list)
    """(rule, what) that a person should look at."""
    code: str = ""
    name: str = ""
    nearest: str = ""
    nearest_name: str = ""
    score: float = 0.0
    limit: Limit | None = None
    lead: str = ""
    supports: tuple[str, ...] = ()


def read_entry(line: int, record: Mapping[str, Any] | str, columns: ColumnMap, bodies: Bodies) -> Entry:
    """A record with what is wrong with it, and what a person should look at."""
    if isinstance(record, str):
        return Entry(line, {}, [("row", record)])
    cells = columns.fields_of(record)
    entry = Entry(line, cells, name=cells.get("name", ""))
    own = [name for name in REQUIRED if cells.get(name) and name not in columns.constants]
    if ("kind" in cells and cells["kind"].lower() not in _EVENTS) or len(own) < 2:
        kind = cells.get("kind", "")
        entry.problems.append(("not-event", f"不是事件 not an event: {kind or '标题或空行 a heading'}"))
        return entry
    for name in REQUIRED:
        if not cells.get(name):
            entry.problems.append(("empty", f"{name}: 为空 is empty"))
    _read_limit(entry)
    _read_bodies(entry, bodies)
    for name, allowed in _CHOICES.items():
        if name in cells and cells[name] not in allowed:
            what = f"{name}: {cells[name][:40]!r} 不是允许的值 is none of {', '.join(allowed)}"
            entry.problems.append(("value", what))
    if unknown := set(parts(cells.get("reporters", ""))) - REPORTERS:
        entry.problems.append(("value", f"reporters: {'、'.join(sorted(unknown))} 不是允许的值 unknown"))
    return entry


def _read_limit(entry: Entry) -> None:
    text = entry.cells.get("limit", "")
    entry.limit = read_limit(text)
    if text and entry.limit is None:
        entry.problems.append(("limit", f"limit: {text[:40]!r} 读不出一个时限 states no single time limit"))


def _read_bodies(entry: Entry, bodies: Bodies) -> None:
    leads, unknown = bodies.kinds_of(entry.cells.get("lead", ""))
    helpers, others = bodies.kinds_of(entry.cells.get("supports", ""))
    if leads:
        entry.lead = leads[0]
        entry.supports = tuple(dict.fromkeys(kind for kind in leads[1:] + helpers if kind != leads[0]))
    elif entry.cells.get("lead"):
        what = f"lead: {entry.cells['lead'][:80]!r} 无法对应部门类别 is of no known kind"
        entry.problems.append(("lead", what))
        return
    for name in unknown + others:
        entry.notes.append(("department", f"{name[:60]}: 未知部门，略去 unknown body, left out"))


def find_nearest(entries: Iterable[Entry], shipped: Catalogue) -> None:
    """Note the shipped issue that each row resembles most.

    The score is the mean of two figures between 0 and 1: the Jaccard index of the names' character pairs, and
    the share of the row's pairs that occur in the issue's name, definition or keywords.
    """
    known = [
        (bigrams(i.name), bigrams(" ".join((i.name, i.definition, *i.keywords))), i)
        for i in shipped.issues.values()
    ]
    for entry in entries:
        name = entry.cells.get("name", "")
        own, names = bigrams(f"{name} {definition_of(entry)}"), bigrams(name)
        if name:
            score, issue = max(
                (
                    ((jaccard(names, of_name) + len(own & of_all) / len(own)) / 2, i)
                    for of_name, of_all, i in known
                ),
                key=lambda pair: pair[0],
            )
            entry.nearest, entry.nearest_name, entry.score = issue.code, issue.name, round(score, 3)


def definition_of(entry: Entry) -> str:
    """What the list says an issue is: its definition, or its name with the filing condition."""
    cells = entry.cells
    return cells.get("definition") or f"{cells.get('name', '')}：{cells.get('filing', '')}"


def parts(text: str) -> tuple[str, ...]:
    """The values of a cell that holds several."""
    return tuple(part.strip() for part in text.split("|") if part.strip())
