"""What is kept of a report, and that it is kept whole, once, and without personal data in clear."""

import json
from datetime import datetime
from typing import Any

import pytest

from dispatch.intake import Handled, Incoming
from dispatch.ledger import order_code
from dispatch.setup import Office
from graph.store import Store
from graph.vault import Vault
from liandong.clock import CHINA
from liandong.errors import ConstraintError, DatabaseError

MONDAY = datetime(2026, 3, 2, 10, 0, tzinfo=CHINA)
SOURCE = "test-ledger"
DOOR, DOOR_GRID = "十全街128号", "320508021017301"
COVER = "3205080101000011"
PHONE, ID_NUMBER, PLATE = "13912345678", "320501199001011237", "苏E12345"
PERSONAL = f"我叫张建国，电话{PHONE}，身份证{ID_NUMBER}，车牌{PLATE}，{DOOR}门口的路灯坏了"


@pytest.fixture(scope="module", autouse=True)
def source(office: Office) -> None:
    office.ledger.ensure_source(SOURCE, "台账测试")


def handle(office: Office, record: str, text: str, at: str | None = None) -> Handled:
    return office.desk.handle([Incoming(SOURCE, record, text, MONDAY, at)])[0]


def code_of(record: str) -> str:
    return f"{SOURCE}-{record}"


def props(store: Store, label: str, code: str) -> dict[str, Any]:
    rows = store.execute(f"MATCH (n:{label} {{code: $code}}) RETURN properties(n) AS props", {"code": code})
    assert len(rows) == 1
    found: dict[str, Any] = rows[0]["props"]
    return found


def links(store: Store, code: str) -> set[tuple[str, str]]:
    rows = store.execute(
        "MATCH (n {code: $code})-[r]->(m) RETURN type(r) AS type, m.code AS code", {"code": code}
    )
    return {(row["type"], row["code"]) for row in rows}


def held(store: Store, record: str) -> int:
    report, order = code_of(record), order_code(code_of(record))
    rows = store.execute(
        "MATCH (n) WHERE n.code IN $codes RETURN n.code AS code", {"codes": [report, order, f"{order}-1"]}
    )
    return len(rows)


def test_report_order_and_step_are_kept_with_their_relationships(office: Office) -> None:
    handled = handle(office, "whole", f"{DOOR}门口的路灯坏了")

    assert office.ledger.keep([handled]) == 1

    report, order = code_of("whole"), order_code(code_of("whole"))
    assert links(office.store, report) == {
        ("AT", DOOR_GRID),
        ("FROM", SOURCE),
        ("CLASSIFIED_AS", handled.reading.classification.code),
    }
    plan = handled.plan
    assert plan.lead is not None
    assert plan.verify is not None
    assert links(office.store, order) == {
        ("ANSWERS", report),
        ("NEXT", f"{order}-1"),
        ("VERIFIED_BY", plan.verify.code),
        ("ASSIGNED_TO", plan.lead.code),
        *(("ASSIGNED_TO", unit.code) for unit in plan.support),
        *(("REFERRED_TO", service.code) for service in plan.social),
    }


def test_roles_and_basis_are_on_the_assignment(office: Office) -> None:
    handled = handle(office, "roles", f"{DOOR}门口的路灯坏了")
    office.ledger.keep([handled])

    rows = office.store.execute(
        "MATCH (:WorkOrder {code: $code})-[r:ASSIGNED_TO]->(u)"
        " RETURN r.role AS role, r.basis AS basis, u.code AS unit ORDER BY role, unit",
        {"code": order_code(code_of("roles"))},
    )

    plan = handled.plan
    assert plan.lead is not None
    assert plan.support
    assert [(row["role"], row["unit"], row["basis"]) for row in rows] == [
        ("lead", plan.lead.code, plan.lead.basis),
        *sorted(("support", unit.code, unit.basis) for unit in plan.support),
    ]


def test_social_help_is_referred_to_whoever_gives_it(office: Office) -> None:
    handled = [
        handle(office, f"social-{n}", text)
        for n, text in enumerate(
            ("里河新村3幢楼道里停满电瓶车，还飞线充电", f"{DOOR}的独居老人没人照顾", f"{DOOR}邻居吵架要调解")
        )
    ]
    office.ledger.keep(handled)

    kept = {
        code for n in range(3) for type_, code in links(office.store, order_code(code_of(f"social-{n}")))
        if type_ == "REFERRED_TO"
    }  # fmt: skip

    assert kept == {service.code for h in handled for service in h.plan.social}
    assert kept


def test_a_report_about_a_component_and_one_in_an_area(office: Office) -> None:
    office.ledger.keep(
        [
            handle(office, "cover", f"上水井盖{COVER}不见了"),
            handle(office, "area", "百步街社区的路灯坏了"),
            handle(office, "nowhere", "路灯坏了"),
        ]
    )

    assert ("ABOUT", COVER) in links(office.store, code_of("cover"))
    assert ("AT", "320508021017") in links(office.store, code_of("area"))
    assert {type_ for type_, _ in links(office.store, code_of("nowhere"))} == {"FROM", "CLASSIFIED_AS"}


def test_the_order_is_read_back_as_it_was_planned(office: Office) -> None:
    handled = handle(office, "back", f"{DOOR}门口的路灯坏了")
    office.ledger.keep([handled])

    row = office.store.rows(office.queries["orders.order"], code=order_code(code_of("back")))[0]

    assert json.loads(row.plan) == handled.to_json(office.desk.territory)
    assert (row.report, row.state, row.urgency) == (code_of("back"), "dispatched", "normal")
    assert (row.created_at, row.deadline) == (MONDAY, handled.plan.deadline)
    assert (row.needs_human, row.reasons) == (False, [])
    assert [(step["action"], step["actor"]) for step in row.steps] == [("accept", "system")]
    assert handled.plan.lead is not None
    assert row.steps[0]["reason"] == handled.plan.lead.sentence


def test_what_nobody_leads_waits_for_a_person(office: Office) -> None:
    handled = handle(office, "nonsense", "今天天气真好")
    office.ledger.keep([handled])

    row = office.store.rows(office.queries["orders.order"], code=order_code(code_of("nonsense")))[0]
    queue = office.store.rows(office.queries["orders.queue"], limit=10_000)

    assert (row.state, row.needs_human, row.deadline) == ("awaiting_decision", True, None)
    assert row.reasons == list(handled.plan.reasons)
    assert row.steps[0]["reason"] == "；".join(handled.plan.reasons)
    assert order_code(code_of("nonsense")) in {waiting.code for waiting in queue}


def test_nothing_personal_is_kept_in_clear(office: Office) -> None:
    office.ledger.keep([handle(office, "personal", PERSONAL, f"{DOOR}，联系{PHONE}")])

    kept = json.dumps(
        [
            props(office.store, label, code)
            for label, code in (
                ("Report", code_of("personal")),
                ("WorkOrder", order_code(code_of("personal"))),
                ("Step", f"{order_code(code_of('personal'))}-1"),
            )
        ],
        ensure_ascii=False,
        default=str,
    )

    assert DOOR in kept
    assert [word for word in (PHONE, ID_NUMBER, PLATE, "张建国") if word in kept] == []


def test_no_string_of_the_database_holds_the_number(office: Office) -> None:
    office.ledger.keep([handle(office, "anywhere", PERSONAL, f"{DOOR}，联系{PHONE}")])

    rows = office.store.execute(
        "MATCH (n) WHERE n:Report OR n:WorkOrder OR n:Step OR n:Source RETURN properties(n) AS props"
    )

    assert len(rows) > 3
    assert [row["props"]["code"] for row in rows if PHONE in str(row["props"])] == []


def test_the_original_is_sealed_and_opens_with_the_key(office: Office, vault: Vault) -> None:
    office.ledger.keep([handle(office, "sealed", PERSONAL)])

    sealed = props(office.store, "Report", code_of("sealed"))["original"]

    assert vault.reveal("Report", code_of("sealed"), "original", sealed) == PERSONAL


def test_a_text_without_personal_data_has_no_sealed_copy(office: Office) -> None:
    office.ledger.keep([handle(office, "plain", f"{DOOR}门口的路灯坏了")])

    kept = props(office.store, "Report", code_of("plain"))

    assert kept["text"] == f"{DOOR}门口的路灯坏了"
    assert kept.get("original") is None


def test_what_is_not_read_of_a_long_text_is_not_lost(office: Office, vault: Vault) -> None:
    text = f"{DOOR}门口的路灯坏了，" + "晚上很黑。" * 1500
    office.ledger.keep([handle(office, "long", text)])

    kept = props(office.store, "Report", code_of("long"))

    assert len(kept["text"]) < len(text)
    assert vault.reveal("Report", code_of("long"), "original", kept["original"]) == text


def test_a_text_that_no_encoding_takes_is_kept_readable(office: Office, vault: Vault) -> None:
    office.ledger.keep([handle(office, "surrogate", f"\ud83d路灯坏了，电话{PHONE}")])

    kept = props(office.store, "Report", code_of("surrogate"))

    assert kept["text"] == "\ufffd路灯坏了，电话〔手机〕"
    assert PHONE in vault.reveal("Report", code_of("surrogate"), "original", kept["original"])


def test_the_same_report_is_not_kept_twice(office: Office) -> None:
    handled = handle(office, "twice", f"{DOOR}门口的路灯坏了")
    office.ledger.keep([handled])

    with pytest.raises(ConstraintError):
        office.ledger.keep([handle(office, "not-yet", "路灯坏了"), handled])

    assert office.ledger.known([code_of("twice"), code_of("not-yet")]) == {code_of("twice")}
    assert (held(office.store, "twice"), held(office.store, "not-yet")) == (3, 0)


def test_a_batch_whose_city_has_changed_is_not_kept_at_all(office: Office) -> None:
    good = handle(office, "good", f"{DOOR}门口的路灯坏了")
    gone = handle(office, "gone", f"{DOOR}门口的路灯坏了")
    assert gone.plan.lead is not None
    object.__setattr__(gone.plan.lead, "code", "a unit that is no more")

    with pytest.raises(DatabaseError, match="city changed"):
        office.ledger.keep([good, gone])

    assert (held(office.store, "good"), held(office.store, "gone")) == (0, 0)
    assert office.ledger.keep([good]) == 1


def test_nothing_to_keep(office: Office) -> None:
    assert office.ledger.keep([]) == 0
    assert office.ledger.known([]) == frozenset()


def test_a_source_is_made_once(office: Office) -> None:
    office.ledger.ensure_source(SOURCE, "台账测试")
    office.ledger.ensure_source(SOURCE, "台账测试")

    rows = office.store.execute("MATCH (s:Source {code: $code}) RETURN s.name AS name", {"code": SOURCE})

    assert [row["name"] for row in rows] == ["台账测试"]
