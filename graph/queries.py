"""The query files of `cypher/`, checked against their headers when they are read.

A file holds one query. Its header is its signature:

    // What it answers, in a sentence or more.
    // params: issue: str, grid: str, limit: int
    // returns: unit: str, role: str | None, path: list[str]

A parameter that is declared and unused, used and undeclared, or a returned column that differs from the
declared ones is an error that names the file and the fix.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, make_dataclass
from datetime import date, datetime
from difflib import get_close_matches
from functools import cached_property
from itertools import pairwise
from keyword import iskeyword
from pathlib import Path
from typing import Any

from liandong.errors import NotFoundError, QueryError
from liandong.paths import shipped

Row = Any
"""A frozen dataclass with the fields that a query's header declares."""

_TYPES: dict[str, tuple[type, ...]] = {
    "str": (str,),
    "int": (int,),
    "float": (float, int),
    "bool": (bool,),
    "date": (date,),
    "datetime": (datetime,),
    "map": (dict,),
}
_TOKEN = re.compile(
    r"""(?P<skip>//[^\n]*|/\*.*?\*/|'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
    r"""|(?P<param>\$[A-Za-z_]\w*)|(?P<word>`[^`]+`|[A-Za-z_]\w*)|(?P<other>\S)""",
    re.DOTALL,
)
_WRITES = frozenset({"CREATE", "MERGE", "SET", "DELETE", "REMOVE"})
_OPEN, _CLOSE = "([{", ")]}"


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter or a column: `str`, `list[map]`, `int | None` … A `datetime` has a zone."""

    name: str
    type: str

    def accepts(self, value: object) -> bool:
        """Whether a value is of the type, looking into lists no deeper than their first item."""
        return any(self._is(value, kind.strip()) for kind in self.type.split("|"))

    @staticmethod
    def _is(value: object, kind: str) -> bool:
        if kind == "None":
            return value is None
        if kind.startswith("list["):
            return isinstance(value, list) and (not value or Field._is(value[0], kind[5:-1]))
        if isinstance(value, bool):
            return kind == "bool"
        if isinstance(value, datetime):
            return kind == "datetime" and value.tzinfo is not None
        return isinstance(value, _TYPES[kind])


@dataclass(frozen=True)
class Query:
    """One query file."""

    name: str
    doc: str
    params: tuple[Field, ...]
    returns: tuple[Field, ...]
    text: str
    writes: bool

    @cached_property
    def row(self) -> type:
        """The frozen dataclass of its rows."""
        return make_dataclass(
            "".join(part.title() for part in re.split(r"\W|_", self.name)) + "Row",
            [(column.name, Any) for column in self.returns],
            frozen=True,
            slots=True,
        )

    @property
    def signature(self) -> str:
        """The parameters as the header writes them."""
        return ", ".join(f"{field.name}: {field.type}" for field in self.params)

    def check(self, params: Mapping[str, object]) -> None:
        """Check a call's parameters.

        Raises:
            QueryError: naming the query, the parameter and what it should be.
        """
        declared = {field.name: field for field in self.params}
        if params.keys() != declared.keys():
            given = ", ".join(params) or "none"
            raise QueryError(f"Query {self.name} takes ({self.signature}); got {given} 参数不符")
        for name, value in params.items():
            if not declared[name].accepts(value):
                kind = declared[name].type
                raise QueryError(
                    f"Query {self.name}: {name} should be {kind}, got {value!r:.80} 参数类型不符"
                )

    def build(self, keys: list[str], records: Iterable[Iterable[Any]]) -> list[Row]:
        """Rows from the driver's values, column by column. An empty answer may come without columns."""
        if keys and keys != [field.name for field in self.returns]:
            raise QueryError(f"Query {self.name} returned {keys} instead of what its header declares")
        row = self.row
        return [row(*values) for values in records]


class Queries:
    """All queries of a folder, by name: `cypher/route/plan.cypher` is `route.plan`."""

    def __init__(self, queries: Iterable[Query]) -> None:
        self._queries = {query.name: query for query in queries}

    @classmethod
    def load(cls, folder: Path | None = None) -> "Queries":
        """Read and check every file.

        Raises:
            QueryError: naming the file and the fix.
        """
        root = folder or shipped("cypher")
        return cls(read_query(path, root) for path in sorted(root.rglob("*.cypher")))

    def __getitem__(self, name: str) -> Query:
        try:
            return self._queries[name]
        except KeyError:
            near = [other for other in self._queries if name.split(".")[-1] in other]
            near = near or get_close_matches(name, self._queries)
            raise NotFoundError(
                f"There is no query {name!r} 没有这个查询",
                hint=f"Did you mean {', '.join(near)}?" if near else "`liandong queries` lists them.",
            ) from None

    def __iter__(self) -> Iterator[Query]:
        return iter(self._queries.values())

    def __len__(self) -> int:
        return len(self._queries)


def read_query(path: Path, root: Path) -> Query:
    """Read one file and check its header against its text."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise QueryError(f"{path}: not UTF-8 (byte {error.start}); save it as UTF-8") from error
    name = ".".join(path.relative_to(root).with_suffix("").parts)
    header: dict[str, str] = {}
    doc: list[str] = []
    for line in text.splitlines():
        if not line.startswith("//"):
            break
        key, colon, value = line[2:].strip().partition(":")
        if colon and key in ("params", "returns"):
            header[key] = value.strip()
        else:
            doc.append(line[2:].strip())
    if not doc or header.keys() != {"params", "returns"}:
        raise QueryError(
            f"{path}: the header needs a sentence, `// params:` and `// returns:` (empty if none)"
        )
    params, returns = (_fields(header[key], path) for key in ("params", "returns"))
    tokens = list(_tokens(text))
    _check_params(params, {t[1:] for t in tokens if t.startswith("$")}, path)
    _check_columns(returns, _columns(tokens), path)
    writes = any(token.upper() in _WRITES for token in tokens)
    return Query(name, " ".join(doc), params, returns, text, writes)


def _fields(text: str, path: Path) -> tuple[Field, ...]:
    fields: list[Field] = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, _, kind = (piece.strip() for piece in part.partition(":"))
        plain = re.sub(r"list\[(\w+)\]", r"\1", kind)
        named = name.isidentifier() and not iskeyword(name)
        if not named or any(k.strip() not in (*_TYPES, "None") for k in plain.split("|")):
            raise QueryError(
                f"{path}: {part!r} is not `name: type`; types are {', '.join(_TYPES)}, list[…], … | None"
            )
        if any(name == field.name for field in fields):
            raise QueryError(f"{path}: {name} is declared twice; take one out")
        fields.append(Field(name, kind))
    return tuple(fields)


def _tokens(text: str) -> Iterator[str]:
    return (match.group() for match in _TOKEN.finditer(text) if match.lastgroup != "skip")


def _check_params(params: tuple[Field, ...], used: set[str], path: Path) -> None:
    declared = {field.name for field in params}
    if unused := sorted(declared - used):
        raise QueryError(
            f"{path}: declared and unused: {', '.join(unused)}; use ${unused[0]} or take it out of params"
        )
    if undeclared := sorted(used - declared):
        raise QueryError(f"{path}: used and undeclared: {', '.join(undeclared)}; add it to `// params:`")


def _check_columns(returns: tuple[Field, ...], columns: list[str], path: Path) -> None:
    declared = [field.name for field in returns]
    if declared != columns:
        raise QueryError(
            f"{path}: the header returns {declared}, the query {columns}; make them the same, in order"
        )


def _columns(tokens: list[str]) -> list[str]:
    """The column names of the last RETURN outside brackets."""
    depth, returned = 0, False
    columns: list[list[str]] = []
    for before, piece in pairwise(["", *tokens]):
        depth += (piece in _OPEN) - (piece in _CLOSE)
        word = piece.upper() if depth == 0 and before.upper() not in (".", "AS") else ""
        if word == "RETURN":
            returned, columns = True, [[]]
        elif word in ("ORDER", "SKIP", "LIMIT", "UNION"):
            returned = False
        elif returned and depth == 0 and piece == ",":
            columns.append([])
        elif returned and word != "DISTINCT":
            columns[-1].append(piece)
    return [_column(expression) for expression in columns]


def _column(expression: list[str]) -> str:
    """What the database calls a column: its alias; without one, the expression itself."""
    named = len(expression) > 2 and expression[-2].upper() == "AS"
    return (expression[-1] if named else "".join(expression)).strip("`")
