"""What is wrong with the rules of duties and with what they come to for each issue."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from liandong.catalogue.duties import Duties, position
from liandong.catalogue.model import Catalogue
from liandong.catalogue.rules import Applies
from liandong.catalogue.tables import Finding
from liandong.catalogue.vocabulary import LEVELS, Level, Role

Tables = dict[str, list[tuple[int, Any]]]

_RULES = "catalogue/duty_rules.csv"
_EXCEPTIONS = "catalogue/duty_exceptions.csv"
_STAND_INS = "catalogue/stand_ins.csv"
_ROLES: dict[Applies, tuple[Role, ...]] = {
    "below": ("first", "refer"),
    "confidential": ("refer",),
    "own": ("lead",),
    "above": ("lead",),
    "every": ("support",),
}
"""Which roles there are where. A confidential report is only passed on."""
_NEEDED: tuple[tuple[Applies, Level], ...] = (
    *(("below", level) for level in LEVELS[:-1]),
    *(("own", level) for level in LEVELS),
    *(("above", level) for level in LEVELS[1:]),
)
"""Where each pattern needs somebody who leads."""


def lint_duties(tables: Tables, catalogue: Catalogue) -> Iterator[Finding]:
    """Rules, exceptions and stand-ins that cannot be; levels without a lead; leads at unusual levels."""
    yield from _rules(tables["duty_rules"], catalogue)
    yield from _coverage(tables)
    yield from _stand_ins(tables["stand_ins"], catalogue)
    yield from _exceptions(tables["duty_exceptions"], catalogue)
    yield from _routable(tables["issues"], catalogue)
    yield from _usual_level(tables)


def _rules(rows: Sequence[tuple[int, Any]], catalogue: Catalogue) -> Iterator[Finding]:
    kinds = catalogue.department_kinds
    seen: dict[tuple[str, str, str], int] = {}
    for line, rule in rows:
        if rule.body in kinds and (without := set(rule.levels) - set(kinds[rule.body].levels)):
            yield _no_unit(_RULES, line, rule.body, without)
        if rule.role not in _ROLES[rule.applies]:
            allowed = " / ".join(_ROLES[rule.applies])
            what = f"role: applies={rule.applies} 时不能是 cannot be {rule.role!r}"
            yield Finding(_RULES, line, "role", what, f"改为 Make it {allowed}.")
        for level in rule.levels if rule.role != "support" else ():
            key = (rule.pattern, rule.applies, level)
            if key in seen:
                what = f"{rule.pattern} {rule.applies} {level}: 第 {seen[key]} 行已有牵头 has a lead there"
                yield Finding(_RULES, line, "twice", what, "每级只留一个 Leave one for each level.")
            seen.setdefault(key, line)


def _coverage(tables: Tables) -> Iterator[Finding]:
    """Patterns whose rules name nobody for a level."""
    named: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for _, rule in tables["duty_rules"]:
        if rule.role != "support":
            named[rule.pattern] |= {(rule.applies, level) for level in rule.levels}
    for line, pattern in tables["patterns"]:
        for applies, level in _NEEDED:
            if (applies, level) not in named[pattern.code]:
                what = f"类别“{pattern.name}”在 {level} 一级无人牵头 nobody leads: applies={applies}"
                mend = "在 duty_rules.csv 中补一行 Add a rule to duty_rules.csv."
                yield Finding("catalogue/patterns.csv", line, "no-lead", what, mend)


def _stand_ins(rows: Sequence[tuple[int, Any]], catalogue: Catalogue) -> Iterator[Finding]:
    kinds = catalogue.department_kinds
    seen: dict[tuple[str, str], int] = {}
    for line, row in rows:
        if own := set(row.levels) & set(kinds[row.kind].levels):
            what = f"{row.kind} 在 {_listed(own)} 本有机构，无需代行 has units there, nobody need stand in"
            yield Finding(_STAND_INS, line, "needless", what, "删去该级 Remove the level.")
        if without := set(row.levels) - set(kinds[row.body].levels):
            yield _no_unit(_STAND_INS, line, row.body, without)
        for level in row.levels:
            if (row.kind, level) in seen:
                what = f"{row.kind} {level}: 与第 {seen[row.kind, level]} 行重复 is on that line already"
                yield Finding(_STAND_INS, line, "twice", what, "只留一行 Leave one.")
            seen.setdefault((row.kind, level), line)


def _exceptions(rows: Sequence[tuple[int, Any]], catalogue: Catalogue) -> Iterator[Finding]:
    duties = Duties(catalogue)
    seen: dict[tuple[str, str], int] = {}
    for line, row in rows:
        issue = catalogue.issues[row.issue]
        if without := set(row.levels) - set(catalogue.department_kinds[row.body].levels):
            yield _no_unit(_EXCEPTIONS, line, row.body, without)
        for level in row.levels:
            place = position(issue.level, level)
            if row.role != "support" and row.role not in _ROLES[place]:
                what = f"role: {level} 对“{issue.name}”是 {place}，不能是 cannot be {row.role!r} there"
                mend = f"改为 Make it {' / '.join(_ROLES[place])}."
                yield Finding(_EXCEPTIONS, line, "role", what, mend)
            if row.role != "support":
                if (row.issue, level) in seen:
                    what = f"“{issue.name}” {level}: 与第 {seen[row.issue, level]} 行重复 is there already"
                    yield Finding(_EXCEPTIONS, line, "twice", what, "只留一行 Leave one.")
                seen.setdefault((row.issue, level), line)
            if _equals_rule(duties, catalogue, row, level):
                what = f"“{issue.name}” {level}: 与规则相同，不成例外 is what the rule says anyhow"
                yield Finding(_EXCEPTIONS, line, "no-exception", what, "删去该级或该行 Remove it.")


def _equals_rule(duties: Duties, catalogue: Catalogue, row: Any, level: Level) -> bool:
    if row.role == "support":
        return row.body in catalogue.issues[row.issue].supports
    rule = duties.rule_of(row.issue, level)
    return rule is not None and (rule.kind, rule.role) == (row.body, row.role) and row.task in ("", rule.task)


def _routable(rows: Sequence[tuple[int, Any]], catalogue: Catalogue) -> Iterator[Finding]:
    """Issues that nobody leads at a level, or not somebody who has a unit there."""
    duties, kinds = Duties(catalogue), catalogue.department_kinds
    ruled = {rule.pattern for rule in catalogue.duty_rules.values()}
    for line, issue in rows:
        if issue.level not in kinds[issue.lead].levels:
            yield _no_unit("catalogue/issues.csv", line, issue.lead, {issue.level})
        if catalogue.handling[issue.code].pattern not in ruled:
            continue  # one finding for the pattern is enough
        found = duties.of(issue.code)
        if catalogue.handling[issue.code].sensitive == "1" and any(duty.role == "first" for duty in found):
            what = f"“{issue.name}”须保密，却有先期处置 is confidential and yet handled on its way"
            mend = "为该类别补 confidential 规则 Add rules with applies=confidential for its pattern."
            yield Finding("catalogue/issues.csv", line, "confidential", what, mend)
        leading = Counter(duty.level for duty in found if duty.role != "support")
        for level in LEVELS:
            if leading[level] != 1:
                what = f"“{issue.name}”在 {level} 一级无人牵头 nobody leads at that level"
                mend = f"为 {issue.lead} 在 stand_ins.csv 指定代行机构 Say who stands in for it there."
                yield Finding("catalogue/issues.csv", line, "no-lead", what, mend)


def _usual_level(tables: Tables) -> Iterator[Finding]:
    """Issues led by a kind at another level than most of those it leads, without a stated reason."""
    levels: dict[str, Counter[str]] = defaultdict(Counter)
    for _, issue in tables["issues"]:
        levels[issue.lead][issue.level] += 1
    handling = {row.code: (line, row) for line, row in tables["handling"]}
    for _, issue in tables["issues"]:
        usual, number = levels[issue.lead].most_common(1)[0]
        line, rules = handling[issue.code]
        if levels[issue.lead][issue.level] < number and not rules.note:
            what = f"“{issue.name}”由 {issue.lead} 在 {issue.level} 牵头，通常在 {usual} usually does there"
            mend = "改层级，或在 note 中说明理由 Change the level, or say why in note."
            yield Finding("catalogue/handling.csv", line, "level", what, mend)


def _no_unit(file: str, line: int, kind: str, levels: Iterable[str]) -> Finding:
    what = f"{kind} 在 {_listed(levels)} 没有机构 has no unit at that level"
    mend = "改用该级有机构的类别，或改其 levels Use a kind that has one, or mend its levels."
    return Finding(file, line, "no-unit", what, mend)


def _listed(levels: Iterable[str]) -> str:
    return "、".join(sorted(levels, key=lambda level: [*LEVELS, level].index(level)))
