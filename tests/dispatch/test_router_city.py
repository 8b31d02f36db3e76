"""Routes through the demo city, compared with its files: nothing in the catalogue is left without a lead."""

import csv
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cached_property
from itertools import pairwise
from pathlib import Path

import pytest

from dispatch.calendar import WorkingCalendar
from dispatch.plan import LEVELS, Assignment, Plan
from dispatch.router import Request, Router
from graph.store import Store
from liandong.catalogue import Catalogue, Issue
from liandong.catalogue.duties import Duties
from liandong.catalogue.stages import stages
from liandong.clock import CHINA
from liandong.paths import shipped

MONDAY = datetime(2026, 3, 2, 10, 0, tzinfo=CHINA)
CLOSED = "U320508021-urban_management-2"
CATALOGUE = Catalogue.load(shipped("data"))
DUTIES = Duties(CATALOGUE)
ONE_GRID = "320508021017301"
PATH_TYPES = [
    *("PART_OF", "COVERS", "PATROLS", "SERVES"),
    *("OF_KIND", "DUTY_OF", "DUTY_FOR"),
    *("INDICATES", "MEETS", "PROVIDED_BY", "WORKS_FOR"),
]


class CityFiles:
    """The demo city as its files have it, and the lead that follows from them, worked out the long way."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def rows(self, name: str) -> list[dict[str, str]]:
        with (self._folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    @cached_property
    def parents(self) -> dict[str, set[str]]:
        return {
            row["code"]: {row["parent"], row.get("area", "")} - {""}
            for name in ("Area", "Grid")
            for row in self.rows(name)
        }

    @cached_property
    def base_grids(self) -> list[str]:
        return sorted(row["code"] for row in self.rows("Grid") if row["level"] == "3")

    @cached_property
    def units(self) -> dict[str, dict[str, str]]:
        """Units that are open, and residents' committees, which are units too."""
        committees = [{**row, "kind": "residents_committee"} for row in self.rows("ResidentsCommittee")]
        return {row["code"]: row for row in (*self.rows("Unit"), *committees) if not row["closed_on"]}

    @cached_property
    def cover(self) -> dict[str, list[str]]:
        cover = defaultdict(list)
        for name in ("Unit_COVERS_Area", "Unit_COVERS_Grid"):
            for row in self.rows(name):
                cover[row["to"]].append(row["from"])
        return cover

    def layers(self, place: str) -> Iterator[set[str]]:
        layer = {place}
        while layer:
            yield layer
            layer = {parent for code in layer for parent in self.parents[code]}

    def lead(self, issue: Issue, place: str) -> str | None:
        for layer in self.layers(place):
            fit = [
                code
                for at in layer
                for code in self.cover[at]
                if code in self.units
                and self.units[code]["kind"] == issue.lead
                and LEVELS.index(self.units[code]["level"]) >= LEVELS.index(issue.level)
            ]
            if fit:
                return min(fit)
        return None


@pytest.fixture(scope="module")
def files(demo_city: Path) -> CityFiles:
    return CityFiles(demo_city)


@pytest.fixture(scope="module")
def plans(router: Router) -> list[Plan]:
    """The whole catalogue at one grid, in one batch."""
    return router.plan_all([request(issue, ONE_GRID) for issue in CATALOGUE.issues])


def request(issue: str, place: str, component: str | None = None) -> Request:
    return Request(issue=issue, place=place, component=component, received=MONDAY)


def test_the_whole_catalogue_has_a_lead_at_one_grid(plans: list[Plan]) -> None:
    without = {plan.issue: plan.reasons for plan in plans if plan.lead is None}

    assert len(plans) == 645
    assert without == {}
    assert [plan.issue for plan in plans if plan.needs_human] == []


def test_leads_are_those_that_follow_from_the_files(files: CityFiles, plans: list[Plan]) -> None:
    expected = {code: files.lead(issue, ONE_GRID) for code, issue in CATALOGUE.issues.items()}

    assert {plan.issue: plan.lead.code for plan in plans if plan.lead} == expected


def test_every_issue_has_a_lead_at_every_grid(files: CityFiles, router: Router) -> None:
    """From the files for all pairs; by the router for each issue once more, taking turns on the grids."""
    issues, grids = CATALOGUE.issues, files.base_grids
    requests = [request(code, grids[n % len(grids)]) for n, code in enumerate(issues)]

    planned = router.plan_all(requests)

    assert [
        (code, grid) for code, issue in issues.items() for grid in grids if not files.lead(issue, grid)
    ] == []
    assert [plan.lead and plan.lead.code for plan in planned] == [
        files.lead(issues[plan.issue or ""], plan.place or "") for plan in planned
    ]


def test_a_closed_unit_is_in_no_plan(city_store: Store, plans: list[Plan]) -> None:
    held = city_store.execute("MATCH (u:Unit {code: $code}) RETURN u.name AS name", {"code": CLOSED})

    assert [row["name"] for row in held] == ["双塔城市管理分队"]
    assert [plan.issue for plan in plans if CLOSED in {unit.code for unit in assigned(plan)}] == []


def test_a_lamp_is_its_maintainers(city_store: Store, router: Router) -> None:
    lamp = city_store.execute(
        "MATCH (u:Unit)<-[:MAINTAINED_BY]-(c:Component)-[:OF_KIND]->(:ComponentKind {code: '0120'}),"
        " (c)-[:LOCATED_IN]->(g:Grid)"
        " RETURN c.code AS code, g.code AS grid, u.code AS unit ORDER BY code LIMIT 1"
    )[0]

    plan = router.plan(request("040501", lamp["grid"], lamp["code"]))

    assert plan.lead is not None
    assert plan.lead.code == lamp["unit"]
    assert [hop.rel for hop in plan.lead.path] == ["OF_KIND", "MAINTAINED_BY"]
    assert lamp["code"] in plan.lead.sentence


def test_every_hop_is_a_relationship_of_the_graph(city_store: Store, plans: list[Plan]) -> None:
    edges = {
        (source, row["type"], target)
        for row in city_store.execute(
            "MATCH (a)-[r]->(b) WHERE NOT a:Component AND type(r) IN $types"
            " RETURN type(r) AS type, a.code AS a_code, a.name AS a_name, b.code AS b_code, b.name AS b_name",
            {"types": PATH_TYPES},
        )
        for source in (row["a_code"], row["a_name"])
        for target in (row["b_code"], row["b_name"])
    }

    hops = {(hop.source, hop.rel, hop.target) for plan in plans for one in everyone(plan) for hop in one.path}

    assert len(hops) > 1000
    assert hops - edges == set()


def test_every_path_hangs_together(plans: list[Plan]) -> None:
    torn = [
        (plan.issue, one.code)
        for plan in plans
        for one in everyone(plan)
        for first, second in pairwise(one.path)
        if not {first.source, first.target} & {second.source, second.target}
    ]

    assert torn == []


def test_a_leads_path_joins_the_place_to_the_issue(city_store: Store, plans: list[Plan]) -> None:
    names = city_store.execute("MATCH (g:Grid {code: $code}) RETURN g.name AS name", {"code": ONE_GRID})
    name = names[0]["name"]

    for plan in plans:
        issue = CATALOGUE.issues[plan.issue or ""]
        assert plan.lead is not None
        first, last = plan.lead.path[0], plan.lead.path[-1]
        assert name in (first.source, first.target)
        assert last.target == issue.name
        assert plan.lead.basis == issue.basis
        assert all(word in plan.lead.sentence for word in (name, issue.name, issue.basis, plan.lead.name))


def test_nothing_that_is_missing_is_put_into_words(plans: list[Plan]) -> None:
    said = [one.sentence for plan in plans for one in everyone(plan)]
    said += [
        text
        for plan in plans
        for one in everyone(plan)
        for hop in one.path
        for text in hop.to_json().values()
    ]

    assert [text for text in said if not text or "None" in text] == []


def test_support_is_of_kinds_that_support_and_never_the_lead(plans: list[Plan]) -> None:
    for plan in plans:
        codes = [unit.code for unit in plan.support]
        kinds = [unit.extra["kind"] for unit in plan.support]

        assert plan.lead is not None
        assert plan.lead.code not in codes
        assert len(set(codes)) == len(codes)
        assert len(set(kinds)) == len(kinds)
        assert set(kinds) <= {duty.kind for duty in DUTIES.routed(plan.issue or "") if duty.role != "lead"}


def test_social_help_is_for_a_need_that_the_issue_indicates(plans: list[Plan]) -> None:
    helped = [plan for plan in plans if plan.social]

    assert helped
    for plan in helped:
        assert len(plan.social) <= 3
        assert len({service.code for service in plan.social}) == len(plan.social)
        assert {service.extra["need"] for service in plan.social} <= set(
            CATALOGUE.issues[plan.issue or ""].needs
        )


def test_deadlines_are_the_catalogues(plans: list[Plan], calendar: WorkingCalendar) -> None:
    for plan in plans:
        issue = CATALOGUE.issues[plan.issue or ""]

        assert plan.deadline == calendar.deadline(MONDAY, issue.limit, issue.limit_unit)
        assert plan.deadline is not None
        assert plan.deadline.utcoffset() == timedelta(hours=8)
        assert plan.urgency == issue.urgency


def test_every_grid_has_somebody_to_verify(files: CityFiles, router: Router) -> None:
    patrols = files.rows("GridWorker_PATROLS_Grid")
    leads = {row["to"]: row["from"] for row in patrols if row["role"] == "lead"}

    plans = router.plan_all([request("040501", grid) for grid in files.base_grids])

    for plan in plans:
        assert plan.verify is not None
        assert plan.verify.code in {row["from"] for row in patrols if row["to"] == plan.place}
        assert plan.verify.code == leads.get(plan.place or "", plan.verify.code)


def test_the_same_twice_and_alone(router: Router, plans: list[Plan]) -> None:
    some = plans[::65]

    again = router.plan_all([request(plan.issue or "", ONE_GRID) for plan in some])
    alone = [router.plan(request(plan.issue or "", ONE_GRID)) for plan in some]

    assert again == some
    assert alone == some


@pytest.mark.parametrize(("area", "lead"), [("320508021", "U320508021"), ("320500", "U320500")])
def test_an_area_is_led_by_its_own_unit(router: Router, area: str, lead: str) -> None:
    plan = router.plan(Request("040501", area, None, MONDAY, in_area=True))

    assert plan.lead is not None
    assert plan.lead.code.startswith("U320500-lighting")
    support = [unit.code for unit in plan.support]
    assert support
    assert all(code.startswith((lead, "U320508", "U320500")) for code in support)


@pytest.mark.parametrize(
    ("place", "level"),
    [
        (ONE_GRID, "community"),
        ("320508021017", "community"),
        ("320508021", "subdistrict"),
        ("320508", "district"),
        ("320500", "city"),
    ],
)
def test_every_issue_has_a_lead_at_every_level(router: Router, place: str, level: str) -> None:
    in_area = place != ONE_GRID
    plans = router.plan_all([Request(code, place, None, MONDAY, in_area) for code in CATALOGUE.issues])

    assert [plan.issue for plan in plans if plan.needs_human or plan.lead is None] == []
    for plan in plans:
        assert plan.lead is not None
        assert plan.lead.extra["role"] == "lead"
        assert plan.lead.extra["kind"] in {
            duty.kind
            for duty in DUTIES.of(plan.issue or "")
            if duty.role == "lead" and LEVELS.index(duty.level) >= LEVELS.index(level)
        }


def test_who_handles_first_supports_and_its_task_is_said(plans: list[Plan]) -> None:
    (blaze,) = (plan for plan in plans if plan.issue == "030801")
    first = [unit for unit in blaze.support if unit.extra["role"] == "first"]

    assert [unit.extra["kind"] for unit in first] == ["residents_committee", "subdistrict_office"]
    assert all(f"先期处置（{unit.extra['task']}）" in unit.sentence for unit in first)
    assert blaze.lead is not None
    assert blaze.lead.extra["kind"] == "fire"


def test_a_more_urgent_report_has_the_shorter_limit(router: Router, calendar: WorkingCalendar) -> None:
    for urgency in ("urgent", "emergency"):
        requests = [
            Request(code, ONE_GRID, None, MONDAY, urgency=urgency) for code in list(CATALOGUE.issues)[::20]
        ]

        for plan in router.plan_all(requests):
            handle = stages(CATALOGUE, plan.issue or "", urgency).handle
            own = CATALOGUE.issues[plan.issue or ""]
            assert plan.deadline == min(
                calendar.deadline(MONDAY, handle.number, handle.unit),
                calendar.deadline(MONDAY, own.limit, own.limit_unit),
            )


def everyone(plan: Plan) -> list[Assignment]:
    return [one for one in (plan.lead, *plan.support, plan.verify, *plan.social) if one]


def assigned(plan: Plan) -> list[Assignment]:
    return [unit for unit in (plan.lead, *plan.support) if unit]
