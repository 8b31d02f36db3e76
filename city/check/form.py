"""The form of a city's files: there, whole, each value right, each code once, each reference to something."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from city import facts
from city.check.findings import MOST, Book
from city.check.scan import Hashes, Table, scan, targets
from graph.schema import SCHEMA

_CATALOGUE = {
    "DepartmentKind": "department_kinds",
    "Need": "need_kinds",
    "Skill": "social/skills",
    "ComponentKind": "component_kinds",
}
"""Labels that are loaded with the catalogue, and the file in `data/` that lists their codes."""


def check_form(folder: Path, counts: Mapping[str, int], book: Book) -> Mapping[str, Table]:
    """Read every file that `city.json` names, and check its form.

    Returns:
        What is kept of the files by template.
    """
    tables = {}
    for name in counts:
        template = SCHEMA.templates.get(name)
        if template is None:
            book.wrong("city.json", "file", f"{name} is no template 没有该模板", mend="Build the city again.")
        elif table := scan(folder / f"{name}.csv", template, book):
            tables[name] = table
    _strays(folder, counts, book)
    book.all_of("files with the right header 文件", len(tables), len(counts))
    right = sum(table.rows for name, table in tables.items() if table.rows == counts[name])
    for name, table in tables.items():
        if table.rows != counts[name]:
            text = f"has {table.rows:,} rows, city.json says {counts[name]:,} 行数不符"
            book.wrong(name, "rows", text, mend="Build the city again 请重新生成")
    book.all_of("rows in files as long as city.json says 行数", right, sum(counts.values()))
    for rule, what in (
        ("columns", "rows with other cells than the header 列数"),
        ("required", "required cells left empty 必填"),
        ("value", "values of another form 值"),
    ):
        book.measure(what, f"{book.of(rule):,}", "0", ok=not book.of(rule))
    _codes(tables, book)
    _references(tables, book)
    return tables


def _strays(folder: Path, counts: Mapping[str, int], book: Book) -> None:
    known = {f"{name}.csv" for name in counts} | {"rejects.csv"}
    for path in sorted(folder.glob("*.csv")):
        if path.name not in known:
            book.wrong(
                path.stem, "file", f"{path.name} is not named by city.json 清单中没有该文件",
                mend="Remove it, or build the city again 请移除或重新生成",
            )  # fmt: skip
    stray = sum(path.name not in known for path in folder.glob("*.csv"))
    book.measure("files that city.json does not name 多余文件", f"{stray}", "0", ok=not stray)


def _codes(tables: Mapping[str, Table], book: Book) -> None:
    """No code twice for a root label, and no relationship twice."""
    families: dict[str, list[Table]] = {}
    for name, table in tables.items():
        root = name if table.template.rel else SCHEMA.root(name)
        families.setdefault(root, []).append(table)
    twice = 0
    for family in families.values():
        both = np.concatenate([table.codes for table in family])
        _, first = np.unique(both, return_index=True)
        again = np.setdiff1d(np.arange(len(both)), first)
        twice += len(again)
        start = 0
        for table in family:
            here = again[(again >= start) & (again < start + table.rows)] - start
            start += table.rows
            book.more(table.template.name, "code", len(here) - MOST)
            for line, row in table.at(here[:MOST].tolist()):
                code = row.get("code") or f"{row['from']} to {row['to']}"
                book.wrong(
                    table.template.name, "code", f"code {code} is there twice 编码重复",
                    mend="Give it a code of its own, or remove the row 请更换编码或删除该行", line=line,
                )  # fmt: skip
    whole = sum(table.rows for table in tables.values())
    book.all_of("codes and relationships there once 编码唯一", whole - twice, whole)


def _references(tables: Mapping[str, Table], book: Book) -> None:
    """Every code that a row names exists."""
    known = {label: known_codes(tables, label) for label in SCHEMA.nodes if SCHEMA.nodes[label].template}
    whole = good = 0
    for name, table in tables.items():
        for column, label in targets(table.template).items():
            named = table.refs[column]
            missing = np.flatnonzero((named != 0) & ~np.isin(named, known[label]))
            whole += int(np.count_nonzero(named))
            good += int(np.count_nonzero(named)) - len(missing)
            book.more(name, f"reference {column}", len(missing) - MOST)
            for line, row in table.at(missing[:MOST].tolist()):
                book.wrong(
                    name, f"reference {column}", f"{column} {row[column]} is no {label} 编码不存在",
                    mend=f"Name a code of {label}.csv 请填写 {label}.csv 中的编码", line=line,
                )  # fmt: skip
    book.all_of("references to what exists 引用", good, whole)


def known_codes(tables: Mapping[str, Table], label: str) -> Hashes:
    """Hashes of the codes that a reference to a label can name."""
    if file := _CATALOGUE.get(label):
        return np.array([hash(row["code"]) for row in facts.rows(file)], dtype=np.int64)
    family = [name for name, node in SCHEMA.nodes.items() if label in (name, node.base)]
    empty = np.array([], dtype=np.int64)
    return np.concatenate([empty, *(tables[name].codes for name in family if name in tables)])
