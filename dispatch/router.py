"""The route: from an issue at a place to who does what by when. It reads only the graph.

The order of precedence is the design's: a component's own maintainer, then its owner and its supervisor,
where the issue concerns that kind of component; then the unit with the duty that covers the smallest area
around the place, of the issue's own lead before one that stands in for it at higher levels. Equals are
ordered by level and code. Who only handles a matter first, below its level, supports.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from operator import itemgetter

from dispatch.around import Around, Fact, Found, View, near
from dispatch.calendar import WorkingCalendar
from dispatch.plan import LEVELS, Assignment, Hop, Plan
from dispatch.social import ToldNeed, services, wanted_needs
from graph.queries import Queries, Row
from graph.store import Store

_VERBS = {"lead": "牵头", "first": "先期处置", "support": "协同"}
_ROLE_RELS = {"MAINTAINED_BY": "养护单位", "OWNED_BY": "权属单位", "SUPERVISED_BY": "主管单位"}


@dataclass(frozen=True, slots=True)
class Request:
    """What a route is asked for. `place` is the code of a grid or an area."""

    issue: str | None
    place: str | None
    component: str | None
    received: datetime
    in_area: bool = False
    """Whether the place is an area, whose grids are below it."""
    urgency: str = "normal"
    doubts: tuple[str, ...] = ()
    """Why a person has to look at it whatever the route says."""
    notes: tuple[str, ...] = ()
    """What the reader of the plan should know."""
    needs: tuple[ToldNeed, ...] = ()
    """What the text says that people need, beside what the issue lets one expect; the surest first."""


class Router:
    """Plans routes, many at a time: at most four queries however many requests there are."""

    def __init__(self, store: Store, queries: Queries, calendar: WorkingCalendar) -> None:
        self._store = store
        self._queries = queries
        self._calendar = calendar

    def plan(self, request: Request) -> Plan:
        """The plan of one request."""
        return self.plan_all([request])[0]

    def plan_all(self, requests: Sequence[Request]) -> list[Plan]:
        """The plans of many, in their order."""
        facts = self._facts(requests)
        return [self._plan(request, facts) for request in requests]

    def _facts(self, requests: Sequence[Request]) -> "_Facts":
        asked, places = {r.issue for r in requests}, {r.place for r in requests}
        rows = self._rows("route.plan", issues=asked, places=places)
        issues = {row.issue["code"]: row.issue for row in rows if row.issue}
        told = {need.code for r in requests for need in r.needs}
        met = self._rows("route.need_services", needs=told, places=places) if told else []
        more = {row.place: row.services for row in met}
        around = Around(
            {**row.place, "services": [*row.place["services"], *more.get(row.place["code"], ())]}
            for row in rows
            if row.place
        )
        names = {found["need"]: found["need_name"] for services in more.values() for found in services}
        owners = self._rows("route.component", components={r.component for r in requests})
        workers = self._rows("route.area_workers", areas={r.place for r in requests if r.in_area})
        return _Facts(issues, around, _grouped(owners, "component"), _grouped(workers, "area"), names)

    def _rows(self, name: str, **wanted: Collection[str | None]) -> list[Row]:
        """The rows of a query of lists of codes; none if it is asked about nothing."""
        params = {param: sorted(filter(None, codes)) for param, codes in wanted.items()}
        return self._store.rows(self._queries[name], **params) if any(params.values()) else []

    def _plan(self, request: Request, facts: "_Facts") -> Plan:
        doubts, notes = list(request.doubts), list(request.notes)
        issue, today = facts.issues.get(request.issue), request.received.date()
        view = facts.around.view(request.place)
        owners = [
            _by_component(row)
            for row in facts.owners.get(request.component, ())
            if request.issue in row.issues and _open(row.closed_on, today)
        ]
        by_rule = _leader(issue, view, today)
        lead = owners[0] if owners else by_rule
        if request.issue and request.place and lead is None:
            doubts.append("没有单位对该地点的该事项负有牵头职责")
        if request.component and request.component not in facts.owners:
            notes.append(f"部件 {request.component} 未登记主管、权属、养护单位")
        verify = _verifier(view, facts.workers.get(request.place, ()))
        if request.place and verify is None:
            notes.append("该地点的网格没有网格员，核查由中心指派")
        supports = [by_rule] if owners and by_rule else []
        supports += _supporters(issue, view, today)
        return Plan(
            issue=request.issue,
            place=request.place,
            lead=lead,
            support=tuple(a for a in _nearest(supports) if lead is None or a.code != lead.code),
            verify=verify,
            social=services(issue, view, wanted_needs(issue, request.needs, facts.needs)),
            deadline=self._deadline(request, issue) if issue else None,
            urgency=max((request.urgency, issue["urgency"] if issue else "normal"), key=_URGENCIES.index),
            needs_human=bool(doubts),
            reasons=(*doubts, *notes),
        )

    def _deadline(self, request: Request, issue: Fact) -> datetime:
        """The end of the issue's limit, or of the shorter one of a report that is more urgent than it."""
        given = [(issue["limit"], issue["limit_unit"])]
        if _URGENCIES.index(request.urgency) > _URGENCIES.index(issue["urgency"]):
            shorter = f"{request.urgency}_limit"
            given.append((issue[shorter], issue[f"{shorter}_unit"]))
        return min(self._calendar.deadline(request.received, *limit) for limit in given if limit[0])


_URGENCIES = ("normal", "urgent", "emergency")


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the graph says about a batch, by what it was asked for."""

    issues: dict[str | None, Fact]
    around: Around
    owners: dict[str | None, list[Row]]
    workers: dict[str | None, list[Row]]
    needs: dict[str, str]
    """Names of the needs that reports speak of and a service around meets."""


def _grouped(rows: Iterable[Row], key: str) -> dict[str | None, list[Row]]:
    groups: dict[str | None, list[Row]] = defaultdict(list)
    for row in rows:
        groups[getattr(row, key)].append(row)
    return dict(groups)


def _open(closed_on: date | None, today: date) -> bool:
    return closed_on is None or closed_on > today


def _leader(issue: Fact | None, view: View, today: date) -> Assignment | None:
    """Who leads: of the issue's own kind before those that stand in for it, then the nearest.

    A unit below the level that the duty asks for is passed over.
    """
    fit = [
        (LEVELS.index(duty["level"]), near(found), found, duty)
        for duty, units in _with_units(issue, view, today)
        if duty["role"] == "lead"
        for found in units
        if LEVELS.index(found.fact["level"]) >= LEVELS.index(duty["level"])
    ]
    if issue is None or not fit:
        return None
    *_, found, duty = min(fit, key=itemgetter(0, 1))
    return _by_duty(issue, found, duty)


def _supporters(issue: Fact | None, view: View, today: date) -> list[Assignment]:
    """For each other duty the nearest unit of its kind, nearest first."""
    if issue is None:
        return []
    chosen = [
        (units[0], duty)
        for duty, units in _with_units(issue, view, today)
        if duty["role"] != "lead" and units
    ]
    chosen.sort(key=lambda pair: near(pair[0]))
    return [_by_duty(issue, found, duty) for found, duty in chosen]


def _with_units(issue: Fact | None, view: View, today: date) -> Iterator[tuple[Fact, list[Found]]]:
    """The duties for an issue, each with the open units of its kind, nearest first."""
    for duty in issue["duties"] if issue else ():
        units = view.units.get(duty["kind"], ())
        yield duty, [found for found in units if _open(found.fact["closed_on"], today)]


def _nearest(assignments: Iterable[Assignment]) -> Iterable[Assignment]:
    """The first of each kind."""
    first: dict[str, Assignment] = {}
    for assignment in assignments:
        first.setdefault(assignment.extra["kind"], assignment)
    return first.values()


def _climbed(names: Sequence[str]) -> tuple[Hop, ...]:
    return tuple(Hop(below, "PART_OF", above) for below, above in pairwise(names))


def _by_duty(issue: Fact, found: Found, duty: Fact) -> Assignment:
    unit, kind, basis = found.fact["name"], duty["kind_name"], duty["basis"]
    place, top = found.climb[0], found.climb[-1]
    path = (
        *_climbed(found.climb),
        Hop(unit, "COVERS", top),
        Hop(unit, "OF_KIND", kind),
        Hop(duty["code"], "DUTY_OF", kind),
        Hop(duty["code"], "DUTY_FOR", issue["name"]),
    )
    verb = _VERBS[duty["role"]]
    task = f"（{duty['task']}）" if duty["task"] else ""
    sentence = (
        f"{place}的“{issue['name']}”由{unit}{verb}{task}："
        f"依据{basis}，{kind}负有{verb}职责，{unit}管辖{top}。"
    )
    extra = {"role": duty["role"], "kind": duty["kind"], "task": duty["task"] or ""}
    return Assignment(found.fact["code"], unit, basis, path, sentence, extra)


def _by_component(row: Row) -> Assignment:
    thing = f"{row.kind_name}{row.component}"
    path = (Hop(thing, "OF_KIND", row.kind_name), Hop(thing, row.rel, row.unit_name))
    role = _ROLE_RELS[row.rel]
    sentence = f"{thing}的{role}是{row.unit_name}，该事项涉及{row.kind_name}，由其先行处置。"
    extra = {"role": "lead", "kind": row.unit_kind}
    return Assignment(row.unit, row.unit_name, f"部件登记（{role}）", path, sentence, extra)


def _verifier(view: View, in_area: Sequence[Row]) -> Assignment | None:
    """The nearest grid worker up from the place, the lead before deputies; for an area, one of its grids."""
    if view.workers:
        nearest = min(view.workers, key=lambda w: (w.steps, w.fact["role"] != "lead", w.fact["code"]))
        names, worker = nearest.climb, nearest.fact["code"]
        where = "本网格" if len(names) == 1 else f"上级{names[-1]}"
        path: tuple[Hop, ...] = (*_climbed(names), Hop(worker, "PATROLS", names[-1]))
    elif in_area:
        first = in_area[0]
        worker, where = first.worker, first.grid_name
        path = (Hop(first.grid_name, "PART_OF", first.area_name), Hop(worker, "PATROLS", first.grid_name))
    else:
        return None
    return Assignment(worker, worker, "网格巡查职责", path, f"由{where}的网格员{worker}现场核查。")
