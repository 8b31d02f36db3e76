from collections.abc import Callable

import pytest
from spacy.language import Language
from spacy.tokens import Doc

from nlp.needs import NeedHints

HINTS = NeedHints.load()


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        ("隔壁独居老人没人管", {"elder_alone"}),
        ("我妈八十了，一个人住", {"elder_alone"}),
        ("我一个人住合租房", set()),
        ("老人卧床，要人护理", {"elder_care"}),
        ("儿子是聋人，想配助听器", {"disability"}),
        ("我坐轮椅，坡太陡自己上不去", {"disability"}),
        ("推着轮椅路过", set()),
        ("孩子得了抑郁症", {"mental_health"}),
        ("没有抑郁，就是累", set()),
        ("老公天天打老婆", {"family_conflict"}),
        ("家里揭不开锅了", {"hardship"}),
        ("社区戒毒人员想找工作", {"addiction_recovery", "employment"}),
        ("外地来打工，孩子要入学", {"newcomers"}),
        ("路灯不亮", set()),
    ],
)
def test_needs_are_read_from_words(text: str, needs: set[str]) -> None:
    assert {found.need for found in HINTS.find(text)} == needs


def test_a_need_has_its_words_with_their_places(doc: Callable[[str], Doc]) -> None:
    text = "他高血压好多年了，想签个家庭医生"

    (found,) = HINTS(doc(text))._.needs

    assert found.need == "health_support"
    assert [word.text for word in found.words] == ["高血压", "签个", "家庭医生"]
    assert all(text[word.start : word.end] == word.text for word in found.words)


def test_the_surest_come_first_and_not_too_many() -> None:
    text = "独居孤老卧床，儿子有抑郁症，吃低保，孙女辍学"

    found = HINTS.find(text)

    assert found[0].need == "elder_alone"
    assert len(found) == 3


def test_the_step_can_be_set_up_otherwise(blank: Language) -> None:
    strict = blank.create_pipe("liandong_needs", config={"enough": 99.0})

    assert strict(blank.make_doc("隔壁独居老人没人管"))._.needs == ()
