import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.schema import SCHEMA
from liandong.catalogue import EXPECTED, Catalogue, lint
from liandong.catalogue.lint import CITY_RULE
from liandong.errors import DataError
from liandong.paths import shipped

ISSUES = "catalogue/issues.csv"
Edit = Callable[[str, str, str], None]


def first_issue(data: Path) -> list[str]:
    return (data / ISSUES).read_text("utf-8").splitlines()[1].split(",")


def test_the_shipped_catalogue_is_sound() -> None:
    assert lint(shipped("data"), graph=SCHEMA.names) == []


def test_the_shipped_catalogue_loads() -> None:
    catalogue = Catalogue.load(shipped("data"))

    assert (len(catalogue.categories), len(catalogue.types), len(catalogue.issues)) == EXPECTED
    issue = catalogue.issues["010101"]
    assert issue.keywords
    assert issue.limit > 0
    assert catalogue.types[issue.type].category == "01"
    assert catalogue.category_of(issue.code) is catalogue.categories["01"]
    assert len(catalogue.component_kinds) == 108


def test_the_version_is_of_the_content(data: Path, edit: Edit) -> None:
    before = Catalogue.load(data).version

    assert before == Catalogue.load(shipped("data")).version
    edit(ISSUES, first_issue(data)[1], "另一个名称")
    assert Catalogue.load(data).version != before


def test_the_catalogue_cannot_be_changed(data: Path) -> None:
    catalogue = Catalogue.load(data)

    with pytest.raises(TypeError):
        catalogue.issues["x"] = catalogue.issues["010101"]  # type: ignore[index]


@pytest.mark.parametrize(
    ("column", "value", "rule"),
    [
        (0, "10101", "code"),
        (0, "020101", "prefix"),
        (1, "", "empty"),
        (2, "0199", "reference"),
        (3, "", "empty"),
        (4, "一|二|三", "keywords"),
        (5, "nobody", "reference"),
        (6, "police|nobody", "reference"),
        (7, "village", "value"),
        (8, "0", "number"),
        (8, "-3", "number"),
        (8, "三", "number"),
        (8, "9" * 5000, "number"),
        (9, "weeks", "value"),
        (10, "soon", "value"),
        (11, "9999", "reference"),
        (12, "money", "reference"),
        (13, "", "empty"),
    ],
)
def test_a_wrong_cell_is_found(column: int, value: str, rule: str, data: Path) -> None:
    lines = (data / ISSUES).read_text("utf-8").splitlines()
    cells = lines[1].split(",")
    cells[column] = value
    lines[1] = ",".join(cells)
    (data / ISSUES).write_text("\n".join(lines) + "\n", "utf-8")

    findings = [finding for finding in lint(data) if finding.file == ISSUES]

    assert (2, rule) in {(finding.line, finding.rule) for finding in findings}
    assert all(finding.message and finding.mend for finding in findings)


def test_twins_are_found(data: Path) -> None:
    lines = (data / ISSUES).read_text("utf-8").splitlines()
    cells = lines[2].split(",")
    cells[3] = lines[1].split(",")[3] + "啊"
    lines[2] = ",".join(cells)
    (data / ISSUES).write_text("\n".join([*lines, lines[1]]) + "\n", "utf-8")

    rules = {(finding.line, finding.rule) for finding in lint(data)}

    assert {(3, "twin"), (len(lines) + 1, "unique"), (len(lines) + 1, "twin"), (0, "count")} <= rules


def test_a_type_without_issue_is_found(data: Path) -> None:
    with (data / "catalogue/types.csv").open("a", encoding="utf-8") as file:
        file.write("0499,没有事项的类型,04\n")

    findings = lint(data, expected=None)

    assert [(finding.rule, finding.line) for finding in findings] == [("childless", 266)]


SPOILT: dict[str, Callable[[Path], object]] = {
    "missing": lambda path: path.unlink(),
    "encoding": lambda path: path.write_bytes(path.read_text("utf-8").encode("gb18030")),
    "columns": lambda path: path.write_text("a,b\n1,2\n", "utf-8"),
    "empty": lambda path: path.write_text(path.read_text("utf-8").splitlines()[0] + "\n", "utf-8"),
    "csv": lambda path: path.write_text(path.read_text("utf-8") + '"never closed', "utf-8"),
}


@pytest.mark.parametrize("file", [ISSUES, "catalogue/categories.csv", "department_kinds.csv"])
@pytest.mark.parametrize("rule", SPOILT)
def test_a_spoilt_file_is_a_finding_and_a_data_error(rule: str, file: str, data: Path) -> None:
    SPOILT[rule](data / file)

    assert (file, rule) in {(finding.file, finding.rule) for finding in lint(data)}
    with pytest.raises(DataError, match=file):
        Catalogue.load(data)


def test_a_binary_file_is_a_finding(data: Path) -> None:
    (data / ISSUES).write_bytes(b"PK\x03\x04\x00\x00")

    assert ("encoding", 1) in {(finding.rule, finding.line) for finding in lint(data)}


def test_the_error_says_where_and_what_to_do(data: Path, edit: Edit) -> None:
    lead = first_issue(data)[5]
    edit(ISSUES, f",{lead},", ",nobody,")

    with pytest.raises(DataError, match=r"issues\.csv:2: lead: 'nobody'.*Use a code of department_kinds"):
        Catalogue.load(data)


def test_a_byte_order_mark_and_crlf_do_no_harm(data: Path) -> None:
    text = (data / ISSUES).read_text("utf-8")
    (data / ISSUES).write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())

    assert lint(data) == []


def test_an_issue_without_rules_of_handling_is_found(data: Path) -> None:
    handling = data / "catalogue" / "handling.csv"
    lines = handling.read_text("utf-8").splitlines(keepends=True)
    handling.write_text("".join(lines[:1] + lines[2:]), "utf-8")

    with pytest.raises(DataError, match="no rules of handling"):
        Catalogue.load(data)


def test_a_limit_far_from_its_pattern_needs_a_reason(data: Path, edit: Edit) -> None:
    handling = data / "catalogue" / "handling.csv"
    line = next(text for text in handling.read_text("utf-8").splitlines() if text.endswith("当晚制止"))
    edit("catalogue/handling.csv", line, line.rpartition(",")[0] + ",")

    assert [finding.rule for finding in lint(data)] == ["pattern"]


def test_a_way_of_reporting_that_nobody_knows_is_found(data: Path, edit: Edit) -> None:
    edit("catalogue/handling.csv", ",citizen|", ",telepathy|")

    assert [finding.rule for finding in lint(data)] == ["value"]


def with_cell(data: Path, code: str, column: int, value: str) -> None:
    """Writes another value into an issue's row."""
    with (data / ISSUES).open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    next(row for row in rows if row[0] == code)[column] = value
    with (data / ISSUES).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


@pytest.mark.parametrize(
    "basis", ["某法", "城市规则", "《某法》第5条", "《某法》第三条第一款", "《甲法》《乙法》", "《某法》、"]
)
def test_a_basis_that_is_no_law_is_found(basis: str, data: Path) -> None:
    with_cell(data, "010101", 13, basis)

    assert [finding.rule for finding in lint(data)] == ["basis"]


@pytest.mark.parametrize("basis", [CITY_RULE, "《某法》", "《甲法》第二百七十六条之一、《乙条例》"])
def test_a_law_or_the_citys_rule_is_a_basis(basis: str, data: Path) -> None:
    with_cell(data, "010101", 13, basis)

    assert lint(data) == []


@pytest.mark.parametrize(
    ("definition", "rules"),
    [
        ("路灯不亮，路口漆黑，灯杆没电", ["differ"]),
        ("路灯不亮，路口漆黑，灯杆没电，不含灯杆灯罩破损", []),
    ],
)
def test_a_definition_says_how_its_issue_differs(definition: str, rules: list[str], data: Path) -> None:
    with_cell(data, "040502", 3, definition)

    assert sorted({finding.rule for finding in lint(data)}) == rules
