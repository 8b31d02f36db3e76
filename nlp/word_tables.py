"""The tables of words that ship in `data/nlp/`, read and linted."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from liandong.catalogue.tables import Finding, Optional, Table, read
from liandong.errors import DataError
from liandong.paths import shipped
from nlp.scope import ScopeWord
from nlp.signals import GAP, NOTHING, Signals, Word

DangerKind = Literal[
    "fire", "gas", "electricity", "structure", "fall", "water", "trapped", "traffic", "injury", "illness",
    "poison", "violence", "threat", "self_harm", "missing", "hazard", "animal", "outage", "unrest", "crime",
    "crowd", "minors", "frail", "repeats", "plea", "nothing",
]  # fmt: skip
"""Kinds of danger. The last but one five only add to another; `nothing` hides the words within."""
MOST = 10
"""The greatest weight."""


@dataclass(frozen=True, slots=True)
class NeedWord:
    """A row of need_words.csv, see `nlp.signals.Word`; its kind is the code of a need, or `nothing`."""

    words: tuple[str, ...]
    kind: str
    weight: int
    beside: Annotated[str, Optional()]
    unless: Annotated[str, Optional()]


@dataclass(frozen=True, slots=True)
class UrgencyWord(NeedWord):
    """A row of urgency.csv: the same for kinds of danger."""

    kind: DangerKind


WORDS = "nlp"
"""The folder of the tables within a data folder."""
URGENCY = Table("urgency", f"{WORDS}/urgency.csv", UrgencyWord)
NEEDS = Table("need_words", f"{WORDS}/need_words.csv", NeedWord)
SCOPES = Table("scope_words", f"{WORDS}/scope_words.csv", ScopeWord)


def load_words(data_dir: Path, table: Table) -> tuple[Any, ...]:
    """The rows of one of the tables.

    Raises:
        DataError: the file is missing, or a row of it cannot be used; with file, line and how to mend it.
    """
    rows, findings = read(data_dir, table)
    findings += list(_patterns(table, rows)) if table is not SCOPES else []
    if findings:
        raise DataError(str(findings[0]), hint=findings[0].mend)
    return tuple(row for _, row in rows)


def signals_of(data_dir: Path | None, table: Table, factors: Mapping[str, float]) -> Signals:
    """The words of a table and the scopes of a data folder, by default the shipped one, ready to be found.

    Args:
        factors: what remains of a word's weight in each scope.

    Raises:
        DataError: a table cannot be used; see `load_words`.
    """
    folder = data_dir or shipped("data")
    return Signals(load_words(folder, table), load_words(folder, SCOPES), factors=factors)


def lint_words(data_dir: Path, needs: Collection[str]) -> list[Finding]:
    """Everything wrong with the three tables: cells, patterns, kinds that are not there, words written twice.

    Args:
        data_dir: the folder with `nlp/`.
        needs: the codes of the needs there are (`need_kinds.csv`).
    """
    findings: list[Finding] = []
    for table in (URGENCY, NEEDS, SCOPES):
        rows, wrong = read(data_dir, table)
        findings += [*wrong, *_twice(table, rows)]
        if table is not SCOPES:
            findings += _patterns(table, rows)
        if table is NEEDS:
            findings += _kinds(table, rows, needs)
    return findings


def _patterns(table: Table, rows: Sequence[tuple[int, Word]]) -> Iterator[Finding]:
    for line, row in rows:
        if row.weight > MOST:
            what = f"weight: {row.weight} 大于 {MOST} is more than {MOST}"
            yield Finding(table.file, line, "number", what, f"用 1 到 {MOST} Write 1 to {MOST}.")
        for word in row.words:
            if not all(word.split(GAP)):
                what = f"words: {word!r} 以省略号开头、结尾或连用 begins or ends with a gap"
                yield Finding(
                    table.file, line, "word", what, f"{GAP} 两边都要有字 Write words on both sides."
                )
        for column in ("beside", "unless"):
            try:
                re.compile(getattr(row, column))
            except re.error as error:
                what = f"{column}: 不是正则表达式 is no pattern: {error}"
                yield Finding(table.file, line, "pattern", what, "检查括号 Check the brackets.")


def _kinds(table: Table, rows: Sequence[tuple[int, Word]], needs: Collection[str]) -> Iterator[Finding]:
    for line, row in rows:
        if row.kind != NOTHING and row.kind not in needs:
            what = f"kind: {row.kind!r} 不在 need_kinds 中 is not in need_kinds"
            yield Finding(table.file, line, "reference", what, "改用需求编码 Use the code of a need.")
    for need in sorted(set(needs) - {row.kind for _, row in rows}):
        mend = "补充说法 Add words for it."
        yield Finding(table.file, 0, "unheard", f"需求 {need} 没有任何说法 need without words", mend)


def _twice(table: Table, rows: Sequence[tuple[int, Any]]) -> Iterator[Finding]:
    """Words that stand in a table twice for the same kind and side."""
    seen: dict[tuple[str, str, str], int] = {}
    for line, row in rows:
        for word in row.words:
            means = row.scope if table is SCOPES else row.kind
            key = (word, means, row.side if table is SCOPES else row.beside)
            if key in seen:
                what = f"“{word}”与第 {seen[key]} 行重复 word written twice"
                yield Finding(table.file, line, "repeated", what, "只保留一处 Keep one of them.")
            seen.setdefault(key, line)
