"""What is wrong with the time limits of the stages."""

from collections.abc import Iterator
from itertools import pairwise
from statistics import median
from typing import Any

from liandong.catalogue.model import Catalogue
from liandong.catalogue.stages import StageLimit, stages
from liandong.catalogue.tables import Finding
from liandong.catalogue.vocabulary import URGENCIES

Tables = dict[str, list[tuple[int, Any]]]

_RULES = "catalogue/stage_limits.csv"
_EXCEPTIONS = "catalogue/limit_exceptions.csv"
_STAGES = ("accept", "handle", "inspect")
_FARTHEST = 4.0
"""Times that a limit may be from the median of its pattern and urgency without a stated reason."""


def lint_limits(tables: Tables, catalogue: Catalogue) -> Iterator[Finding]:
    """Stages out of order, urgent ones that take longer, limits beyond the pattern's, needless exceptions."""
    yield from _order(tables)
    yield from _shorter(tables)
    yield from _accepted_in_time(tables, catalogue)
    yield from _beyond(tables, catalogue)
    yield from _exceptions(tables, catalogue)


def out_of_pattern(tables: Tables) -> Iterator[Finding]:
    """Issues whose limit is far from what is usual for their pattern and urgency, without a reason."""
    handling = {row.code: (line, row) for line, row in tables["handling"]}
    kin: dict[tuple[str, str], list[Any]] = {}
    for _, row in tables["issues"]:
        if row.code in handling:
            kin.setdefault((handling[row.code][1].pattern, row.urgency), []).append(row)
    for (pattern, _), rows in kin.items():
        usual = median(_own(row).hours for row in rows)
        for row in rows:
            line, rules = handling[row.code]
            times = max(_own(row).hours / usual, usual / _own(row).hours)
            if times > _FARTHEST and not rules.note:
                what = (
                    f"“{row.name}”的时限与同类“{pattern}”相差 {times:.0f} 倍 limit is far from its pattern's"
                )
                mend = "改时限或类别，或在 note 中说明理由 Change limit or pattern, or say why in note."
                yield Finding("catalogue/handling.csv", line, "pattern", what, mend)


def _own(issue: Any) -> StageLimit:
    return StageLimit(issue.limit, issue.limit_unit)


def _of(rule: Any, stage: str) -> StageLimit:
    return StageLimit(getattr(rule, stage), getattr(rule, f"{stage}_unit"))


def _order(tables: Tables) -> Iterator[Finding]:
    for line, rule in tables["stage_limits"]:
        if _of(rule, "accept").hours >= _of(rule, "handle").hours:
            what = f"{rule.pattern} {rule.urgency}: 受理不短于处置 accepting takes no less than handling"
            yield Finding(_RULES, line, "order", what, "缩短 accept Shorten accept.")


def _shorter(tables: Tables) -> Iterator[Finding]:
    """Rules by which a more urgent report may take longer."""
    rules = {rule.code: (line, rule) for line, rule in tables["stage_limits"]}
    for _, pattern in tables["patterns"]:
        for calm, pressing in pairwise(URGENCIES):
            _, usual = rules[f"{pattern.code}:{calm}"]
            line, urgent = rules[f"{pattern.code}:{pressing}"]
            for stage in _STAGES:
                if _of(urgent, stage).hours > _of(usual, stage).hours:
                    what = f"{pattern.code} {stage}: {pressing} 比 {calm} 更长 takes longer than"
                    yield Finding(_RULES, line, "shorter", what, f"缩短到不超过 {calm} Shorten it.")


def _accepted_in_time(tables: Tables, catalogue: Catalogue) -> Iterator[Finding]:
    """Issues that must be handled before they need be accepted, at any urgency."""
    for line, issue in tables["issues"]:
        for urgency in URGENCIES[URGENCIES.index(issue.urgency) :]:
            found = stages(catalogue, issue.code, urgency)
            if found.accept.hours >= found.handle.hours:
                what = f"“{issue.name}” {urgency}: 受理不短于处置 accepting takes no less than handling"
                mend = "在 limit_exceptions.csv 中缩短 accept Shorten accept there, or lengthen the limit."
                yield Finding("catalogue/issues.csv", line, "order", what, mend)


def _beyond(tables: Tables, catalogue: Catalogue) -> Iterator[Finding]:
    """Issues that may take longer than their pattern allows at their urgency, without a stated reason."""
    lines = {row.code: line for line, row in tables["handling"]}
    for _, issue in tables["issues"]:
        rules = catalogue.handling[issue.code]
        most = _of(catalogue.stage_limits[f"{rules.pattern}:{issue.urgency}"], "handle")
        if _own(issue).hours > most.hours and not rules.note:
            what = (
                f"“{issue.name}”的时限 {issue.limit} {issue.limit_unit} 超过"
                f"同类上限 {most.number} {most.unit} limit is beyond its pattern's"
            )
            mend = "缩短时限，或在 note 中说明理由 Shorten it, or say why in note."
            yield Finding("catalogue/handling.csv", lines[issue.code], "beyond", what, mend)


def _exceptions(tables: Tables, catalogue: Catalogue) -> Iterator[Finding]:
    for line, row in tables["limit_exceptions"]:
        issue = catalogue.issues[row.issue]
        rule = catalogue.stage_limits[f"{catalogue.handling[row.issue].pattern}:{row.urgency}"]
        difference = URGENCIES.index(row.urgency) - URGENCIES.index(issue.urgency)
        if difference < 0 or (difference == 0 and row.stage == "handle"):
            what = f"“{issue.name}”通常就是 {issue.urgency}，{row.stage} 的例外不起作用 has no effect"
            mend = "改 urgency；自身处置时限在 issues.csv 中 Its own limit is in issues.csv."
            yield Finding(_EXCEPTIONS, line, "no-effect", what, mend)
        elif (row.limit, row.unit) == (getattr(rule, row.stage), getattr(rule, f"{row.stage}_unit")):
            what = f"“{issue.name}” {row.urgency} {row.stage}: 与规则相同 is what the rule says anyhow"
            yield Finding(_EXCEPTIONS, line, "no-exception", what, "删去该行 Remove it.")
