"""What is wrong or weak with the tables of the social side. Each rule is a plain function to findings."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from liandong.catalogue.social import TABLES
from liandong.catalogue.tables import Finding, unused

Rows = Sequence[tuple[int, Any]]
"""(line, row) of a file."""
Tables = Mapping[str, Rows]


def social_findings(tables: Tables) -> Iterator[Finding]:
    """Everything wrong or weak with kinds of unit, skills, services, methods, stages and subsidies.

    Nothing while one of the files is unreadable: that is a finding already.
    """
    if not all(tables[name] for name in ("department_kinds", "need_kinds", *(t.name for t in TABLES))):
        return
    kinds = {row.code: row for _, row in tables["department_kinds"]}
    yield from unit_kinds(tables["unit_kinds"], kinds)
    yield from _kinds_without_unit(tables)
    needs = {row.code: row for _, row in tables["need_kinds"]}
    for name, file in (("service_kinds", "social/service_kinds.csv"), ("methods", "social/methods.csv")):
        yield from _unmet(tables, name)
        yield from _unskilled(tables[name], file, needs)
    yield from _unused_skills(tables)
    yield from case_stages(tables["case_stages"])
    yield from _unused_stages(tables)
    yield from _pays_nothing(tables["subsidy_kinds"])


def unit_kinds(rows: Rows, kinds: Mapping[str, Any]) -> Iterator[Finding]:
    """Kinds of unit whose nature or levels contradict those of their kind of department.

    Args:
        rows: of `unit_kinds`.
        kinds: of department, by code; where they declare `levels`, a unit's are among them.
    """
    file = "unit_kinds.csv"
    for line, row in rows:
        kind = kinds.get(row.kind)
        if kind is None:
            continue
        if row.body != kind.body:
            what = f"“{row.name}”是 {row.body}，其部门类别是 {kind.body} is not of its kind's nature"
            mend = "改 body，或改 kind Change body, or kind."
            yield Finding(file, line, "body", what, mend)
        allowed = getattr(kind, "levels", row.levels)
        if wrong := [level for level in row.levels if level not in allowed]:
            what = f"“{row.name}”的层级超出“{kind.name}” level its kind has no unit at: {', '.join(wrong)}"
            mend = f"改 levels，或补充 department_kinds.csv 的 levels One of: {', '.join(allowed)}"
            yield Finding(file, line, "level", what, mend)


def _kinds_without_unit(tables: Tables) -> Iterator[Finding]:
    found = {row.kind for _, row in tables["unit_kinds"]}
    for line, row in tables["department_kinds"]:
        if row.code not in found:
            what = f"部门类别“{row.name}”没有单位类别 kind of department has no kind of unit"
            mend = "在 unit_kinds.csv 中补一行 Add one to unit_kinds.csv."
            yield Finding("department_kinds.csv", line, "unit", what, mend)


def _unmet(tables: Tables, name: str) -> Iterator[Finding]:
    """Needs that no row of the table is for."""
    met = {need for _, row in tables[name] for need in row.needs}
    for line, row in tables["need_kinds"]:
        if row.code not in met:
            what = f"需求“{row.name}”在 {name} 中没有对应 need is met by none of {name}"
            mend = f"在 {name} 的某行 needs 中加上 {row.code} Name it in a row's needs."
            yield Finding("need_kinds.csv", line, "unmet", what, mend)


def _unskilled(rows: Rows, file: str, needs: Mapping[str, Any]) -> Iterator[Finding]:
    """Rows that are for a need of which they take no skill."""
    for line, row in rows:
        for code in row.needs:
            need = needs.get(code)
            if need and not set(need.skills) & set(row.skills):
                what = f"“{row.name}”用于“{need.name}”，却没有其所需技能 takes no skill of the need {code}"
                mend = f"在 skills 中补上其一，或去掉该需求 Add one of: {', '.join(need.skills)}"
                yield Finding(file, line, "skill", what, mend)


def _unused_skills(tables: Tables) -> Iterator[Finding]:
    used = {skill for _, row in tables["need_kinds"] for skill in row.skills}
    yield from unused(
        "social/skills.csv",
        "unused",
        tables["skills"],
        used,
        what="没有需求用到技能“{name}” skill that no need takes",
        mend="在 need_kinds.csv 的 skills 中使用，或删除 Use it in need_kinds.csv or remove it.",
    )


def case_stages(rows: Rows) -> Iterator[Finding]:
    """Stages whose order is not 1, 2, 3 …, that cannot be reached, or from which no case ends."""
    file = "social/case_stages.csv"
    for number, (line, row) in enumerate(rows, 1):
        if row.order != number:
            what = f"“{row.name}”的顺序是 {row.order}，应为 {number} order is not {number}"
            yield Finding(file, line, "order", what, "按先后排列并连续编号 Number the rows in their order.")
    yield from loose_ends(file, [(line, row.code, row.name, row.next) for line, row in rows])


def loose_ends(file: str, steps: Sequence[tuple[int, str, str, tuple[str, ...]]]) -> Iterator[Finding]:
    """What the first of (line, code, name, next) does not lead to, and what leads to no end."""
    if not steps:
        return
    after = {code: following for _, code, _, following in steps}
    before: dict[str, list[str]] = {code: [] for code in after}
    for code, following in after.items():
        for step in following:
            before.setdefault(step, []).append(code)
    reached = _reach([steps[0][1]], after)
    ending = _reach([code for code, following in after.items() if not following], before)
    for line, code, name, _ in steps:
        if code not in reached:
            what = f"从开始无法走到“{name}” cannot be reached from the first"
            yield Finding(
                file, line, "unreachable", what, "在前一步的 next 中加上它 Name it in another's next."
            )
        if code not in ending:
            what = f"从“{name}”走不到结束 leads to no end"
            yield Finding(
                file, line, "endless", what, "让某一步的 next 为空 Leave the next of a last one empty."
            )


def _reach(begin: Sequence[str], edges: Mapping[str, Sequence[str]]) -> set[str]:
    found: set[str] = set()
    todo = list(begin)
    while todo:
        code = todo.pop()
        if code not in found:
            found.add(code)
            todo += edges.get(code, ())
    return found


def _unused_stages(tables: Tables) -> Iterator[Finding]:
    used = {stage for _, row in tables["methods"] for stage in row.stages}
    yield from unused(
        "social/case_stages.csv",
        "unused",
        tables["case_stages"],
        used,
        what="没有方法用于“{name}”阶段 stage in which no method is used",
        mend="在 methods.csv 的 stages 中补上 Name it in the stages of a method.",
    )


def _pays_nothing(rows: Rows) -> Iterator[Finding]:
    for line, row in rows:
        if not row.service_kinds and not row.project_kinds:
            what = f"“{row.name}”没有说明补给什么 says neither a service nor a project it pays for"
            mend = "填写 service_kinds 或 project_kinds Fill in one of the two."
            yield Finding("social/subsidy_kinds.csv", line, "unused", what, mend)
