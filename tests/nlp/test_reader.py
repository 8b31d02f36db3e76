import dataclasses
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liandong.catalogue import Catalogue
from liandong.errors import DataError
from nlp.reader import LONGEST, MODEL, STEPS, Reader
from nlp.readings import Reading
from tests.nlp.conftest import NAMES


def test_a_whole_reading(reader: Reader, catalogue: Catalogue) -> None:
    reading = reader.read("我叫李建国，里河新村12幢的路灯三天不亮了，电话１３８１２３４５６７８")

    assert reading.text_masked == "我叫〔姓名〕，里河新村12幢的路灯三天不亮了，电话〔手机〕"
    assert [mask.kind for mask in reading.masks] == ["姓名", "手机"]
    assert reading.classification.name in {"路灯不亮", "楼道灯小区路灯不亮"}
    assert reading.place.grid == "320508021004"
    assert reading.urgency == "normal"
    assert reading.model == MODEL
    assert reading.catalogue == catalogue.version
    assert reading.notes == ()


def test_a_reading_cannot_be_changed(reader: Reader) -> None:
    reading = reader.read("路灯不亮")

    with pytest.raises(dataclasses.FrozenInstanceError):
        reading.urgency = "urgent"  # type: ignore[misc]


def test_words_of_a_place_do_not_decide_the_issue(catalogue: Catalogue) -> None:
    name = dataclasses.replace(NAMES[2], text="停车场路红绿灯公交站")
    text = "停车场路红绿灯公交站垃圾桶满了没人清"

    found = Reader.build(catalogue, [name]).read(text).classification

    assert found.candidates[0].name in {"小区垃圾桶满溢", "路边果皮箱满溢"}


@pytest.mark.parametrize("text", ["", " ", "\n\n\t", "\x00\x01\x02", "\ud800", "。。。", "😀😀", "1"])
def test_a_text_without_sense_is_none(text: str, reader: Reader) -> None:
    reading = reader.read(text)

    assert reading.classification.level == "none"
    assert reading.classification.reason
    assert reading.place.status == "unknown"


@pytest.mark.parametrize("text", [None, 1, b"x", ["x"]])
def test_what_is_no_string_is_refused(text: object, reader: Reader) -> None:
    with pytest.raises(DataError, match="not a text"):
        reader.read(text)  # type: ignore[arg-type]


def test_a_long_text_is_cut_with_a_note(reader: Reader) -> None:
    reading = reader.read("路灯不亮，" * 20_000)

    assert len(reading.text_masked) == LONGEST
    assert reading.classification.name == "路灯不亮"
    assert str(LONGEST) in reading.notes[0]


@pytest.mark.parametrize("shown", range(1, 12))
def test_a_number_at_the_cut_is_not_shown(shown: int, reader: Reader) -> None:
    reading = reader.read("啊" * (LONGEST - shown) + "13812345678，路灯不亮")

    assert "1" not in reading.text_masked


def test_several_threads_read_the_same(reader: Reader) -> None:
    texts = [f"{chr(0x4E00 + number)}路灯不亮，垃圾没人清{chr(0x5E00 + number)}" for number in range(400)]
    expected = [reading.classification for reading in reader.pipe(texts)]

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda text: reader.read(text).classification, texts))

    assert [(one.code, one.level) for one in found] == [(one.code, one.level) for one in expected]


def test_order_and_number_are_kept(reader: Reader) -> None:
    texts = [f"第{number}次反映路灯不亮" for number in range(600)]

    readings = list(reader.pipe(texts, batch_size=64))

    assert [reading.text_masked for reading in readings] == texts


def test_the_steps_are_declared_in_an_order_that_works(reader: Reader) -> None:
    analysis = reader._pipeline.analyze_pipes()

    assert tuple(reader._pipeline.pipe_names) == STEPS
    assert not any(analysis["problems"].values())


@settings(max_examples=60, deadline=None)
@given(text=st.text(max_size=200))
def test_every_text_has_a_reading(text: str, reader: Reader) -> None:
    reading = reader.read(text)

    assert isinstance(reading, Reading)
    assert 0 <= reading.classification.confidence <= 1
