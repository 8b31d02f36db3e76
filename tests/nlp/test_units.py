import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.units import MOST, SHORTEST, Units

UNITS = Units()


def pieces(text: str) -> list[str]:
    return [text[unit.start : unit.end] for unit in UNITS.cut(text)]


def test_sentences_clauses_after_a_semicolon_and_blanks_part() -> None:
    assert pieces("路灯坏了三盏。垃圾堆在路边；井盖也没有了 狗屎没人扫") == [
        "路灯坏了三盏。", "垃圾堆在路边；", "井盖也没有了 ", "狗屎没人扫",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("路灯坏了三盏，楼下还乱停车", 2),
        ("路灯坏了三盏，晚上很黑，请来修。井盖不见了吓死人", 2),
        ("路灯坏了三盏，另外垃圾没人清。井盖不见了吓死人", 3),
        ("一、路灯坏了三盏，二、垃圾没人清。井盖不见了吓死人", 3),
        ("路灯坏了，快修", 1),
        ("电话138 1234 5678打给我说路灯", 1),
        ("", 1),
    ],
)
def test_a_comma_parts_only_where_nothing_else_does_or_a_word_turns(text: str, expected: int) -> None:
    assert len(pieces(text)) == expected


@pytest.mark.parametrize(
    ("begins", "kind"),
    [
        ("另外", "addition"),
        ("还有一桩，", "addition"),
        ("而且", "and"),
        ("更气人的是", "more"),
        ("隔壁", "elsewhere"),
        ("他又讲", "retold"),
        ("2、", "ordinal"),
        ("（二）", "ordinal"),
        ("其二，", "ordinal"),
        ("二是", "ordinal"),
        ("第二件事", "ordinal"),
        ("井盖也", "also"),
    ],
)
def test_how_a_unit_begins(begins: str, kind: str) -> None:
    second = UNITS.cut(f"路灯坏了三盏。{begins}没有了没人来管")[1]

    assert kind in second.turns
    assert second.after == "end"


@pytest.mark.parametrize("begins", ["2.5米深的坑", "第二天又来了", "第一次看到"])
def test_what_looks_like_an_ordinal_and_is_none(begins: str) -> None:
    assert "ordinal" not in UNITS.cut(f"路灯坏了三盏。{begins}没人来管")[1].turns


@given(st.text(alphabet="路灯坏了。，；！ 一、二12另外也\n", max_size=400))
def test_units_tile_the_text(text: str) -> None:
    units = UNITS.cut(text)

    assert "".join(text[unit.start : unit.end] for unit in units) == text
    assert len(units) <= MOST
    assert len(units) == 1 or all(len(text[u.start : u.end].strip()) >= SHORTEST for u in units[:-1])
