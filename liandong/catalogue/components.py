"""What is wrong or weak with the attributes and defects of the kinds of component."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from liandong.catalogue.tables import Finding

Rows = Sequence[tuple[int, Any]]
"""(line, row) of a file."""

_ATTRIBUTES = "component_attributes.csv"
_DEFECTS = "component_defects.csv"
_KINDS = "component_kinds.csv"
_ISSUES = "catalogue/issues.csv"
_NUMBERS = ("int", "float")


def lint_components(kinds: Rows, issues: Rows, *, attributes: Rows, defects: Rows) -> Iterable[Finding]:
    """Kinds without attributes or defects, things said twice, and issues that disagree with the defects.

    A folder that has none of the one or the other is not asked for them.
    """
    if attributes:
        yield from _attributes(attributes)
        described = {kind for _, row in attributes for kind in row.kinds}
        yield from _without(kinds, described, rule="bare", what="没有自己的属性 has no attribute of its own")
    if defects:
        yield from _defects(defects)
        broken = {row.kind for _, row in defects}
        yield from _without(kinds, broken, rule="defectless", what="没有缺陷 has no defects")
        yield from _agreement(issues, defects)


def _without(kinds: Rows, known: set[str], *, rule: str, what: str) -> Iterable[Finding]:
    file = _ATTRIBUTES if rule == "bare" else _DEFECTS
    for line, kind in kinds:
        if kind.code not in known:
            mend = f"在 {file} 中补上 Add what it has to {file}."
            yield Finding(_KINDS, line, rule, f"部件类别“{kind.name}”{what}", mend)


def _attributes(rows: Rows) -> Iterable[Finding]:
    seen: dict[tuple[str, str], int] = {}
    for line, row in rows:
        for kind in row.kinds:
            if first := seen.get((kind, row.property)):
                what = f"{kind} 的 {row.property} 在第 {first} 行已有 attribute of {kind} given twice"
                yield Finding(_ATTRIBUTES, line, "twice", what, "删去其一 Take one of them out.")
            seen.setdefault((kind, row.property), line)
        if row.values and (row.type != "str" or len(set(row.values)) < len(row.values)):
            what = f"values: {'、'.join(row.values)} 只用于文本且不得重复 are for a text, each once"
            yield Finding(_ATTRIBUTES, line, "values", what, "改为不重复的文本 Give each text once, or none.")
        if row.unit and row.type not in _NUMBERS:
            what = f"unit: {row.unit!r} 用于非数值 is given to what is no number"
            yield Finding(_ATTRIBUTES, line, "unit", what, "删去单位 Take the unit out.")


def _defects(rows: Rows) -> Iterable[Finding]:
    seen: dict[tuple[str, str], int] = {}
    for line, row in rows:
        if first := seen.get((row.kind, row.defect)):
            what = f"{row.kind} 的“{row.defect}”与第 {first} 行重复 defect given twice"
            yield Finding(_DEFECTS, line, "twice", what, "删去其一 Take one of them out.")
        seen.setdefault((row.kind, row.defect), line)


def _agreement(issues: Rows, defects: Rows) -> Iterable[Finding]:
    """Defects whose issue does not name their kind, and issues that name a kind and are no defect's."""
    concerned = {issue.code: (issue, frozenset(issue.component_kinds)) for _, issue in issues}
    reached: dict[str, set[str]] = defaultdict(set)
    for line, row in defects:
        reached[row.issue].add(row.kind)
        issue, kinds = concerned.get(row.issue, (None, frozenset()))
        if issue and row.kind not in kinds:
            what = (
                f"“{row.defect}”归入“{issue.name}”，但该事项不涉及 {row.kind} issue does not concern the kind"
            )
            mend = (
                f"在该事项的 component_kinds 中加 {row.kind} Add {row.kind} to the issue's component_kinds."
            )
            yield Finding(_DEFECTS, line, "concerns", what, mend)
    for line, issue in issues:
        if issue.component_kinds and issue.code not in reached:
            what = (
                f"“{issue.name}”涉及部件，但没有缺陷归入 concerns components and no defect is reported as it"
            )
            mend = (
                "补缺陷；与部件好坏无关的，清空 component_kinds "
                "Add the defect; or empty component_kinds, if nothing is wrong with a component."
            )
            yield Finding(_ISSUES, line, "unreached", what, mend)
