"""Every rule of precedence, at the place made by hand of `tests/dispatch/hamlet.py`."""

from dataclasses import replace
from datetime import datetime

import pytest

from dispatch.plan import Plan
from dispatch.router import Request, Router
from dispatch.social import ToldNeed
from liandong.clock import CHINA

MONDAY = datetime(2026, 3, 2, 16, 0, tzinfo=CHINA)

pytestmark = pytest.mark.usefixtures("hamlet")


def plan(router: Router, issue: str | None, place: str | None, component: str | None = None) -> Plan:
    request = Request(
        issue=f"H-{issue}" if issue else None,
        place=f"H-{place}" if place else None,
        component=f"H-{component}" if component else None,
        received=MONDAY,
        in_area=place in ("city", "district", "sub", "community"),
    )
    return router.plan(request)


def lead(found: Plan) -> str | None:
    return found.lead.code if found.lead else None


@pytest.mark.parametrize(
    ("place", "unit"),
    [
        ("g3", "H-light-g3"),
        ("bare", "H-light-sub"),
        ("g2", "H-light-sub"),
        ("g1", "H-light-sub"),
        ("community", "H-light-sub"),
        ("sub", "H-light-sub"),
        ("district", "H-light-district"),
        ("city", "H-light-city"),
    ],
)
def test_the_most_specific_unit_leads(router: Router, place: str, unit: str) -> None:
    assert lead(plan(router, "dark", place)) == unit


def test_of_equals_the_smaller_code_leads(router: Router) -> None:
    assert lead(plan(router, "flood", "g3")) == "H-water-a"


def test_unit_below_the_level_of_the_duty_does_not_lead(router: Router) -> None:
    found = plan(router, "theft", "g3")

    assert lead(found) == "H-police-district"
    assert [unit.code for unit in found.support] == []


@pytest.mark.parametrize(
    ("day", "unit"), [("2026-03-01", "H-closed"), ("2026-03-02", None), ("2026-03-03", None)]
)
def test_unit_leads_until_the_day_it_is_closed(router: Router, day: str, unit: str | None) -> None:
    received = datetime.fromisoformat(day).replace(hour=10, tzinfo=CHINA)

    found = router.plan(Request(issue="H-gone", place="H-g3", component=None, received=received))

    assert lead(found) == unit
    assert found.needs_human is (unit is None)


@pytest.mark.parametrize(
    ("component", "unit", "role"),
    [
        ("kept", "H-light-keeper", "养护单位"),
        ("owned", "H-owner", "权属单位"),
        ("supervised", "H-supervisor", "主管单位"),
        ("forsaken", "H-owner", "权属单位"),
    ],
)
def test_a_components_own_body_leads(router: Router, component: str, unit: str, role: str) -> None:
    found = plan(router, "dark", "g3", component)

    assert found.lead is not None
    assert found.lead.code == unit
    assert found.lead.basis == f"部件登记（{role}）"
    assert found.lead.path[0].rel == "OF_KIND"


def test_with_a_components_body_in_the_lead_the_body_of_rule_supports(router: Router) -> None:
    found = plan(router, "dark", "g3", "owned")

    assert [unit.code for unit in found.support] == ["H-light-g3", "H-police-near", "H-supervisor"]


def test_an_issue_that_does_not_concern_the_component_goes_by_duty(router: Router) -> None:
    assert lead(plan(router, "flood", "g3", "kept")) == "H-water-a"


def test_component_without_bodies_goes_by_duty_with_a_note(router: Router) -> None:
    found = plan(router, "dark", "g3", "nobody")

    assert lead(found) == "H-light-g3"
    assert not found.needs_human
    assert any("H-nobody" in reason for reason in found.reasons)


def test_supports_are_the_nearest_of_each_kind_and_not_the_lead(router: Router) -> None:
    found = plan(router, "dark", "g3")

    assert [unit.code for unit in found.support] == ["H-police-near", "H-supervisor"]
    assert lead(found) not in {unit.code for unit in found.support}


@pytest.mark.parametrize(
    ("issue", "place", "reason"),
    [("orphan", "g3", "没有单位"), ("dark", "lone", "没有单位"), ("dark", "nowhere", "没有单位")],
)
def test_nobody_to_lead_is_a_persons_to_decide(router: Router, issue: str, place: str, reason: str) -> None:
    found = plan(router, issue, place)

    assert found.lead is None
    assert found.needs_human
    assert any(reason in said for said in found.reasons)


def test_the_deadline_stands_also_where_nobody_leads(router: Router) -> None:
    deadline = datetime(2026, 3, 3, 10, 0, tzinfo=CHINA)

    assert [plan(router, "dark", place).deadline for place in ("lone", "nowhere")] == [deadline, deadline]


@pytest.mark.parametrize(
    ("place", "worker"),
    [
        ("g3", "H-worker-lead"),
        ("bare", "H-worker-above"),
        ("g1", "H-worker-above"),
        ("sub", "H-worker-above"),
    ],
)
def test_the_nearest_worker_verifies_leads_before_deputies(router: Router, place: str, worker: str) -> None:
    found = plan(router, "dark", place)

    assert found.verify is not None
    assert found.verify.code == worker


def test_place_without_a_worker_has_a_note_and_is_no_reason_to_ask(router: Router) -> None:
    found = plan(router, "dark", "city")

    assert found.verify is None
    assert any("没有网格员" in reason for reason in found.reasons)
    assert not found.needs_human


def test_services_nearest_then_roomiest_each_once_and_none_that_is_full(router: Router) -> None:
    found = plan(router, "lonely", "g3")

    assert [service.code for service in found.social] == [
        "H-service-near-roomy",
        "H-service-near-small",
        "H-service-near-open",
    ]
    assert found.social[0].extra["social_worker"] == "H-social-1"
    assert found.social[0].extra["organisation"] == "组织org"


def test_a_team_of_volunteers_helps_too(router: Router) -> None:
    found = plan(router, "flood", "g3")

    assert [(team.code, team.extra["label"]) for team in found.social] == [("H-team", "VolunteerTeam")]
    assert [hop.to_json() for hop in found.social[0].path] == [
        {"from": "事项flood", "rel": "INDICATES", "to": "需求company"},
        {"from": "志愿队", "rel": "MEETS", "to": "需求company"},
        {"from": "志愿队", "rel": "SERVES", "to": "区域community"},
        {"from": "志愿队", "rel": "WORKS_FOR", "to": "组织org"},
    ]


def test_the_room_left_is_said(router: Router) -> None:
    sentences = [service.sentence for service in plan(router, "lonely", "g3").social]

    assert ["尚有49个名额" in sentences[0], "尚有1个名额" in sentences[1], "名额" in sentences[2]] == [
        True,
        True,
        False,
    ]


def test_without_an_issue_there_is_a_worker_and_no_unit(router: Router) -> None:
    found = plan(router, None, "g3")

    assert (found.lead, found.support, found.social, found.deadline) == (None, (), (), None)
    assert found.verify is not None


def test_without_a_place_there_is_a_deadline_and_no_unit(router: Router) -> None:
    found = plan(router, "theft", None)

    assert (found.lead, found.support, found.verify, found.social) == (None, (), None, ())
    assert found.deadline == datetime(2026, 3, 3, 16, 0, tzinfo=CHINA)
    assert found.urgency == "urgent"


def test_an_unknown_issue_is_a_persons_to_decide(router: Router) -> None:
    found = plan(router, "unheard-of", "g3")

    assert found.lead is None
    assert found.deadline is None
    assert found.needs_human


@pytest.mark.parametrize(
    ("issue", "deadline"),
    [
        ("dark", datetime(2026, 3, 3, 10, 0, tzinfo=CHINA)),
        ("theft", datetime(2026, 3, 3, 16, 0, tzinfo=CHINA)),
        ("flood", datetime(2026, 3, 5, 17, 0, tzinfo=CHINA)),
    ],
)
def test_the_deadline_is_the_issues_limit(router: Router, issue: str, deadline: datetime) -> None:
    assert plan(router, issue, "g3").deadline == deadline


@pytest.mark.parametrize(
    ("said", "issue", "urgency"),
    [
        ("normal", "dark", "normal"),
        ("urgent", "dark", "urgent"),
        ("normal", "theft", "urgent"),
        ("emergency", "theft", "emergency"),
    ],
)
def test_the_more_urgent_of_text_and_issue_counts(
    router: Router, said: str, issue: str, urgency: str
) -> None:
    request = Request(f"H-{issue}", "H-g3", None, MONDAY, urgency=said)

    assert router.plan(request).urgency == urgency


@pytest.mark.parametrize(
    ("place", "unit"),
    [("g3", "H-water-a"), ("g2", "H-water-a"), ("sub", "H-light-sub"), ("city", "H-light-city")],
)
def test_another_kind_leads_where_the_issues_own_has_no_unit(router: Router, place: str, unit: str) -> None:
    assert lead(plan(router, "leak", place)) == unit


def test_who_handles_first_or_stands_in_above_supports(router: Router) -> None:
    found = plan(router, "leak", "g3")

    assert [(unit.code, unit.extra["role"], unit.extra["task"]) for unit in found.support] == [
        ("H-light-g3", "support", "配合断电"),
        ("H-police-near", "first", "拉警戒线"),
    ]
    assert "由单位police-near先期处置（拉警戒线）：" in found.support[1].sentence
    assert found.lead is not None
    assert "由单位water-a牵头（关阀抢修）：" in found.lead.sentence


@pytest.mark.parametrize(
    ("issue", "urgency", "deadline"),
    [
        ("leak", "normal", datetime(2026, 3, 4, 17, 0, tzinfo=CHINA)),
        ("leak", "urgent", datetime(2026, 3, 3, 0, 0, tzinfo=CHINA)),
        ("leak", "emergency", datetime(2026, 3, 2, 18, 0, tzinfo=CHINA)),
        ("brief", "urgent", datetime(2026, 3, 2, 17, 0, tzinfo=CHINA)),
        ("dark", "urgent", datetime(2026, 3, 3, 10, 0, tzinfo=CHINA)),
    ],
)
@pytest.mark.parametrize("place", ["H-g3", "H-nowhere"])
def test_a_report_more_urgent_than_its_issue_has_the_shorter_limit(
    router: Router, issue: str, urgency: str, deadline: datetime, place: str
) -> None:
    request = Request(f"H-{issue}", place, None, MONDAY, urgency=urgency)

    assert router.plan(request).deadline == deadline


def test_doubts_go_to_a_person_and_notes_do_not(router: Router) -> None:
    request = Request(issue="H-dark", place="H-g3", component=None, received=MONDAY)

    doubted = router.plan(replace(request, doubts=("拿不准",)))
    noted = router.plan(replace(request, notes=("看一眼",)))

    assert (doubted.needs_human, doubted.reasons) == (True, ("拿不准",))
    assert (noted.needs_human, noted.reasons) == (False, ("看一眼",))
    assert doubted.lead == noted.lead


def test_a_batch_is_planned_as_each_alone_in_order(router: Router) -> None:
    requests = [
        Request(issue, place, component, MONDAY, in_area=place == "H-sub")
        for issue in ("H-dark", "H-lonely", "H-unheard-of", None)
        for place in ("H-g3", "H-sub", "H-lone", "H-nowhere", None)
        for component in ("H-kept", None)
    ]

    together = router.plan_all(requests)

    assert together == [router.plan(request) for request in requests]
    assert router.plan_all(requests[::-1]) == together[::-1]


def test_an_empty_batch_has_no_plans(router: Router) -> None:
    assert router.plan_all([]) == []


def told(router: Router, issue: str | None, *needs: ToldNeed) -> Plan:
    return router.plan(Request(f"H-{issue}" if issue else None, "H-g3", None, MONDAY, needs=needs))


def test_what_the_text_speaks_of_is_met_before_what_the_issue_indicates(router: Router) -> None:
    found = told(router, "lonely", ToldNeed("H-company", ("没人陪",)))

    assert [helper.code for helper in found.social] == [
        "H-team",
        "H-service-near-roomy",
        "H-service-near-small",
    ]
    assert "诉求中的“没人陪”提示需求company需求" in found.social[0].sentence
    assert "“事项lonely”提示需求care需求" in found.social[1].sentence
    assert [hop.rel for hop in found.social[0].path] == ["MEETS", "SERVES", "WORKS_FOR"]
    assert found.social[0].extra["words"] == "没人陪"
    assert "words" not in found.social[1].extra


def test_a_need_of_text_and_issue_has_both_in_its_sentence(router: Router) -> None:
    found = told(router, "flood", ToldNeed("H-company", ("独居", "没人陪")))

    assert [helper.code for helper in found.social] == ["H-team"]
    assert "“事项flood”和诉求中的“独居、没人陪”提示需求company需求" in found.social[0].sentence
    assert found.social[0].path[0].rel == "INDICATES"


def test_a_need_of_the_text_is_met_where_the_issue_is_unknown(router: Router) -> None:
    found = told(router, None, ToldNeed("H-law", ("请不起律师",)))

    assert [helper.code for helper in found.social] == ["H-service-near-roomy"]
    assert found.lead is None


def test_a_need_that_nobody_meets_is_passed_over(router: Router) -> None:
    asked = told(router, "dark", ToldNeed("H-unheard", ("从没听过",)))

    assert asked == plan(router, "dark", "g3")


def test_needs_of_one_report_do_not_spill_over_to_another(router: Router) -> None:
    plain = Request("H-dark", "H-g3", None, MONDAY)
    needy = replace(plain, needs=(ToldNeed("H-care", ("卧床",)),))

    together = router.plan_all([plain, needy])

    assert together[0].social == ()
    assert together == [router.plan(plain), router.plan(needy)]
