"""Reading declared CSV files: a frozen dataclass is a file's declaration, its fields are the columns.

A field's type says what its cells hold: `str`, `int` above zero, one value of a `Literal`, or
`tuple[str, ...]` separated by `|`. `Annotated[…, Refers(table)]` says that the cells hold that table's codes.
"""

import csv
import io
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with a file: where, by which rule, what, and how to mend it (Chinese and English)."""

    file: str
    line: int
    """From 1; 0 where the whole file is meant."""
    rule: str
    message: str
    mend: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where}: {self.message}"


@dataclass(frozen=True, slots=True)
class Refers:
    """The cells hold codes of `table`: none where `optional`; with `prefix` the row's own code begins so."""

    table: str
    optional: bool = False
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Optional:
    """The cells may be empty."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, the type of its values, where they lead, and whether a cell may be empty."""

    name: str
    type: Any
    refers: Refers | None = None
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A file and the class of its rows.

    Attributes:
        digits: the length of its codes where they are numbers.
        optional: the file may have no rows, or be missing.
    """

    name: str
    file: str
    row: type
    digits: int = 0
    optional: bool = False

    def columns(self) -> tuple[Column, ...]:
        """The columns in order."""
        hints = get_type_hints(self.row, include_extras=True)
        return tuple(_column(name, hint) for name, hint in hints.items())


def _column(name: str, hint: Any) -> Column:
    if get_origin(hint) is Annotated:
        kind, mark = get_args(hint)
        if isinstance(mark, Refers):
            return Column(name, kind, mark, mark.optional)
        return Column(name, kind, optional=True)
    return Column(name, hint)


class _CellError(ValueError):
    """A cell that does not hold what its column declares."""

    def __init__(self, rule: str, message: str, mend: str) -> None:
        super().__init__(message)
        self.rule, self.message, self.mend = rule, message, mend


def read(data_dir: Path, table: Table) -> tuple[list[tuple[int, Any]], list[Finding]]:
    """The usable rows of a table with their line numbers, and a finding for each thing that is not usable."""
    if table.optional and not (data_dir / table.file).exists():
        return [], []
    text, wrong = _text(data_dir / table.file, table.file)
    if wrong:
        return [], [wrong]
    columns = table.columns()
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[tuple[int, Any]] = []
    findings: list[Finding] = []
    try:
        header = next(reader, [])
        if header != [column.name for column in columns]:
            return [], [_wrong_header(table, header, [column.name for column in columns])]
        for cells in reader:
            if cells:
                row, wrongs = _row(table, columns, reader.line_num, cells)
                findings += wrongs
                rows += [(reader.line_num, row)] if row is not None else []
    except csv.Error as error:
        what = f"无法解析 cannot be parsed: {error}"
        mend = "检查该行的引号与逗号 Check the quotes and commas of this line."
        findings.append(Finding(table.file, reader.line_num, "csv", what, mend))
    if not rows and not findings and not table.optional:
        mend = "补上内容 Fill in at least one row."
        findings.append(Finding(table.file, 0, "empty", "没有任何行 has no rows", mend))
    return rows, findings


def _text(path: Path, file: str) -> tuple[str, Finding | None]:
    try:
        raw = path.read_bytes()
    except OSError as error:
        what = f"无法读取 cannot be read: {error.strerror}"
        return "", Finding(file, 0, "missing", what, f"放置该文件 Put the file at {path}.")
    mend = "另存为 UTF-8 编码的 CSV Save it as CSV in UTF-8."
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        return "", Finding(file, line, "encoding", "不是 UTF-8 文本 not UTF-8 text", mend)
    if "\x00" in text:
        line = text[: text.index("\x00")].count("\n") + 1
        return "", Finding(file, line, "encoding", "是二进制文件 is a binary file", mend)
    return text, None


def _wrong_header(table: Table, header: Sequence[str], names: Sequence[str]) -> Finding:
    missing = [name for name in names if name not in header]
    unknown = [name for name in header if name not in names]
    what = "列名或顺序不对 wrong columns"
    what += f"; 缺少 missing: {', '.join(missing)}" if missing else ""
    what += f"; 多出 unknown: {', '.join(unknown)[:200]}" if unknown else ""
    return Finding(table.file, 1, "columns", what, f"首行应为 The first line is: {','.join(names)}")


def _row(
    table: Table, columns: Sequence[Column], line: int, cells: Sequence[str]
) -> tuple[Any, list[Finding]]:
    if len(cells) != len(columns):
        found, due = len(cells), len(columns)
        what = f"有 {found} 列，应为 {due} 列 has {found} cells, not {due}"
        return None, [
            Finding(table.file, line, "columns", what, "文字中的逗号用全角 Write commas inside text as ，.")
        ]
    values: dict[str, Any] = {}
    findings: list[Finding] = []
    for column, cell in zip(columns, cells, strict=True):
        try:
            values[column.name] = _value(column, cell.strip())
        except _CellError as error:
            what = f"{column.name}: {error.message}"
            findings.append(Finding(table.file, line, error.rule, what, error.mend))
    code = values.get("code", "")
    if table.digits and code and not (len(code) == table.digits and code.isascii() and code.isdigit()):
        what = f"code: {code!r} 不是 {table.digits} 位数字 is not {table.digits} digits"
        mend = "补足前导零（表格软件会去掉） Keep the leading zeros (spreadsheets drop them)."
        findings.append(Finding(table.file, line, "code", what, mend))
    return (None if findings else table.row(**values)), findings


def _value(column: Column, cell: str) -> object:
    if not cell.strip("| ") and not column.optional:
        raise _CellError("empty", "不能为空 is empty", "填写该列 Fill it in.")
    if column.type is int:
        if not (cell.isascii() and cell.isdigit() and len(cell) < 6 and int(cell)):
            message = f"{cell[:20]!r} 不是正整数 is not a positive number below 100,000"
            raise _CellError("number", message, "例如 For example: 5")
        return int(cell)
    if not cell:
        return () if get_origin(column.type) is tuple else ""
    if get_origin(column.type) is tuple:
        parts = tuple(part.strip() for part in cell.split("|") if part.strip())
        return tuple(_one(get_args(column.type)[0], part) for part in parts)
    return _one(column.type, cell)


def _one(kind: Any, text: str) -> str:
    """A single value, if it is one that its type allows."""
    allowed = get_args(kind) if get_origin(kind) is Literal else (text,)
    if text not in allowed:
        message = f"{text[:40]!r} 不是允许的值 is not an allowed value"
        raise _CellError("value", message, f"可用 One of: {', '.join(allowed)}")
    return text


def unused(
    file: str, rule: str, rows: Iterable[tuple[int, Any]], used: Collection[str], *, what: str, mend: str
) -> Iterator[Finding]:
    """A finding on each row whose code is not among those used; `what` and `mend` may hold its `{name}`."""
    for line, row in rows:
        if row.code not in used:
            yield Finding(file, line, rule, what.format(name=row.name), mend.format(name=row.name))


def cross_check(tables: Iterable[Table], rows: Mapping[str, Sequence[tuple[int, Any]]]) -> list[Finding]:
    """Findings on codes used twice, references that lead nowhere, and prefixes that do not hold."""
    codes = {name: {row.code for _, row in lines} for name, lines in rows.items()}
    findings: list[Finding] = []
    for table in tables:
        findings += _twice(table, rows[table.name])
        for column in table.columns():
            if column.refers and codes[column.refers.table]:  # an unreadable table is one finding already
                for line, row in rows[table.name]:
                    findings += _reference(table, column, column.refers, line, row, codes)
    return findings


def _twice(table: Table, rows: Sequence[tuple[int, Any]]) -> Iterator[Finding]:
    seen: dict[str, int] = {}
    for line, row in rows:
        if row.code in seen:
            what = f"编码 {row.code} 与第 {seen[row.code]} 行重复 code used twice"
            yield Finding(table.file, line, "unique", what, "改用未使用的编码 Give it a free code.")
        seen.setdefault(row.code, line)


def _reference(
    table: Table, column: Column, refers: Refers, line: int, row: Any, codes: Mapping[str, set[str]]
) -> Iterator[Finding]:
    value = getattr(row, column.name)
    listed = value if isinstance(value, tuple) else (value,) if value else ()
    for code in dict.fromkeys(listed):
        if code not in codes[refers.table]:
            what = f"{column.name}: {code!r} 不在 {refers.table} 中 is not in {refers.table}"
            mend = (
                f"改用 {refers.table} 的编码，或先登记 Use a code of {refers.table}, or add it there first."
            )
            yield Finding(table.file, line, "reference", what, mend)
    if len(set(listed)) < len(listed):
        what = f"{column.name}: 编码写了两次 a code is there twice: {'|'.join(listed)[:80]}"
        yield Finding(table.file, line, "repeated", what, "每个编码只写一次 Write each code once.")
    if refers.prefix and not row.code.startswith(value):
        what = f"编码 {row.code} 应以 {value} 开头 code should begin with {value}"
        mend = "编码与上级保持一致 Let the code begin with its parent's."
        yield Finding(table.file, line, "prefix", what, mend)
