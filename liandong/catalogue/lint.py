"""Everything that is wrong or weak with the catalogue's files."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Any

from liandong.catalogue.components import lint_components
from liandong.catalogue.lint_duties import lint_duties
from liandong.catalogue.lint_limits import lint_limits, out_of_pattern
from liandong.catalogue.lint_plan import plan_findings
from liandong.catalogue.lint_social import social_findings
from liandong.catalogue.model import TABLES, Catalogue, read_all
from liandong.catalogue.tables import Finding, unused

EXPECTED = (4, 264, 645)
"""Categories, types and issues of the catalogue that the plan names."""

REPORTERS = frozenset({"citizen", "patrol", "department", "monitor"})
"""Who may report an issue."""

Tables = dict[str, list[tuple[int, Any]]]
"""(line, row) of each file."""

_FEWEST_KEYWORDS = 8
_NEAR_NAME = 0.75
_NEAR_DEFINITION = 0.6
_OWN_SIBLING = 0.8
"""Share of a definition's character pairs that a neighbour of its type does not have in all it says."""
_OWN_OTHER = 0.65
"""The same for issues of other types."""
_BOUNDARY = re.compile("不含|不包括|不属|不是|不归|不涉|不在此列|区别于|除外|以外|尚未|未酿成|而非")
"""With one of these a definition says itself where it ends."""
_LAW = "《[^《》]+》(?:第[零一二三四五六七八九十百千]+条(?:之[一二三四五六七八九十]+)?)?"
_BASIS = re.compile(f"{_LAW}(?:、{_LAW})*")
CITY_RULE = "城市规定"
"""The basis of a duty that no law gives."""


def lint(
    data_dir: Path,
    *,
    expected: tuple[int, int, int] | None = EXPECTED,
    graph: Collection[str] | None = None,
) -> list[Finding]:
    """Check all files under `data_dir`; no finding means the catalogue is sound.

    Args:
        data_dir: the folder with department_kinds.csv and catalogue/.
        expected: how many categories, types and issues there should be; None for any number, also of the
            plan's systems and tasks.
        graph: labels, `Label.property` and relationship types of the graph, for the tables that name some;
            None: they are not looked up.
    """
    tables, findings = read_all(data_dir)
    if not findings:  # what the rules come to can be told once all of them can be read
        catalogue = Catalogue.of(tables)
        findings += lint_duties(tables, catalogue)
        findings += lint_limits(tables, catalogue)
    if expected:
        findings += _counts(tables, expected)
    for table in TABLES:
        if any(column.name == "name" for column in table.columns()):
            findings += _same_name(table.file, tables[table.name])
    findings += _childless(tables)
    findings += _reporters(tables)
    findings += out_of_pattern(tables)
    findings += _few_keywords(tables["issues"])
    findings += _baseless(tables["issues"])
    findings += _undistinguished(tables["issues"])
    findings += lint_components(
        tables["component_kinds"],
        tables["issues"],
        attributes=tables["component_attributes"],
        defects=tables["component_defects"],
    )
    findings += _near(tables["types"], "name", _NEAR_NAME, "catalogue/types.csv")
    findings += _near(tables["issues"], "name", _NEAR_NAME, "catalogue/issues.csv")
    findings += _near(tables["issues"], "definition", _NEAR_DEFINITION, "catalogue/issues.csv")
    findings += social_findings(tables)
    findings += plan_findings(tables, counted=expected is not None, graph=graph)
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
    yield from unused(
        "catalogue/types.csv",
        "childless",
        tables["types"],
        used,
        what="类型“{name}”没有事项 type has no issue",
        mend="至少登记一个事项，或删除该类型 Give it an issue or remove it.",
    )


def _reporters(tables: Tables) -> Iterable[Finding]:
    """Ways of reporting that nobody knows."""
    for line, row in tables["handling"]:
        if unknown := set(row.reporters) - REPORTERS:
            what = f"reporters: {'、'.join(sorted(unknown))} 不是允许的值 is not an allowed value"
            mend = f"可用 One of: {', '.join(sorted(REPORTERS))}"
            yield Finding("catalogue/handling.csv", line, "value", what, mend)


def _few_keywords(rows: Sequence[tuple[int, Any]]) -> Iterable[Finding]:
    for line, row in rows:
        words = len(set(row.keywords))
        if words < _FEWEST_KEYWORDS:
            what = f"关键词只有 {words} 个 only {words} different keywords"
            mend = f"补到 {_FEWEST_KEYWORDS} 个以上 Add up to at least {_FEWEST_KEYWORDS}."
            yield Finding("catalogue/issues.csv", line, "keywords", what, mend)


def _baseless(rows: Sequence[tuple[int, Any]]) -> Iterable[Finding]:
    """Bases that are neither laws, with or without an article, nor the city's rule."""
    for line, row in rows:
        if row.basis != CITY_RULE and not _BASIS.fullmatch(row.basis):
            what = f"basis: {row.basis[:40]!r} 不是法规名称或 is no law's name nor {CITY_RULE}"
            mend = f"写作 Write 《…》, 《…》第…条, or {CITY_RULE}."
            yield Finding("catalogue/issues.csv", line, "basis", what, mend)


def _undistinguished(rows: Sequence[tuple[int, Any]]) -> Iterable[Finding]:
    """Definitions that say too little that another issue does not say too, and not where they end."""
    holding: dict[str, list[int]] = defaultdict(list)
    for index, (_, row) in enumerate(rows):
        for pair in bigrams(" ".join((row.name, row.definition, *row.keywords))):
            holding[pair].append(index)
    for index, (line, row) in enumerate(rows):
        own = bigrams(row.definition)
        shared = Counter(other for pair in own for other in holding[pair] if other != index)
        for other, number in shared.items():
            another = rows[other][1]
            least = _OWN_SIBLING if another.type == row.type else _OWN_OTHER
            if len(own) - number < least * len(own) and not _BOUNDARY.search(row.definition):
                what = f"definition: “{row.name}”没有说清与“{another.name}”的区别 not how it differs from it"
                mend = "写出独有的情形，或写“不含……” Say what is its own, or what it does not include."
                yield Finding("catalogue/issues.csv", line, "differ", what, mend)


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
