"""The attributes and defects of the kinds of component, and what the lint says of them."""

import csv
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.attributes import label_of, lint_attributes
from liandong.catalogue import Catalogue, lint
from liandong.paths import shipped

ATTRIBUTES, DEFECTS = "component_attributes.csv", "component_defects.csv"
Rows = list[dict[str, str]]
Edit = Callable[[str, Callable[[Rows], Rows]], None]


@pytest.fixture
def edit(data: Path) -> Edit:
    def rewrite(file: str, change: Callable[[Rows], Rows]) -> None:
        with (data / file).open(encoding="utf-8", newline="") as source:
            rows = list(csv.DictReader(source))
        names = list(rows[0])
        with (data / file).open("w", encoding="utf-8", newline="") as target:
            writer = csv.DictWriter(target, names, lineterminator="\n")
            writer.writeheader()
            writer.writerows(change(rows))

    return rewrite


def rules(data: Path) -> Counter[tuple[str, str]]:
    """How often the lints broke which rule in which file."""
    found = lint(data) + lint_attributes(data)
    assert all(finding.message and finding.mend and finding.line for finding in found)
    return Counter((finding.file, finding.rule) for finding in found)


def changed(column: str, value: str, row: int = 0) -> Callable[[Rows], Rows]:
    """The rows with one cell changed."""
    return lambda rows: [{**each, column: value} if i == row else each for i, each in enumerate(rows)]


def test_the_shipped_attributes_and_defects_are_sound(data: Path) -> None:
    assert rules(data) == {}


def test_every_kind_has_attributes_and_two_to_five_defects() -> None:
    catalogue = Catalogue.load(shipped("data"))

    described = {kind for row in catalogue.component_attributes.values() for kind in row.kinds}
    defects = Counter(row.kind for row in catalogue.component_defects.values())

    assert described == defects.keys() == catalogue.component_kinds.keys()
    assert set(defects.values()) <= {2, 3, 4, 5}


def test_what_can_kill_is_reported_as_the_danger() -> None:
    catalogue = Catalogue.load(shipped("data"))
    urgent = {(row.kind, row.defect): row.issue for row in catalogue.component_defects.values()}

    for kind, defect in (("0102", "缺失"), ("0104", "缺失"), ("0120", "漏电"), ("0116", "线缆断落")):
        assert catalogue.issues[urgent[kind, defect]].urgency in ("urgent", "emergency"), (kind, defect)
        assert catalogue.issues[urgent[kind, defect]].code.startswith("03"), (kind, defect)


def test_a_kind_without_attribute_or_defect_is_found(data: Path, edit: Edit) -> None:
    edit(DEFECTS, lambda rows: [row for row in rows if row["kind"] != "0131"])
    edit(ATTRIBUTES, lambda rows: [row for row in rows if row["kinds"] != "0131"])

    found = rules(data)

    assert found["component_kinds.csv", "defectless"] == 1
    assert found["component_kinds.csv", "bare"] == 1


def test_an_issue_whose_defects_are_gone_is_found(data: Path, edit: Edit) -> None:
    edit(DEFECTS, lambda rows: [row for row in rows if row["issue"] != "042704"])

    assert rules(data)["catalogue/issues.csv", "unreached"] == 1


def test_a_defect_whose_issue_does_not_concern_the_kind_is_found(data: Path, edit: Edit) -> None:
    edit(DEFECTS, changed("issue", "044403"))

    assert rules(data) == {(DEFECTS, "concerns"): 1}


@pytest.mark.parametrize(
    ("file", "column", "value", "rule"),
    [
        (ATTRIBUTES, "kinds", "0101|9999", "reference"),
        (ATTRIBUTES, "kinds", "", "empty"),
        (ATTRIBUTES, "kinds", "0101|0101", "twice"),
        (ATTRIBUTES, "property", "colour", "property"),
        (ATTRIBUTES, "property", "location", "property"),
        (ATTRIBUTES, "property", "code", "property"),
        (ATTRIBUTES, "type", "int", "type"),
        (ATTRIBUTES, "type", "number", "value"),
        (ATTRIBUTES, "unit", "m", "unit"),
        (ATTRIBUTES, "required", "yes", "value"),
        (ATTRIBUTES, "values", "圆形|圆形", "values"),
        (DEFECTS, "kind", "9999", "reference"),
        (DEFECTS, "kind", "0102", "prefix"),
        (DEFECTS, "issue", "999999", "reference"),
        (DEFECTS, "code", "0101-02", "unique"),
        (DEFECTS, "defect", "破损", "twice"),
        (DEFECTS, "defect", "", "empty"),
    ],
)
def test_a_wrong_cell_is_found(file: str, column: str, value: str, rule: str, data: Path, edit: Edit) -> None:
    edit(file, changed(column, value))

    assert (file, rule) in rules(data)


def test_a_number_in_another_unit_than_the_schema_is_found(data: Path, edit: Edit) -> None:
    edit(
        ATTRIBUTES,
        lambda rows: [{**r, "unit": "cm" if r["property"] == "diameter" else r["unit"]} for r in rows],
    )

    assert {rule for _, rule in rules(data)} == {"unit"}


def test_a_kind_that_is_camera_and_pipe_at_once_is_found(data: Path, edit: Edit) -> None:
    laying = "x.laying,0128,laying,敷设方式,str,,0,"
    edit(ATTRIBUTES, lambda rows: [*rows, dict(zip(rows[0], laying.split(","), strict=True))])

    assert rules(data) == {("component_kinds.csv", "label"): 1}


def test_the_label_of_properties_is_the_most_general() -> None:
    assert label_of({"pole", "power"}) == "Component"
    assert label_of({"pole", "bearing"}) == "Camera"
    assert label_of({"laying"}) == "Pipe"
    assert label_of({"laying", "bearing"}) is None


def test_a_folder_without_these_files_is_not_asked_for_them(data: Path) -> None:
    (data / ATTRIBUTES).unlink()
    (data / DEFECTS).write_text("code,kind,defect,issue\n", encoding="utf-8")

    assert rules(data) == {}
    assert len(Catalogue.load(data).component_attributes) == 0
