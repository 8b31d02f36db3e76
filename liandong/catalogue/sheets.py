"""A table as Markdown: what its columns hold, and its rows with names in place of codes."""

import ast
import inspect
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal, get_args, get_origin

from liandong.catalogue.heads import COLUMNS_ZH, TABLES_ZH, VALUES_ZH
from liandong.catalogue.model import Catalogue
from liandong.catalogue.tables import Column, Table


def rows_of(catalogue: Catalogue, table: str) -> Mapping[str, Any]:
    """The rows of a table by code."""
    found: Mapping[str, Any] = getattr(catalogue, table)
    return found


def title(table: Table) -> str:
    """The table's name in both languages: 技能 skills."""
    return f"{TABLES_ZH.get(table.name, '')} {table.name.replace('_', ' ')}".strip()


def sheet(table: Table, catalogue: Catalogue) -> Iterator[str]:
    """The lines of a table's section: what it is, its columns, its rows."""
    yield from described(table, catalogue)
    columns, rows = table.columns(), rows_of(catalogue, table.name).values()
    yield from grid(
        [f"{_zh(table, column)} {column.name}".strip() for column in columns],
        ([shown(column, row, catalogue) for column in columns] for row in rows),
    )


def described(table: Table, catalogue: Catalogue) -> Iterator[str]:
    """The lines of a table's head: what it is, its file, its columns with what each holds."""
    docs = column_docs(table.row)
    yield from ("", f"## {title(table)}", "", " ".join((inspect.getdoc(table.row) or "").split()))
    yield from ("", f"`data/{table.file}`, {len(rows_of(catalogue, table.name))} rows.")
    yield from grid(
        ["列 column", "名称", "内容 holds", "what"],
        (
            [f"`{column.name}`", _zh(table, column), holds(column), docs.get(column.name, "")]
            for column in table.columns()
        ),
    )


def _zh(table: Table, column: Column) -> str:
    """What a column is called in Chinese; empty where nobody has said."""
    return COLUMNS_ZH.get(f"{table.name}.{column.name}", COLUMNS_ZH.get(column.name, ""))


def grid(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The lines of a Markdown table, after an empty one."""
    yield ""
    yield _line(heads)
    yield "|" + "---|" * len(heads)
    for row in rows:
        yield _line(row)


def _line(cells: Sequence[object]) -> str:
    texts = (" ".join(str(cell).split()).replace("|", "\\|") for cell in cells)
    return "| " + " | ".join(texts) + " |"


def holds(column: Column) -> str:
    """What a column's cells may hold, in words: 2 words for a number, the values of a choice."""
    several = get_origin(column.type) is tuple
    item = get_args(column.type)[0] if several else column.type
    if column.refers:
        what = f"codes of `{column.refers.table}`" if several else f"a code of `{column.refers.table}`"
    elif get_origin(item) is Literal:
        what = ("some of " if several else "one of ") + ", ".join(f"`{value}`" for value in get_args(item))
    elif item is int:
        what = "a number"
    else:
        what = "texts" if several else "a text"
    return f"{what}; may be empty" if column.optional else what


def shown(column: Column, row: Any, catalogue: Catalogue) -> str:
    """A cell for people: the names of what codes lead to, values in Chinese, lists joined."""
    value = getattr(row, column.name)
    parts = [str(part) for part in (value if isinstance(value, tuple) else (value,))]
    if column.refers:
        parts = [named(catalogue, column.refers.table, code) for code in parts]
    elif Literal in (get_origin(column.type), *map(get_origin, get_args(column.type))):
        parts = [VALUES_ZH.get(f"{column.name}.{part}", VALUES_ZH.get(part, part)) for part in parts]
    return "、".join(parts)


def named(catalogue: Catalogue, table: str, code: str) -> str:
    """The name of what a code leads to; the code itself, where that has none."""
    return str(getattr(rows_of(catalogue, table).get(code), "name", code))


def column_docs(row: type) -> dict[str, str]:
    """What is written below the fields of a row's class, by column."""
    (declared,) = ast.parse(textwrap.dedent(inspect.getsource(row))).body
    assert isinstance(declared, ast.ClassDef)  # noqa: S101 - what a class's source is
    found: dict[str, str] = {}
    for field, after in zip(declared.body, declared.body[1:], strict=False):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
            match after:
                case ast.Expr(value=ast.Constant(value=str(text))):
                    found[field.target.id] = " ".join(text.split())
    return found
