from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

from liandong.catalogue import Catalogue
from nlp.event import EventReader
from nlp.evidence import SharedPairs
from nlp.grams import GramSpace
from nlp.wording import Wording
from nlp.wordlists import word_list


@pytest.fixture(scope="module")
def step(blank: Language, catalogue: Catalogue) -> EventReader:
    step = blank.create_pipe("liandong_event")
    assert isinstance(step, EventReader)
    step.use(catalogue)
    return step


def test_the_step_on_a_hand_made_doc(step: EventReader, doc: Callable[[str], Doc]) -> None:
    result = step(doc("门口的路灯坏了好几天不亮，晚上黑漆漆的"))

    found = result._.classification
    assert (found.level, found.name) == ("issue", "路灯不亮")
    assert found.candidates[0].code == found.code
    assert len(found.candidates) == 5
    assert any("路灯" in word for word in found.evidence)
    assert 0.4 <= found.confidence <= 1


def test_without_a_catalogue_nothing_is_classified(blank: Language, doc: Callable[[str], Doc]) -> None:
    step = blank.create_pipe("liandong_event")

    assert isinstance(step, EventReader)
    assert step(doc("路灯不亮"))._.classification.level == "none"


def test_what_people_said_of_an_issue_is_learned(catalogue: Catalogue, blank: Language) -> None:
    saying = "灯杆上的大眼睛闭了好几夜"
    cold, learned = (blank.create_pipe("liandong_event") for _ in range(2))
    assert isinstance(cold, EventReader)
    assert isinstance(learned, EventReader)
    cold.use(catalogue)
    learned.use(catalogue, said={"040501": [saying, "大眼睛闭了"]})

    (before,), (after,) = cold.classify([saying]), learned.classify(["大眼睛又闭了"])

    assert before.code != "040501"
    assert after.candidates[0].code == "040501"
    assert any("大眼睛" in word for word in after.evidence)


def test_one_by_one_is_the_same_as_in_a_batch(step: EventReader) -> None:
    texts = ["路灯不亮", "老板拖欠工资三个月", "", "广场舞太吵了，还有人乱扔垃圾"]

    together = step.classify(texts)
    apart = [step.classify([text])[0] for text in texts]

    for one, other in zip(together, apart, strict=True):
        assert one.code == other.code
        assert one.confidence == pytest.approx(other.confidence, abs=1e-4)


def test_a_vague_text_stays_at_a_higher_level(step: EventReader, catalogue: Catalogue) -> None:
    (found,) = step.classify(["噪声太大了"])

    assert found.level in {"type", "category"}
    assert found.code in catalogue.types or found.code in catalogue.categories
    assert found.reason


def test_probabilities_sum_to_one(step: EventReader, catalogue: Catalogue) -> None:
    index = step._index
    assert index is not None
    chances = index.chances(index.score(["路灯不亮", "工资"]).scores)

    assert chances.shape == (2, len(catalogue.issues))
    assert np.allclose(chances.sum(axis=1), 1, atol=1e-5)


def test_grams_do_not_run_across_marks_and_texts() -> None:
    space = GramSpace(["路灯,不亮", "垃圾"])

    matrix = space.matrix(["路灯不亮", "亮垃圾路路", "未知", ""]).toarray()

    assert space.singles == 6
    assert space.width == 9  # 路灯 不亮 垃圾
    assert matrix.sum(axis=1).tolist() == [6, 6, 0, 0]


@given(st.lists(st.text(max_size=20), min_size=1, max_size=5))
def test_gram_counts_do_not_depend_on_the_batch(texts: list[str]) -> None:
    space = GramSpace(["路灯不亮", "垃圾没人清", *texts])

    together = space.matrix(texts).toarray()

    for row, text in enumerate(texts):
        assert np.array_equal(together[row], space.matrix([text]).toarray()[0])


def test_evidence_is_what_is_shared_rarest_first() -> None:
    shared = SharedPairs([["路灯不亮", "晚上"], ["晚上太吵"], ["晚上停电"]])

    assert shared.words("昨天晚上我家门口路灯不亮", 0) == ("路灯不亮",)
    assert shared.mass("昨天晚上我家", 0) == 0
    assert shared.mass("路灯", 0) == pytest.approx(np.log(4 / 2))


def test_courtesies_go_and_synonyms_come() -> None:
    wording = Wording()

    assert wording.plain("你好，路灯坏了，谢谢").strip() == "，路灯坏了，"
    assert wording.expand("家里有煤气味") == "家里有煤气味 燃气"
    assert wording.expand("没什么") == "没什么"


def test_no_word_stands_in_two_groups_of_synonyms() -> None:
    words = [word for group in word_list("synonyms") for word in group.split("=")]

    assert len(words) == len(set(words))
    assert all(len(group.split("=")) > 1 for group in word_list("synonyms"))
