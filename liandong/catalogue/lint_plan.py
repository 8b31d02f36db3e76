"""What is wrong or weak with the tables of the plan. Each rule is a plain function to findings."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, get_args

from liandong.catalogue.lint_social import loose_ends
from liandong.catalogue.plan import TABLES, Capability
from liandong.catalogue.tables import Finding, unused

PLAN = {"systems": 8, "tasks": 31}
"""How many of each the plan names."""

_RATIOS = ("percent", "per_10000")
_SYSTEMS, _TASKS, _INDICATORS = "plan/systems.csv", "plan/tasks.csv", "plan/indicators.csv"
_REGISTERS, _STATES = "plan/registers.csv", "plan/register_states.csv"

Rows = Sequence[tuple[int, Any]]
Tables = Mapping[str, Rows]


def plan_findings(
    tables: Tables, *, counted: bool, graph: Collection[str] | None = None
) -> Iterator[Finding]:
    """Everything wrong or weak with sources, systems, tasks, indicators and registers.

    Nothing but the counts while one of the files is unreadable: that is a finding already.

    Args:
        tables: (line, row) of each file.
        counted: whether there should be as many systems and tasks as the plan names.
        graph: labels, `Label.property` and relationship types of the graph; None: they are not looked up.
    """
    if counted:
        yield from _counts(tables)
    if not all(tables[table.name] for table in TABLES):
        return
    yield from _tasks(tables["tasks"])
    yield from _uncovered(tables)
    for line, row in tables["indicators"]:
        yield from indicator(line, row)
    yield from _unused_indicators(tables)
    yield from _foreign_systems(tables)
    yield from _registers(tables)
    yield from _unused_source_kinds(tables)
    if graph is not None:
        yield from _names(tables, graph)


def _counts(tables: Tables) -> Iterator[Finding]:
    for name, number in PLAN.items():
        found = len(tables[name])
        if found != number:
            what = f"可用 {found} 行，应为 {number} 行 has {found} usable rows, not {number}"
            mend = "补齐或删除多余的行 Add what is missing or remove what is too much."
            yield Finding(f"plan/{name}.csv", 0, "count", what, mend)


def _tasks(rows: Rows) -> Iterator[Finding]:
    """Tasks with neither an indicator nor a reason, or with both."""
    for line, row in rows:
        if bool(row.indicators) == bool(row.no_indicator):
            state = "既有指标又写了理由 both" if row.indicators else "既无指标也未说明理由 neither"
            what = f"任务“{row.name}”{state} an indicator and a reason for none"
            mend = "indicators 与 no_indicator 只填一个 Fill in exactly one of the two."
            yield Finding(_TASKS, line, "indicator", what, mend)
        if row.lead in row.supports:
            what = f"任务“{row.name}”的牵头又是协同 the body in charge supports itself"
            yield Finding(_TASKS, line, "support", what, "从 supports 中去掉 Take it out of supports.")


def _uncovered(tables: Tables) -> Iterator[Finding]:
    """Systems and parts of the program that no task is for."""
    used = {row.system for _, row in tables["tasks"]}
    yield from unused(
        _SYSTEMS,
        "childless",
        tables["systems"],
        used,
        what="体系“{name}”没有任务 system has no task",
        mend="至少给它一项任务 Give it a task.",
    )
    carried = {row.capability for _, row in tables["tasks"]}
    if missing := [name for name in get_args(Capability) if name not in carried]:
        what = f"没有任务对应 no task is for: {', '.join(missing)}"
        mend = "在某项任务的 capability 中写上 Name it as the capability of a task."
        yield Finding(_TASKS, 0, "uncovered", what, mend)


def indicator(line: int, row: Any) -> Iterator[Finding]:
    """What does not fit together in a row of `indicators`."""
    ratio = row.unit in _RATIOS
    if ratio != bool(row.denominator):
        what = (
            "比率缺少分母 a ratio has no denominator" if ratio else "计数不应有分母 a count has a denominator"
        )
        mend = "填写或清空 denominator Fill in or clear denominator."
        yield Finding(_INDICATORS, line, "denominator", f"“{row.name}”{what}", mend)
    if row.unit == "percent" and row.target > 100:
        what = f"“{row.name}”的目标 {row.target} 超过百分之百 target above 100 percent"
        yield Finding(_INDICATORS, line, "target", what, "改目标或单位 Change target or unit.")
    for text, origin, column in (
        (row.numerator, row.numerator_from, "numerator_from"),
        (row.denominator, row.denominator_from, "denominator_from"),
    ):
        if text and not origin and not row.external:
            what = f"“{row.name}”的 {column} 未说明来源 does not say what it is computed from"
            mend = "写明标签或关系，或填 external Name labels and types, or say in external where from."
            yield Finding(_INDICATORS, line, "source", what, mend)
        if origin and not text:
            what = f"“{row.name}”的 {column} 有来源却没有说明 says what from, but not what"
            yield Finding(
                _INDICATORS, line, "source", what, f"补上文字或清空 {column} Say what, or clear it."
            )


def _unused_indicators(tables: Tables) -> Iterator[Finding]:
    used = {code for _, row in tables["tasks"] for code in row.indicators}
    yield from unused(
        _INDICATORS,
        "unused",
        tables["indicators"],
        used,
        what="没有任务使用指标“{name}” indicator that no task is measured by",
        mend="写入某项任务的 indicators Name it in a task.",
    )


def _foreign_systems(tables: Tables) -> Iterator[Finding]:
    """Indicators of a system none of whose tasks they measure."""
    systems: dict[str, set[str]] = {}
    for _, row in tables["tasks"]:
        for code in row.indicators:
            systems.setdefault(code, set()).add(row.system)
    for line, row in tables["indicators"]:
        if row.code in systems and row.system not in systems[row.code]:
            others = ", ".join(sorted(systems[row.code]))
            what = f"“{row.name}”属于体系 {row.system}，任务却属于 its tasks are of other systems: {others}"
            yield Finding(
                _INDICATORS, line, "system", what, "改 system 或任务的 indicators Change one of the two."
            )


def _registers(tables: Tables) -> Iterator[Finding]:
    """Registers without states, twice the same state, moves into another register, and loose ends."""
    for line, register in tables["registers"]:
        own = [(at, row) for at, row in tables["register_states"] if row.register == register.code]
        if not own:
            what = f"登记“{register.name}”没有状态 register has no states"
            yield Finding(_REGISTERS, line, "childless", what, "在 register_states.csv 中补上 Add them.")
        seen: set[str] = set()
        codes = {row.code for _, row in own}
        for at, row in own:
            if row.state in seen:
                what = f"“{register.name}”的状态 {row.state} 重复 state used twice"
                yield Finding(_STATES, at, "unique", what, "每个状态只写一行 One row for each state.")
            seen.add(row.state)
            if foreign := [code for code in row.next if code not in codes]:
                what = f"next: {', '.join(foreign)} 不属于“{register.name}” is of another register"
                yield Finding(
                    _STATES, at, "foreign", what, "只写本登记的状态 Name states of the same register."
                )
        yield from loose_ends(_STATES, [(at, row.code, row.name, row.next) for at, row in own])


def _unused_source_kinds(tables: Tables) -> Iterator[Finding]:
    used = {row.kind for _, row in tables["source_systems"]}
    yield from unused(
        "source_kinds.csv",
        "childless",
        tables["source_kinds"],
        used,
        what="来源类别“{name}”没有系统 kind of source has no system",
        mend="在 source_systems.csv 中补一行 Add one.",
    )


def _names(tables: Tables, graph: Collection[str]) -> Iterator[Finding]:
    """Labels, properties and relationship types that the graph does not have."""
    for file, name, columns in (
        (_INDICATORS, "indicators", ("numerator_from", "denominator_from")),
        (_REGISTERS, "registers", ("label",)),
        ("source_systems.csv", "source_systems", ("labels",)),
    ):
        for line, row in tables[name]:
            for column in columns:
                value = getattr(row, column)
                named = value if isinstance(value, tuple) else (value,)
                if unknown := [each for each in named if each not in graph]:
                    what = f"{column}: 图中没有 the graph has no {', '.join(unknown)}"
                    mend = "改用图结构中的标签、属性或关系 Use a label, Label.property or type of the schema."
                    yield Finding(file, line, "graph", what, mend)
