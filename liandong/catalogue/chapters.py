"""What each page of `docs/knowledge/` is about: the tables it claims, and the sections of its own."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatch

from liandong.catalogue.heads import VALUES_ZH
from liandong.catalogue.model import Catalogue, Category, Issue
from liandong.catalogue.plan import Indicator
from liandong.catalogue.sheets import grid
from liandong.catalogue.tables import Table

Sections = Callable[[Catalogue], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Page:
    """A page: the tables it claims, by patterns of their names, and what else it shows.

    Attributes:
        described: tables whose columns are explained, but whose rows its own sections show.
        sections: lines that come before the tables.
    """

    stem: str
    zh: str
    en: str
    intro: str
    claims: tuple[str, ...]
    described: tuple[str, ...] = ()
    sections: Sections | None = None

    @property
    def link(self) -> str:
        """A link to it from the pages beside it."""
        return f"[{self.zh} {self.en}]({self.stem}.md)"

    def takes(self, table: Table) -> bool:
        """Whether the page claims a table."""
        return any(fnmatch(table.name, pattern) for pattern in self.claims)


def _events(catalogue: Catalogue) -> Iterator[str]:
    """How many there are of what, then every issue, category by category."""
    issues = catalogue.issues.values()
    by_category = Counter(catalogue.category_of(issue.code).code for issue in issues)
    types = Counter(each.category for each in catalogue.types.values())
    yield from ("", "## 概览 Overview")
    yield from grid(
        ["大类 category", "名称", "小类 types", "问题 issues"],
        [
            *(
                [each.code, each.name, types[each.code], by_category[each.code]]
                for each in _categories(catalogue)
            ),
            ["", "合计 total", len(catalogue.types), len(catalogue.issues)],
        ],
    )
    by_pattern = Counter(rules.pattern for rules in catalogue.handling.values())
    yield from grid(
        ["处置类别 pattern", "名称", "问题 issues"],
        ([each.code, each.name, by_pattern[each.code]] for each in catalogue.patterns.values()),
    )
    by_type: dict[str, list[Issue]] = defaultdict(list)
    for issue in issues:
        by_type[issue.type].append(issue)
    for category in _categories(catalogue):
        yield from ("", f"## {category.code} {category.name}", "", category.definition)
        yield from grid(
            [
                "小类 type",
                "问题 issue",
                "名称",
                "牵头 lead",
                "层级 level",
                "时限 limit",
                "紧急 urgency",
                "处置 pattern",
            ],
            (
                row
                for each in catalogue.types.values()
                if each.category == category.code
                for row in _of_type(
                    f"{each.code} {each.name} ({len(by_type[each.code])})", by_type[each.code], catalogue
                )
            ),
        )


def _categories(catalogue: Catalogue) -> list[Category]:
    return list(catalogue.categories.values())


def _of_type(head: str, issues: list[Issue], catalogue: Catalogue) -> Iterator[list[str]]:
    for number, issue in enumerate(issues):
        yield [
            "" if number else head,
            issue.code,
            issue.name,
            catalogue.department_kinds[issue.lead].name,
            VALUES_ZH[issue.level],
            f"{issue.limit} {VALUES_ZH[issue.limit_unit]}",
            VALUES_ZH[issue.urgency],
            catalogue.patterns[catalogue.handling[issue.code].pattern].name,
        ]


def _duties(catalogue: Catalogue) -> Iterator[str]:
    """What each kind of department leads and supports."""
    leads: dict[str, list[Issue]] = defaultdict(list)
    supports: dict[str, list[Issue]] = defaultdict(list)
    for issue in catalogue.issues.values():
        leads[issue.lead].append(issue)
        for code in issue.supports:
            supports[code].append(issue)
    kinds = catalogue.department_kinds.values()
    yield from ("", "## 概览 Overview")
    yield from grid(
        ["部门类别 kind", "名称", "机构性质 body", "牵头 leads", "协同 supports"],
        ([k.code, k.name, VALUES_ZH[k.body], len(leads[k.code]), len(supports[k.code])] for k in kinds),
    )
    for kind in kinds:
        yield from ("", f"## {kind.name} {kind.code}", "")
        yield f"牵头 leads {len(leads[kind.code])}，协同 supports {len(supports[kind.code])}。"
        if leads[kind.code]:
            yield from grid(
                ["问题 issue", "名称", "层级 level", "依据 basis"],
                ([each.code, each.name, VALUES_ZH[each.level], each.basis] for each in leads[kind.code]),
            )
        if supports[kind.code]:
            yield from ("", "协同 supports: " + "、".join(f"{i.code} {i.name}" for i in supports[kind.code]))


def _components(catalogue: Catalogue) -> Iterator[str]:
    """How many kinds each group has, and how many issues concern them."""
    groups = Counter(kind.group for kind in catalogue.component_kinds.values())
    concerned: Counter[str] = Counter()
    for issue in catalogue.issues.values():
        concerned.update({catalogue.component_kinds[code].group for code in issue.component_kinds})
    yield from ("", "## 概览 Overview")
    yield from grid(
        ["大类 group", "类别 kinds", "涉及的问题 issues that concern them"],
        ([name, count, concerned[name]] for name, count in groups.items()),
    )


def _plan(catalogue: Catalogue) -> Iterator[str]:
    """The systems with their tasks and targets in short."""
    yield from ("", "## 概览 Overview")
    yield from grid(
        ["体系 system", "任务 tasks", "指标与目标 indicators and targets"],
        (
            [
                f"{system.code} {system.name}",
                "、".join(t.name for t in catalogue.tasks.values() if t.system == code),
                "；".join(_target(i) for i in catalogue.indicators.values() if i.system == code),
            ]
            for code, system in catalogue.systems.items()
        ),
    )


def _target(row: Indicator) -> str:
    own = "" if row.origin == "plan" else "（自定 our own）"
    return f"{row.name} {VALUES_ZH[row.comparison]} {row.target} {VALUES_ZH[row.unit]}{own}"


PAGES = (
    Page(
        "catalogue",
        "事件清单",
        "The event catalogue",
        "What a report is classified as. The definitions, keywords and rules of each issue are in the files.",
        ("categories", "types", "patterns", "issues", "handling"),
        described=("categories", "types", "issues", "handling"),
        sections=_events,
    ),
    Page(
        "duties",
        "权责清单",
        "Duties",
        "By kind of department: the issues it leads, with the most local level at which one of its units may "
        "lead and the legal basis, and those it supports.",
        ("dut*", "*limit*", "stand_ins"),
        sections=_duties,
    ),
    Page(
        "components",
        "部件清单",
        "Kinds of component",
        "What stands in the street, and who answers for it by rule.",
        ("component*",),
        sections=_components,
    ),
    Page(
        "bodies",
        "机构与组织",
        "Bodies",
        "Kinds of department that duties name; kinds of unit and of party and self-government body; forms of "
        "social organisation.",
        ("department_kinds", "unit_kinds", "organisation_kinds"),
    ),
    Page(
        "social",
        "社会服务",
        "The social side",
        "What people need, the skills and methods that help, and the services, projects and subsidies that "
        "bring it.",
        (
            "need_kinds",
            "skills",
            "service_kinds",
            "methods",
            "case_stages",
            "project_kinds",
            "subsidy_kinds",
        ),
    ),
    Page(
        "plan",
        "行动计划",
        "The plan",
        "The eight systems and 31 tasks of the three-year plan (2018–2020), in this project's own words: the "
        "wording is not the plan's. Targets are the plan's or, where it says so, this program's own.\n"
        "八大体系与三十一项任务的文字为本项目自拟，并非计划原文；目标凡注明“自定”的为本程序所设。",
        ("systems", "tasks", "indicators", "registers", "register_states"),
        sections=_plan,
    ),
    Page(
        "sources",
        "数据来源",
        "Sources of data",
        "The four kinds of source that data is fused from (融、通、用), and the systems a city usually has.",
        ("source_*",),
    ),
    Page("other", "其他", "Other tables", "Tables that no other page shows.", ("*",)),
)
"""The pages in order; the first that claims a table shows it, and the last claims all."""
