from collections.abc import Callable
from dataclasses import asdict
from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

from liandong.catalogue import Catalogue
from nlp.cuts import apart, best_cut
from nlp.issues import IssueIndex
from nlp.readings import Mention
from nlp.split import PartWeights, Splitter

TWO = "路灯坏了三盏黑咕隆咚的，而且人行道的砖也翘起来了，老人昨天摔了一跤。"


@pytest.fixture(scope="module")
def step(blank: Language, catalogue: Catalogue) -> Splitter:
    step = blank.create_pipe("liandong_split")
    assert isinstance(step, Splitter)
    step.use(IssueIndex(catalogue))
    return step


def cut(step: Splitter, doc: Doc) -> list[str]:
    return [doc.text[start:end] for start, end in step(doc)._.part_spans]


def test_two_problems(step: Splitter, doc: Callable[[str], Doc]) -> None:
    assert cut(step, doc(TWO)) == ["路灯坏了三盏黑咕隆咚的，", "而且人行道的砖也翘起来了，老人昨天摔了一跤。"]


def test_problems_that_are_numbered(step: Splitter, doc: Callable[[str], Doc]) -> None:
    text = "反映三件事：1、小区门口路灯不亮；2、楼道堆满杂物；3、物业费乱涨价，业主没有同意。"

    assert [part[:2] for part in cut(step, doc(text))] == ["反映", "2、", "3、"]


@pytest.mark.parametrize(
    "text",
    [
        "路灯不亮",
        "",
        "门口的路灯坏了。晚上黑漆漆的看不见路。路灯什么时候来修？请尽快修路灯。",
        "谢谢你们，事情办得很好。祝工作顺利。",
    ],
)
def test_one_problem_told_at_length_stays_one(text: str, step: Splitter, doc: Callable[[str], Doc]) -> None:
    assert cut(step, doc(text)) == []


def test_without_an_index_a_text_is_one_part(blank: Language, doc: Callable[[str], Doc]) -> None:
    step = blank.create_pipe("liandong_split")

    assert isinstance(step, Splitter)
    assert cut(step, doc(TWO)) == []


def test_marks_within_a_place_name_do_not_part(step: Splitter, doc: Callable[[str], Doc]) -> None:
    name = "小区的路灯不亮。垃圾桶满溢没人清运"
    given = doc(f"{name}门口的井盖不见了")
    given._.mentions = (Mention(0, len(name), name, (), 1.0),)

    assert cut(step, given) == []


def test_the_weights_are_configured(blank: Language, catalogue: Catalogue, doc: Callable[[str], Doc]) -> None:
    dear = asdict(PartWeights(entry=1000.0))
    step = blank.create_pipe("liandong_split", config={"weights": dear})
    assert isinstance(step, Splitter)
    step.use(IssueIndex(catalogue))

    assert cut(step, doc(TWO)) == []


def test_one_by_one_is_the_same_as_in_a_batch(step: Splitter, blank: Language) -> None:
    texts = [TWO, "", "路灯不亮", "垃圾桶满溢没人清运。老板拖欠工资三个月。", TWO * 40]

    together = [doc._.part_spans for doc in step.pipe(map(blank.make_doc, texts), batch_size=3)]

    assert together == [step(blank.make_doc(text))._.part_spans for text in texts]


def worths_of(count: int) -> st.SearchStrategy[tuple[int, list[int]]]:
    stretches = count * (count + 1) // 2
    worths = st.lists(st.integers(-50, 50), min_size=stretches, max_size=stretches)
    return st.tuples(st.just(count), worths)


@given(st.integers(2, 6).flatmap(worths_of))
def test_the_best_cut_is_the_best_of_all(given: tuple[int, list[int]]) -> None:
    count, worths = given
    order = [(start, end) for start in range(count) for end in range(start + 1, count + 1)]
    worth = dict(zip(order, worths, strict=True))
    every = [(0, *inner, count) for many in range(1, count) for inner in combinations(range(1, count), many)]

    found, gain = best_cut([float(value) for value in worths], count)

    totals = {cuts: sum(worth[part] for part in pairwise(cuts)) for cuts in every}
    assert totals[tuple(found)] == max(totals.values())
    assert gain == max(totals.values()) - worth[0, count]


def test_neighbours_about_the_same_are_not_apart() -> None:
    products = np.cumsum([[0, 0, 0], [9, 1, 0], [8, 8.5, 0], [0, 0, 5]], axis=0)

    assert apart(products, [0, 2, 3, 5], 0.9) == [0, 3, 5]
    assert apart(products, [0, 2, 3, 5], 0.99) == [0, 2, 3, 5]


@given(st.text(alphabet="路灯坏了垃圾没人清。，；另外也 ", max_size=300))
def test_parts_tile_the_text(text: str) -> None:
    step = Splitter()
    units = step._units.cut(text)

    ((first, *rest),) = step.split([text], [units])

    assert first == (0, len(text))
    assert rest == []
