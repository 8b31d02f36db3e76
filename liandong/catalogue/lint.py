"""Everything that is wrong or weak with the catalogue's files."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from liandong.catalogue.components import lint_components
from liandong.catalogue.model import TABLES, read_all
from liandong.catalogue.tables import Finding

EXPECTED = (4, 264, 645)
"""Categories, types and issues of the catalogue that the plan names."""

REPORTERS = frozenset({"citizen", "patrol", "department", "monitor"})
"""Who may report an issue."""

Tables = dict[str, list[tuple[int, Any]]]
"""(line, row) of each file."""

_FEWEST_KEYWORDS = 8
_FARTHEST = 4.0
"""Times that a limit may be from the median of its pattern and urgency without a stated reason."""
_NEAR_NAME = 0.75
_NEAR_DEFINITION = 0.6


def lint(data_dir: Path, *, expected: tuple[int, int, int] | None = EXPECTED) -> list[Finding]:
    """Check all files under `data_dir`; no finding means the catalogue is sound.

    Args:
        data_dir: the folder with department_kinds.csv and catalogue/.
        expected: how many categories, types and issues there should be; None for any number.
    """
    tables, findings = read_all(data_dir)
    if expected:
        findings += _counts(tables, expected)
    for table in TABLES:
        if any(column.name == "name" for column in table.columns()):
            findings += _same_name(table.file, tables[table.name])
    findings += _childless(tables)
    findings += _reporters(tables)
    findings += _out_of_pattern(tables)
    findings += _few_keywords(tables["issues"])
    findings += lint_components(
        tables["component_kinds"],
        tables["issues"],
        attributes=tables["component_attributes"],
        defects=tables["component_defects"],
    )
    findings += _near(tables["types"], "name", _NEAR_NAME, "catalogue/types.csv")
    findings += _near(tables["issues"], "name", _NEAR_NAME, "catalogue/issues.csv")
    findings += _near(tables["issues"], "definition", _NEAR_DEFINITION, "catalogue/issues.csv")
    return findings


def bigrams(text: str) -> frozenset[str]:
    """The pairs of neighbouring characters of a text."""
    return frozenset(text[i : i + 2] for i in range(len(text) - 1))


def _counts(tables: Tables, expected: Sequence[int]) -> Iterable[Finding]:
    for name, number in zip(("categories", "types", "issues"), expected, strict=True):
        found = len(tables[name])
        if found != number:
            what = f"可用 {found} 行，应为 {number} 行 has {found} usable rows, not {number}"
            mend = "补齐或删除多余的行 Add what is missing or remove what is too much."
            yield Finding(f"catalogue/{name}.csv", 0, "count", what, mend)


def _same_name(file: str, rows: Sequence[tuple[int, Any]]) -> Iterable[Finding]:
    seen: dict[str, int] = {}
    for line, row in rows:
        if row.name in seen:
            what = f"名称“{row.name}”与第 {seen[row.name]} 行重复 name used twice"
            yield Finding(file, line, "unique", what, "改成能区分的名称 Give it a name that tells it apart.")
        seen.setdefault(row.name, line)


def _childless(tables: Tables) -> Iterable[Finding]:
    used = {row.type for _, row in tables["issues"]}
    for line, row in tables["types"]:
        if row.code not in used:
            what = f"类型“{row.name}”没有事项 type has no issue"
            mend = "至少登记一个事项，或删除该类型 Give it an issue or remove it."
            yield Finding("catalogue/types.csv", line, "childless", what, mend)


def _reporters(tables: Tables) -> Iterable[Finding]:
    """Ways of reporting that nobody knows."""
    for line, row in tables["handling"]:
        if unknown := set(row.reporters) - REPORTERS:
            what = f"reporters: {'、'.join(sorted(unknown))} 不是允许的值 is not an allowed value"
            mend = f"可用 One of: {', '.join(sorted(REPORTERS))}"
            yield Finding("catalogue/handling.csv", line, "value", what, mend)


def _out_of_pattern(tables: Tables) -> Iterable[Finding]:
    """Issues whose limit is far from what is usual for their pattern and urgency, without a reason."""
    handling = {row.code: (line, row) for line, row in tables["handling"]}
    kin: dict[tuple[str, str], list[Any]] = {}
    for _, row in tables["issues"]:
        if row.code in handling:
            kin.setdefault((handling[row.code][1].pattern, row.urgency), []).append(row)
    for (pattern, _), rows in kin.items():
        usual = median(hours(row) for row in rows)
        for row in rows:
            line, rules = handling[row.code]
            times = max(hours(row) / usual, usual / hours(row))
            if times > _FARTHEST and not rules.note:
                what = (
                    f"“{row.name}”的时限与同类“{pattern}”相差 {times:.0f} 倍 limit is far from its pattern's"
                )
                mend = "改时限或类别，或在 note 中说明理由 Change limit or pattern, or say why in note."
                yield Finding("catalogue/handling.csv", line, "pattern", what, mend)


def hours(issue: Any) -> float:
    """A time limit in natural hours, roughly: a working day of seven hours comes with its night."""
    return (
        float(issue.limit) * {"hours": 1.0, "working_hours": 24 / 7, "working_days": 24.0}[issue.limit_unit]
    )


def _few_keywords(rows: Sequence[tuple[int, Any]]) -> Iterable[Finding]:
    for line, row in rows:
        words = len(set(row.keywords))
        if words < _FEWEST_KEYWORDS:
            what = f"关键词只有 {words} 个 only {words} different keywords"
            mend = f"补到 {_FEWEST_KEYWORDS} 个以上 Add up to at least {_FEWEST_KEYWORDS}."
            yield Finding("catalogue/issues.csv", line, "keywords", what, mend)


def _near(rows: Sequence[tuple[int, Any]], column: str, limit: float, file: str) -> Iterable[Finding]:
    """Pairs whose `column` has a Jaccard index of character pairs of at least `limit`."""
    grams = [(line, row, bigrams(getattr(row, column))) for line, row in rows]
    for index, (line, row, own) in enumerate(grams):
        for other_line, other, others in grams[:index]:
            shared = len(own & others)
            if shared and shared >= limit * (len(own) + len(others) - shared):
                what = f"{column}: “{row.name}”与第 {other_line} 行“{other.name}”几乎相同 nearly the same"
                mend = "改写其一，说清区别 Rewrite one so that it says how they differ."
                yield Finding(file, line, "twin", what, mend)
