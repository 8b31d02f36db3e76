"""The route: from an issue at a place to who does what by when. It reads only the graph.

The order of precedence is the design's: a component's own maintainer, then its owner and its supervisor,
where the issue concerns that kind of component; then the unit with the duty that covers the smallest area
around the place, of the issue's own lead before one that stands in for it at higher levels. Equals are
ordered by code. Who only handles a matter first, below its level, supports.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from dispatch.calendar import WorkingCalendar
from dispatch.plan import LEVELS, Assignment, Hop, Plan
from graph.queries import Queries, Row
from graph.store import Store

Found = dict[str, Any]
"""A unit, service or worker as `route.plan` finds it."""
SOCIAL_LIMIT = 3
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
        pairs = sorted({(r.issue or "", r.place) for r in requests if r.place})
        asked = [{"issue": issue or None, "place": place} for issue, place in pairs]
        routes = {(row.issue, row.place): row for row in self._rows("route.plan", "pairs", asked)}
        homeless = sorted({r.issue for r in requests if r.issue and (r.issue, r.place) not in routes})
        components = sorted({r.component for r in requests if r.component})
        areas = sorted({r.place for r in requests if r.place and r.in_area})
        return _Facts(
            routes=routes,
            issues={row.issue: row for row in self._rows("route.limits", "issues", homeless)},
            owners=_grouped(self._rows("route.component", "components", components), "component"),
            workers=_grouped(self._rows("route.area_workers", "areas", areas), "area"),
        )

    def _rows(self, name: str, param: str, values: Sequence[object]) -> list[Row]:
        return self._store.rows(self._queries[name], **{param: list(values)}) if values else []

    def _plan(self, request: Request, facts: "_Facts") -> Plan:
        doubts, notes = list(request.doubts), list(request.notes)
        route = facts.routes.get((request.issue, request.place))
        found = [item for item in route.found if _open(item, request.received.date())] if route else []
        limits: Row = route if route else facts.issues.get(request.issue or "")
        units = _with_duties(route.duties, found) if route else []
        leads = [_by_duty(route, item, duty) for item, duty in _leading(units)]
        owners = [
            _by_component(row)
            for row in facts.owners.get(request.component, ())
            if request.issue in row.issues
            and (row.closed_on is None or row.closed_on > request.received.date())
        ]
        lead = next(iter(owners + leads), None)
        if request.issue and request.place and lead is None:
            doubts.append("没有单位对该地点的该事项负有牵头职责")
        if request.component and request.component not in facts.owners:
            notes.append(f"部件 {request.component} 未登记主管、权属、养护单位")
        verify = _verifier(route, found, facts.workers.get(request.place, ()))
        if request.place and verify is None:
            notes.append("该地点的网格没有网格员，核查由中心指派")
        supports = [_by_duty(route, item, duty) for item, duty in units if duty["role"] != "lead"]
        known = limits is not None and limits.limit is not None
        return Plan(
            issue=request.issue,
            place=request.place,
            lead=lead,
            support=_supports(lead, leads[:1] if owners else [], supports),
            verify=verify,
            social=_services(route, found),
            deadline=self._deadline(request, limits) if known else None,
            urgency=max((request.urgency, limits.urgency if known else "normal"), key=_URGENCIES.index),
            needs_human=bool(doubts),
            reasons=(*doubts, *notes),
        )

    def _deadline(self, request: Request, limits: Row) -> datetime:
        """The end of the issue's limit, or of the shorter one of a report that is more urgent than it."""
        given = [(limits.limit, limits.limit_unit)]
        if _URGENCIES.index(request.urgency) > _URGENCIES.index(limits.urgency):
            shorter = f"{request.urgency}_limit"
            given.append((getattr(limits, shorter), getattr(limits, f"{shorter}_unit")))
        return min(self._calendar.deadline(request.received, *limit) for limit in given if limit[0])


_URGENCIES = ("normal", "urgent", "emergency")


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the graph says about a batch, by what it was asked for."""

    routes: dict[tuple[str | None, str | None], Row]
    issues: dict[str, Row]
    owners: dict[str | None, list[Row]]
    workers: dict[str | None, list[Row]]


def _grouped(rows: Iterable[Row], key: str) -> dict[str | None, list[Row]]:
    groups: dict[str | None, list[Row]] = defaultdict(list)
    for row in rows:
        groups[getattr(row, key)].append(row)
    return dict(groups)


def _open(item: Found, today: date) -> bool:
    """Whether a unit is not closed, and a service has room."""
    if item["rel"] == "SERVES":
        return item["room"] is None or item["room"] > 0
    return item["closed_on"] is None or item["closed_on"] > today


def _with_duties(duties: Iterable[Found], found: Iterable[Found]) -> list[tuple[Found, Found]]:
    """Each unit with each duty of its kind, the nearest first."""
    kinds: dict[str, list[Found]] = defaultdict(list)
    for duty in duties:
        kinds[duty["kind"]].append(duty)
    return [(item, duty) for item in found if item["rel"] == "COVERS" for duty in kinds[item["meets"]]]


def _leading(units: Iterable[tuple[Found, Found]]) -> list[tuple[Found, Found]]:
    """Those that may lead: of the issue's own kind before those that stand in for it, then the nearest."""
    fit = [(item, duty) for item, duty in units if duty["role"] == "lead" and _high(item, duty)]
    return sorted(fit, key=lambda pair: LEVELS.index(pair[1]["level"]))


def _high(item: Found, duty: Found) -> bool:
    """Whether a unit is at the level that the duty asks for, or above."""
    return LEVELS.index(item["level"]) >= LEVELS.index(duty["level"])


def _supports(
    lead: Assignment | None, by_rule: list[Assignment], supports: list[Assignment]
) -> tuple[Assignment, ...]:
    """The nearest unit of each supporting kind; with a component's body in the lead, the body of rule too."""
    nearest: dict[str, Assignment] = {}
    for assignment in by_rule + supports:
        nearest.setdefault(assignment.extra["kind"], assignment)
    return tuple(a for a in nearest.values() if lead is None or a.code != lead.code)


def _climb(item: Found) -> list[str]:
    """The names from the place to where the item stands, along the shortest way."""
    climbs: list[list[str]] = item["climbs"]
    return min(climbs, key=lambda names: (len(names), names))


def _climbed(names: list[str]) -> tuple[Hop, ...]:
    return tuple(Hop(below, "PART_OF", above) for below, above in pairwise(names))


def _by_duty(route: Row, item: Found, duty: Found) -> Assignment:
    names = _climb(item)
    unit, kind, basis = item["name"], item["meets_name"], duty["basis"]
    path = (
        *_climbed(names),
        Hop(unit, "COVERS", names[-1]),
        Hop(unit, "OF_KIND", kind),
        Hop(duty["code"], "DUTY_OF", kind),
        Hop(duty["code"], "DUTY_FOR", route.issue_name),
    )
    verb = _VERBS[duty["role"]]
    task = f"（{duty['task']}）" if duty["task"] else ""
    sentence = (
        f"{names[0]}的“{route.issue_name}”由{unit}{verb}{task}："
        f"依据{basis}，{kind}负有{verb}职责，{unit}管辖{names[-1]}。"
    )
    extra = {"role": duty["role"], "kind": item["meets"], "task": duty["task"] or ""}
    return Assignment(item["code"], unit, basis, path, sentence, extra)


def _by_component(row: Row) -> Assignment:
    thing = f"{row.kind_name}{row.component}"
    path = (Hop(thing, "OF_KIND", row.kind_name), Hop(thing, row.rel, row.unit_name))
    role = _ROLE_RELS[row.rel]
    sentence = f"{thing}的{role}是{row.unit_name}，该事项涉及{row.kind_name}，由其先行处置。"
    extra = {"role": "lead", "kind": row.unit_kind}
    return Assignment(row.unit, row.unit_name, f"部件登记（{role}）", path, sentence, extra)


def _verifier(route: Row | None, found: list[Found], in_area: Sequence[Row]) -> Assignment | None:
    """The nearest grid worker up from the place, the lead before deputies; for an area, one of its grids."""
    nearest = min(
        (item for item in found if item["rel"] == "PATROLS"),
        key=lambda item: (item["steps"], item["role"] != "lead", item["code"]),
        default=None,
    )
    if nearest and route:
        names, worker = _climb(nearest), nearest["code"]
        where = "本网格" if len(names) == 1 else f"上级{names[-1]}"
        path: tuple[Hop, ...] = (*_climbed(names), Hop(worker, "PATROLS", names[-1]))
    elif in_area:
        first = in_area[0]
        worker, where = first.worker, first.grid_name
        path = (Hop(first.grid_name, "PART_OF", first.area_name), Hop(worker, "PATROLS", first.grid_name))
    else:
        return None
    return Assignment(worker, worker, "网格巡查职责", path, f"由{where}的网格员{worker}现场核查。")


def _services(route: Row | None, found: list[Found]) -> tuple[Assignment, ...]:
    """The nearest services, then the roomiest; each once, whatever number of needs it meets."""
    ranked = sorted(
        (item for item in found if item["rel"] == "SERVES"),
        key=lambda item: (item["steps"], -(item["room"] or 0), item["code"]),
    )
    chosen = {item["code"]: _service(route, item) for item in reversed(ranked)}
    return tuple(reversed(chosen.values()))[:SOCIAL_LIMIT]


def _service(route: Row, item: Found) -> Assignment:
    area = _climb(item)[-1]
    service, need, organisation = item["name"], item["meets_name"], item["organisation"]
    path = (
        Hop(route.issue_name, "INDICATES", need),
        Hop(service, "MEETS", need),
        Hop(service, "SERVES", area),
        *([Hop(service, item["through"], organisation)] if organisation else []),
    )
    by = f"{organisation}的" if organisation else ""
    room = "" if item["room"] is None else f"，尚有{item['room']}个名额"
    sentence = f"“{route.issue_name}”提示{need}需求，{by}{service}服务{area}{room}。"
    extra = {"label": item["label"], "need": item["meets"], "organisation": organisation or ""}
    if item["social_workers"]:
        extra["social_worker"] = min(item["social_workers"])
    return Assignment(item["code"], service, "三社联动", path, sentence, extra)
