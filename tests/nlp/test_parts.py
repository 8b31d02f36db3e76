from dataclasses import replace

import pytest

from liandong.catalogue import Catalogue
from nlp.parts import further, inherited, joined
from nlp.reader import Reader
from nlp.readings import Candidate, Classification, Part, Place, Signal
from tests.nlp.conftest import NAMES

LAMP = Classification("issue", "040501", "路灯不亮", 0.9, (Candidate("040501", "路灯不亮", 0.9),))
WAGES = Classification("issue", "010101", "欠薪", 0.8, (Candidate("010101", "欠薪", 0.8),))
NOTHING = Classification()
SOON = Signal("plea", 0, 1, "快", 5.0)


def part(found: Classification, start: int = 0, text: str = "某", place: Place | None = None) -> Part:
    return Part(start, start + len(text), text, found, place or Place(), "normal", ())


def test_each_part_has_its_own_class_place_and_urgency(reader: Reader) -> None:
    reading = reader.read(
        "十全街128号门口的路灯不亮，晚上黑漆漆的。另外里河新村12幢楼道里着火了，浓烟滚滚，快来人救火。"
    )

    lamp, fire = reading.parts
    assert (lamp.classification.name, lamp.place.grid, lamp.urgency) == ("路灯不亮", "320508021002", "normal")
    assert fire.classification.code != lamp.classification.code
    assert (fire.place.grid, fire.urgency) == ("320508021004", "emergency")
    assert fire.urgency_reasons
    assert (lamp.start, lamp.end, fire.end) == (0, fire.start, len(reading.text_masked))


def test_a_part_without_a_place_has_that_of_the_text(reader: Reader) -> None:
    reading = reader.read("里河新村12幢门口的路灯不亮，晚上黑漆漆的。另外电梯停运三天了，老人下不了楼。")

    assert [found.place.grid for found in reading.parts] == ["320508021004"] * 2


def test_one_problem_is_one_part_that_is_the_reading(reader: Reader) -> None:
    reading = reader.read("我叫李建国，里河新村12幢的路灯三天不亮了")

    (only,) = reading.parts
    assert (only.start, only.end) == (0, 21)
    assert only.text_masked == reading.text_masked
    assert only.classification == reading.classification
    assert only.place == reading.place
    assert reading.also == ()


def test_the_further_problems_are_those_of_the_further_parts(reader: Reader) -> None:
    reading = reader.read("路灯坏了三盏黑咕隆咚的，而且人行道的砖也翘起来了，老人昨天摔了一跤。")

    assert reading.classification.name == "路灯不亮"
    assert [candidate.name for candidate in reading.also] == ["人行道砖路牙松动"]


def test_personal_data_is_masked_in_parts(reader: Reader) -> None:
    text = "我叫李建国，电话13812345678，里河新村的路灯不亮。另外电梯停运三天了，找王建军老师傅来修。"

    parts = reader.read(text).parts

    assert len(parts) == 2
    assert "".join(found.text_masked for found in parts) == reader.read(text).text_masked
    assert "13812345678" not in str(parts)


def test_in_a_batch_the_parts_stay_with_their_text(reader: Reader) -> None:
    texts = ["路灯不亮", "路灯不亮，晚上黑漆漆的。另外电梯停运三天了，老人下不了楼。"] * 300

    counts = [len(reading.parts) for reading in reader.pipe(texts, batch_size=64)]

    assert counts == [1, 2] * 300


def test_the_steps_for_parts_can_be_chosen(catalogue: Catalogue) -> None:
    reader = Reader.build(catalogue, NAMES)
    reader._pipeline.remove_pipe("liandong_parts")
    reader._pipeline.add_pipe("liandong_parts", config={"steps": ["liandong_event"]})

    fire = reader.read("路灯不亮，晚上黑漆漆的。另外里河新村12幢楼道里着火了，浓烟滚滚，快来人救火。").parts[
        1
    ]

    assert fire.urgency == "normal"
    assert fire.place.grid == "320508021004"


def test_a_part_that_says_nothing_belongs_to_its_neighbour() -> None:
    parts = [part(NOTHING, 0, "您好。"), part(LAMP, 3, "灯坏了。"), part(NOTHING, 7, "谢谢。")]
    urgent = replace(parts[2], urgency="urgent", urgency_reasons=(SOON,))

    (whole,) = joined([*parts[:2], urgent])

    assert (whole.start, whole.end, whole.text_masked) == (0, 10, "您好。灯坏了。谢谢。")
    assert whole.classification == LAMP
    assert (whole.urgency, whole.urgency_reasons) == ("urgent", (SOON,))


def test_parts_about_the_same_are_one_and_others_are_not() -> None:
    same = joined([part(LAMP, 0), part(LAMP, 1), part(WAGES, 2)])

    assert [(found.start, found.end) for found in same] == [(0, 2), (2, 3)]
    assert joined([]) == ()


def test_a_part_that_is_known_less_exactly_belongs_to_one_that_is_known_better() -> None:
    kind = Classification("type", "0405", "照明设施", 0.6, LAMP.candidates)

    for parts in ([part(kind, 0), part(LAMP, 1)], [part(LAMP, 0), part(kind, 1)]):
        (whole,) = joined(parts)
        assert (whole.start, whole.end, whole.classification) == (0, 2, LAMP)


@pytest.mark.parametrize(
    ("own", "whole", "expected"),
    [
        (Place(), Place(grid="3205080210030301", status="grid"), "whole"),
        (Place(grid="1", status="grid"), Place(grid="2", status="grid"), "own"),
        (Place(area="320508021", status="area"), Place(grid="3205080210030301", status="grid"), "whole"),
        (Place(area="320508022", status="area"), Place(grid="3205080210030301", status="grid"), "own"),
        (Place(candidates=("1", "2"), status="ambiguous"), Place(grid="2", status="grid"), "whole"),
        (Place(candidates=("1", "2"), status="ambiguous"), Place(grid="3", status="grid"), "own"),
        (Place(candidates=("1", "2"), status="ambiguous"), Place(area="1", status="area"), "own"),
        (Place(component="3205080120000017"), Place(grid="3", status="grid"), "own"),
    ],
)
def test_which_place_holds(own: Place, whole: Place, expected: str) -> None:
    assert inherited(own, whole) == {"own": own, "whole": whole}[expected]


def test_further_problems_are_of_other_types() -> None:
    near = replace(LAMP, code="040502", candidates=(Candidate("040502", "路灯常亮", 0.5),))

    assert [c.code for c in further([part(LAMP), part(near), part(WAGES), part(NOTHING)])] == ["010101"]
