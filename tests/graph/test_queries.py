"""The query loader: a header is a signature, and it is kept."""

import dataclasses
import json
import re
from datetime import date, datetime
from pathlib import Path

import pytest

from graph.queries import Queries, Query, read_query
from graph.store import Store
from liandong.clock import CHINA
from liandong.errors import NotFoundError, QueryError
from tests.graph import test_query_cases
from tests.graph.test_query_cases import CASES


def write(folder: Path, text: str) -> Path:
    path = folder / "area" / "find.cypher"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def read(folder: Path, body: str, *, params: str = "", returns: str = "code: str") -> Query:
    text = f"// Finds areas.\n// params: {params}\n// returns: {returns}\n{body}\n"
    return read_query(write(folder, text), folder)


# What a header says


def test_a_file_becomes_a_query_named_after_its_place(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "// Areas of a level,\n"
        "// by code.\n"
        "// params: level: str, codes: list[str], on: date | None\n"
        "// returns: code: str, name: str | None\n"
        "MATCH (a:Area {level: $level}) WHERE a.code IN $codes AND $on IS NULL\n"
        "RETURN a.code AS code, a.name AS name ORDER BY code LIMIT 5\n",
    )

    query = read_query(path, tmp_path)

    assert query.name == "area.find"
    assert query.doc == "Areas of a level, by code."
    assert query.signature == "level: str, codes: list[str], on: date | None"
    assert [(field.name, field.type) for field in query.returns] == [("code", "str"), ("name", "str | None")]
    assert not query.writes


def test_every_shipped_query_is_read() -> None:
    queries = Queries.load()

    assert len(queries) == len(list(queries)) >= 5
    assert all(query.doc.endswith(".") for query in queries)


@pytest.mark.parametrize("clause", ["CREATE (b)", "MERGE (b)", "SET a.x = 1", "DELETE a", "REMOVE a.x"])
def test_a_query_that_writes_is_known(tmp_path: Path, clause: str) -> None:
    query = read(tmp_path, f"MATCH (a:Area) {clause.lower()} RETURN a.code AS code")

    assert query.writes


@pytest.mark.parametrize(
    ("header", "fix"),
    [
        ("// params:\n// returns: code: str\n", "the header needs a sentence"),
        ("// Finds areas.\n// returns: code: str\n", "the header needs a sentence, `// params:`"),
        ("// Finds areas.\n// params:\n", "`// returns:` (empty if none)"),
        ("", "the header needs a sentence"),
        ("// Finds.\n// params: level\n// returns: code: str\n", "'level' is not `name: type`"),
        ("// Finds.\n// params: level: string\n// returns: code: str\n", "types are str, int, float, bool"),
        ("// Finds.\n// params: level: list[text]\n// returns: code: str\n", "is not `name: type`"),
        ("// Finds.\n// params: a-b: str\n// returns: code: str\n", "'a-b: str' is not `name: type`"),
        ("// Finds.\n// params:\n// returns: from: str\n", "'from: str' is not `name: type`"),
        ("// Finds.\n// params:\n// returns: code: str, code: int\n", "code is declared twice"),
    ],
)
def test_a_malformed_header_is_an_error_with_file_and_fix(tmp_path: Path, header: str, fix: str) -> None:
    path = write(tmp_path, header + "MATCH (a:Area) RETURN a.code AS code\n")

    with pytest.raises(QueryError, match=re.escape(fix)) as error:
        Queries.load(tmp_path)

    assert str(path) in str(error.value)


def test_a_file_in_another_encoding_is_an_error_with_file_and_fix(tmp_path: Path) -> None:
    path = write(tmp_path, "")
    path.write_bytes("// 查找区域。\n// params:\n// returns: code: str\nRETURN 1 AS code".encode("gb18030"))

    with pytest.raises(QueryError, match="UTF-8") as error:
        Queries.load(tmp_path)

    assert str(path) in str(error.value)


# Parameters


def test_a_declared_and_unused_parameter_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(QueryError, match=r"find\.cypher: declared and unused: level; use \$level or take it"):
        read(tmp_path, "MATCH (a:Area) RETURN a.code AS code", params="level: str")


def test_a_used_and_undeclared_parameter_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(QueryError, match=r"find\.cypher: used and undeclared: level; add it to `// params:`"):
        read(tmp_path, "MATCH (a:Area {level: $level}) RETURN a.code AS code")


@pytest.mark.parametrize(
    "inert",
    [
        "'costs $x'",
        '"costs $x"',
        r"'it\'s $x'",
        "'// not a comment ' + '$x'",
        "1 // the $x of 'it\n",
        "1 /* $x\n$x */",
    ],
)
def test_a_dollar_in_a_string_or_comment_is_no_parameter(tmp_path: Path, inert: str) -> None:
    query = read(tmp_path, f"WITH {inert} AS c RETURN c AS code")

    assert query.params == ()


def test_a_parameter_after_a_string_with_slashes_is_seen(tmp_path: Path) -> None:
    query = read(tmp_path, "RETURN 'https://' + $x AS code", params="x: str")

    assert [field.name for field in query.params] == ["x"]


# Columns


@pytest.mark.parametrize(
    ("body", "columns"),
    [
        ("MATCH (a) RETURN a.code AS code, a.name AS name", ["code", "name"]),
        ("MATCH (a) RETURN DISTINCT a.code AS code", ["code"]),
        ("MATCH (a) WITH a.code AS code RETURN code", ["code"]),
        ("MATCH (a) RETURN a.code AS `code`", ["code"]),
        ("MATCH (a) return a.code as code order by code desc skip 1 limit 2", ["code"]),
        ("MATCH (a) RETURN a.code AS code UNION MATCH (b) RETURN b.code AS code", ["code"]),
        ("CALL { MATCH (a) RETURN a.code AS x, 1 AS y } RETURN x AS code", ["code"]),
        ("MATCH (a) RETURN a.code AS code, [x IN a.names | {n: x, m: 1}] AS names", ["code", "names"]),
        ("MATCH (a) RETURN coalesce(a.code, 'x') AS code, count(*) AS n", ["code", "n"]),
        ("MATCH (a) RETURN CASE WHEN a.x THEN 1 ELSE 2 END AS code", ["code"]),
        ("MATCH (a) RETURN a.limit AS limit, a.order AS `order`, a.code AS code", ["limit", "order", "code"]),
        ("MATCH (a) RETURN a.code AS code // RETURN nothing", ["code"]),
        ("MATCH (a) SET a.x = 1", []),
    ],
)
def test_columns_are_read_from_the_last_return(tmp_path: Path, body: str, columns: list[str]) -> None:
    returns = ", ".join(f"{name}: str" for name in columns)

    query = read(tmp_path, body, returns=returns)

    assert [field.name for field in query.returns] == columns


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("MATCH (a) RETURN a.code AS code, a.name AS name", "['code', 'name']"),
        ("MATCH (a) RETURN a.name AS name", "['name']"),
        ("MATCH (a) RETURN *", "['*']"),
        ("MATCH (a) SET a.x = 1", "[]"),
        ("MATCH (a) RETURN a.code", "['a.code']"),
        ("MATCH (a) RETURN count(*)", "['count(*)']"),
    ],
)
def test_other_columns_than_declared_are_an_error(tmp_path: Path, body: str, found: str) -> None:
    with pytest.raises(QueryError, match=r"find\.cypher: the header returns \['code'\]") as error:
        read(tmp_path, body)

    assert f"the query {found}; make them the same, in order" in str(error.value)


def test_columns_in_another_order_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(QueryError, match="in order"):
        read(tmp_path, "MATCH (a) RETURN a.name AS name, a.code AS code", returns="code: str, name: str")


# Calls


@pytest.fixture
def typed(tmp_path: Path) -> Query:
    return read(
        tmp_path,
        "UNWIND $rows AS row RETURN $name + $n + $f + $b + $on + $at + $maybe AS code",
        params="name: str, n: int, f: float, b: bool, on: date, at: datetime, rows: list[map], "
        "maybe: str | None",
    )


GOOD: dict[str, object] = {
    "name": "双塔",
    "n": 1,
    "f": 0.5,
    "b": True,
    "on": date(2020, 1, 2),
    "at": datetime(2020, 1, 2, 3, 4, tzinfo=CHINA),
    "rows": [{"code": "1"}],
    "maybe": None,
}


@pytest.mark.parametrize("change", [{}, {"f": 1}, {"rows": []}, {"maybe": "x"}])
def test_parameters_of_the_declared_types_are_accepted(typed: Query, change: dict[str, object]) -> None:
    typed.check(GOOD | change)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("name", 1),
        ("name", None),
        ("n", "1"),
        ("n", 1.5),
        ("n", True),
        ("f", True),
        ("b", 1),
        ("on", "2020-01-02"),
        ("on", datetime(2020, 1, 2, tzinfo=CHINA)),
        ("at", date(2020, 1, 2)),
        ("at", datetime(2020, 1, 2)),
        ("rows", {"code": "1"}),
        ("rows", ["1"]),
        ("maybe", 1),
    ],
)
def test_a_parameter_of_another_type_is_an_error(typed: Query, name: str, value: object) -> None:
    kind = next(field.type for field in typed.params if field.name == name)

    with pytest.raises(QueryError, match=re.escape(f"Query area.find: {name} should be {kind}, got ")):
        typed.check(GOOD | {name: value})


def test_a_wrong_value_is_not_shown_at_length(typed: Query) -> None:
    with pytest.raises(QueryError) as error:
        typed.check(GOOD | {"n": "9" * 10_000})

    assert len(str(error.value)) < 300


def test_missing_and_unknown_parameters_are_errors_that_show_the_signature(tmp_path: Path) -> None:
    query = read(tmp_path, "RETURN $level + $kind AS code", params="level: str, kind: str")

    for given in ({"level": "a"}, {"level": "a", "kind": "b", "size": 1}, {"kind": "b", "levle": "a"}):
        with pytest.raises(QueryError, match=r"takes \(level: str, kind: str\); got ") as error:
            query.check(given)
        assert str(error.value).startswith("Query area.find")


# Rows


def test_rows_are_frozen_and_have_the_declared_fields(empty_store: Store, tmp_path: Path) -> None:
    query = read(
        tmp_path,
        "UNWIND $codes AS code RETURN code, size(code) AS length ORDER BY code",
        params="codes: list[str]",
        returns="code: str, length: int",
    )

    first, second = empty_store.rows(query, codes=["bb", "a"])

    assert (first.code, first.length, second.code, second.length) == ("a", 1, "bb", 2)
    assert [field.name for field in dataclasses.fields(first)] == ["code", "length"]
    assert first == empty_store.rows(query, codes=["a"])[0]
    with pytest.raises(dataclasses.FrozenInstanceError):
        first.code = "b"


def test_no_rows_is_an_empty_list(empty_store: Store, tmp_path: Path) -> None:
    query = read(tmp_path, "MATCH (a:Area) RETURN a.code AS code")

    assert empty_store.rows(query) == []


def test_rows_with_other_columns_than_declared_are_refused(tmp_path: Path) -> None:
    query = read(tmp_path, "MATCH (a:Area) RETURN a.code AS code")

    with pytest.raises(QueryError, match=r"Query area\.find returned \['name'\] instead of"):
        query.build(["name"], [["双塔"]])


# The corpus of cases


def test_every_query_has_cases_and_every_case_a_query() -> None:
    files = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in CASES.glob("*.json")}

    assert files.keys() == {query.name for query in Queries.load()}
    for name, cases in files.items():
        assert cases, name
        assert len({case["name"] for case in cases}) == len(cases), name


def test_a_case_can_be_neither_left_out_nor_bound_to_an_engine() -> None:
    known = {"name", "fixture", "params", "rows", "any_order", "then"}
    count = 0
    for path in CASES.glob("*.json"):
        for case in json.loads(path.read_text(encoding="utf-8")):
            assert case.keys() <= known, path.name
            count += 1

    source = Path(test_query_cases.__file__).read_text(encoding="utf-8")
    assert not re.search("skip|xfail|neo4j_uri|embedded|arcade|engine|environ", source, re.IGNORECASE)
    (parametrized,) = test_query_cases.test_case.pytestmark
    assert len(parametrized.args[1]) == count


# Names


def test_an_unknown_name_suggests_what_is_near() -> None:
    queries = Queries.load()

    with pytest.raises(NotFoundError, match=r"no query 'city\.base_grids'.*mean territory\.base_grids\?"):
        queries["city.base_grids"]


def test_a_name_with_a_typing_error_suggests_what_is_near() -> None:
    queries = Queries.load()

    with pytest.raises(NotFoundError, match=r"Did you mean territory\.base_grids"):
        queries["territory.base_grid5"]


def test_a_name_like_no_other_points_to_the_list() -> None:
    queries = Queries.load()

    with pytest.raises(NotFoundError, match="`liandong queries` lists them"):
        queries["weather"]
