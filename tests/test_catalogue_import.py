import csv
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.records import read_records
from liandong.catalogue import Catalogue, lint
from liandong.catalogue.adopt import Adoption, adopt
from liandong.catalogue.bodies import Bodies, read_words
from liandong.catalogue.columns import read_column_map
from liandong.catalogue.limits import read_limit
from liandong.errors import DataError
from liandong.paths import shipped

SHIPPED = Catalogue.load(shipped("data"))

# limits and bodies


@pytest.mark.parametrize(
    ("text", "number", "unit", "urgent"),
    [
        ("2小时", 2, "hours", False),
        ("2紧急工作时", 2, "hours", True),
        ("1紧急工作时制止", 1, "hours", True),
        ("2紧急工作日", 48, "hours", True),
        ("4个工作时", 4, "working_hours", False),
        ("7个工作日", 7, "working_days", False),
        ("不超过二十个工作日", 20, "working_days", False),
        ("半个工作日", 4, "working_hours", False),
        ("1天", 24, "hours", False),
        ("十五日内", 360, "hours", False),
        ("１５ 天", 360, "hours", False),
        ("半天", 12, "hours", False),
        ("一周", 168, "hours", False),
        ("1个月", 720, "hours", False),
        ("一个半月", 1080, "hours", False),
        ("30分钟", 1, "hours", False),
        ("1.5小时", 2, "hours", False),
        ("一百二十小时", 120, "hours", False),
    ],
)
def test_a_chinese_limit_is_read(text: str, number: int, unit: str, urgent: bool) -> None:
    limit = read_limit(text)

    assert limit is not None
    assert (limit.number, limit.unit, limit.urgent) == (number, unit, urgent)


@pytest.mark.parametrize(
    "text", ["", "立即", "5", "3-5天", "三至五天", "2小时到场，3天办结", "0天", "尽快", "99999999年", "天"]
)
def test_what_is_no_single_limit_is_not_read(text: str) -> None:
    assert read_limit(text) is None


@given(st.text(alphabet="0123456789.零一二两十百半个紧急工作时小天日月年周分钟 ，-内", max_size=12))
def test_any_text_is_a_limit_or_none(text: str) -> None:
    limit = read_limit(text)

    assert limit is None or limit.number > 0


@pytest.fixture(scope="module")
def bodies() -> Bodies:
    kinds = SHIPPED.department_kinds
    return Bodies(kinds, read_words(shipped("data") / "department_words.csv", kinds))


@pytest.mark.parametrize(
    ("text", "kinds", "unknown"),
    [
        ("police", ["police"], []),
        ("某市市容环卫中心、某市园林绿化服务中心", ["sanitation", "landscape"], []),
        ("某市供水和排水公司", ["water_supply", "drainage"], []),
        ("某市公安交通管理部门，公安局", ["traffic_police", "police"], []),
        ("各产权单位", [], ["各产权单位"]),
        ("所属街办、街道办事处、各产权单位", ["subdistrict_office"], ["各产权单位"]),
        ("", [], []),
    ],
)
def test_a_body_is_told_by_its_words(text: str, kinds: list[str], unknown: list[str], bodies: Bodies) -> None:
    assert bodies.kinds_of(text) == (kinds, unknown)


def test_every_kind_of_body_is_told_by_its_own_name(bodies: Bodies) -> None:
    assert {
        code: bodies.kinds_of(kind.name.split("（")[0])[0] for code, kind in SHIPPED.department_kinds.items()
    } == {code: [code] for code in SHIPPED.department_kinds}


@pytest.mark.parametrize("lines", ["a,b\nx,police\n", "word,kind\n路政,nobody\n", "word,kind\n,police\n"])
def test_wrong_words_are_refused(lines: str, tmp_path: Path) -> None:
    (tmp_path / "words.csv").write_text(lines, "utf-8")

    with pytest.raises(DataError, match=r"words\.csv:2"):
        read_words(tmp_path / "words.csv", SHIPPED.department_kinds)


# a city's own list

PAIRS = ["类=kind", "大类=type", "小类=name", "单位=lead", "时限=limit", "立案=filing", "结案=closing"]
HEADER = "类,大类,小类,单位,时限,立案,结案"
POTHOLE = "事件,道路,路面坑洞,市政中心、各产权单位,2紧急工作时,路面出现坑洞的,填补"


def run(
    tmp_path: Path, bodies: Bodies, *lines: str, pairs: list[str] = PAIRS, header: str = HEADER
) -> Adoption:
    file = tmp_path / "ours.csv"
    file.write_text("\n".join([header, *lines]) + "\n", "utf-8")
    return adopt(
        read_records(file),
        read_column_map(pairs, []),
        source="ours",
        base=shipped("data"),
        bodies=bodies,
        out=tmp_path / "out",
    )


def account(tmp_path: Path) -> list[dict[str, str]]:
    with (tmp_path / "out/import.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_row_that_fits_becomes_an_issue(tmp_path: Path, bodies: Bodies) -> None:
    done = run(tmp_path, bodies, POTHOLE)

    assert (done.rows, done.kept, done.rejected) == (1, 1, 0)
    adopted = Catalogue.load(tmp_path / "out")
    (issue,) = adopted.issues.values()
    assert (issue.name, issue.lead, issue.limit, issue.limit_unit) == ("路面坑洞", "municipal", 2, "hours")
    assert (issue.urgency, issue.basis) == ("urgent", "《ours》")
    assert adopted.handling[issue.code].closing == "填补"
    assert adopted.types[issue.type].name == "道路"
    assert adopted.category_of(issue.code).name == SHIPPED.category_of(account(tmp_path)[0]["nearest"]).name
    assert "坑" in account(tmp_path)[0]["nearest_name"]


def test_the_defects_that_a_near_issue_had_are_taken_over(tmp_path: Path, bodies: Bodies) -> None:
    broken = POTHOLE.replace("路面坑洞", "车行道坑洼破损")
    run(tmp_path, bodies, broken, "事件,生活,爱唱歌的邻居,公安局,2小时,唱歌的,劝止")

    adopted = Catalogue.load(tmp_path / "out")
    pothole, singing = adopted.issues.values()
    assert account(tmp_path)[0]["nearest_name"] == "车行道坑洼破损"
    assert [(d.kind, d.defect) for d in adopted.component_defects.values()] == [("0223", "坑洼")]
    assert [d.issue for d in adopted.component_defects.values()] == [pothole.code]
    assert (pothole.component_kinds, singing.component_kinds) == (("0223",), ())


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        (POTHOLE.replace("事件", "部件"), "not-event"),
        ("一、道路类,,,,,,", "not-event"),
        (POTHOLE.replace("2紧急工作时", "尽快"), "limit"),
        (POTHOLE.replace("市政中心、", ""), "lead"),
        (POTHOLE.replace("填补", ""), "empty"),
        (POTHOLE.replace("路面坑洞", ""), "empty"),
        ("事件,道路", "row"),
        (POTHOLE, "duplicate"),
    ],
)
def test_a_row_that_does_not_fit_is_accounted_for(
    line: str, rule: str, tmp_path: Path, bodies: Bodies
) -> None:
    done = run(tmp_path, bodies, POTHOLE, line)

    assert (done.kept, done.rejected, done.problems) == (1, 1, {rule: 1})
    kept, left_out = account(tmp_path)
    assert (kept["outcome"], left_out["outcome"], left_out["line"]) == ("kept", "rejected", "3")
    assert rule in left_out["rules"].split("|")
    assert left_out["what"]
    assert [finding for finding in lint(tmp_path / "out", expected=None) if finding.rule != "keywords"] == []


def test_one_name_with_two_conditions_is_two_issues(tmp_path: Path, bodies: Bodies) -> None:
    done = run(tmp_path, bodies, POTHOLE, POTHOLE.replace("出现坑洞", "大面积翻浆"))

    assert done.kept == 2
    names = [issue.name for issue in Catalogue.load(tmp_path / "out").issues.values()]
    assert names == ["路面坑洞（路面出现坑洞的）", "路面坑洞（路面大面积翻浆的）"]


def test_a_citys_categories_are_kept_and_rows_without_one_gathered(tmp_path: Path, bodies: Bodies) -> None:
    pairs = [pair.replace("=kind", "=category") for pair in PAIRS]

    unsorted = POTHOLE.removeprefix("事件").replace("路面坑洞", "路面塌陷")

    run(tmp_path, bodies, POTHOLE.replace("事件", "街面"), unsorted, pairs=pairs)

    adopted = Catalogue.load(tmp_path / "out")
    assert [each.name for each in adopted.categories.values()] == ["街面", "未分类"]
    assert list(adopted.issues) == ["010101", "020101"]


def test_a_type_with_more_issues_than_codes_says_so(tmp_path: Path, bodies: Bodies) -> None:
    done = run(tmp_path, bodies, *(POTHOLE.replace("路面坑洞", f"坑洞{n}") for n in range(101)))

    assert (done.kept, done.problems) == (99, {"full": 2})
    assert len(Catalogue.load(tmp_path / "out").issues) == 99


def test_a_list_of_which_nothing_fits_leaves_an_account_only(tmp_path: Path, bodies: Bodies) -> None:
    done = run(tmp_path, bodies, POTHOLE.replace("2紧急工作时", "尽快"))

    assert (done.kept, done.issues) == (0, 0)
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["import.csv"]


def test_nothing_is_written_over(tmp_path: Path, bodies: Bodies) -> None:
    run(tmp_path, bodies, POTHOLE)

    with pytest.raises(DataError, match="not an empty folder"):
        run(tmp_path, bodies, POTHOLE)


@pytest.mark.parametrize(
    ("pairs", "constants", "said"),
    [
        ([*PAIRS, "a=colour"], [], "no such field"),
        (PAIRS[:-1], [], "--set closing="),
        (["name"], [], "column=field"),
        (PAIRS, ["level"], "field=value"),
        (["nowhere.json"], [], "nowhere.json"),
    ],
)
def test_a_wrong_column_map_is_refused(pairs: list[str], constants: list[str], said: str) -> None:
    with pytest.raises(DataError) as caught:
        read_column_map(pairs, constants)

    assert said in str(caught.value)


def test_a_column_map_may_be_a_file_and_a_column_several_fields(tmp_path: Path) -> None:
    path = tmp_path / "map.json"
    path.write_text(json.dumps({"小类": ["type", "name"], "立案": "filing"}), "utf-8")

    columns = read_column_map([str(path)], ["lead=police", "limit=2小时", "closing=办结"])

    row = {"小类": " 甲\n乙 ", "立案": None}
    assert columns.fields_of(row) == {
        "type": "甲 乙", "name": "甲 乙", "lead": "police", "limit": "2小时", "closing": "办结",
    }  # fmt: skip


@pytest.mark.parametrize("text", ["{", "[]", "[" * 100_000])
def test_a_broken_map_file_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "map.json").write_text(text, "utf-8")

    with pytest.raises(DataError, match=r"map\.json"):
        read_column_map([str(tmp_path / "map.json")], [])


def test_a_real_citys_standards_can_be_taken_over(eval_data: Path, tmp_path: Path, bodies: Bodies) -> None:
    file = eval_data / "catalogues/yuncheng_standards.csv"
    if not file.is_file():
        pytest.skip(f"{file.name} is not in the evaluation data")
    pairs = "kind=kind big=type small=name handler=lead supervisor=supports time_limit=limit"
    pairs += " filing_condition=filing closing_condition=closing"

    done = adopt(
        read_records(file),
        read_column_map(pairs.split(), []),
        source="standards",
        base=shipped("data"),
        bodies=bodies,
        out=tmp_path / "out",
    )

    assert done.rows == done.kept + done.rejected == 519
    assert (done.kept, done.problems) == (144, {"not-event": 375})
    assert len(Catalogue.load(tmp_path / "out").issues) == 144
