"""A city's own list of events as a data folder in this program's form, and an account of every row."""

import csv
import re
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from liandong.catalogue.bodies import Bodies
from liandong.catalogue.columns import ColumnMap
from liandong.catalogue.lint import lint
from liandong.catalogue.listing import Entry, definition_of, find_nearest, parts, read_entry
from liandong.catalogue.model import (
    TABLES,
    Catalogue,
    Category,
    EventType,
    Handling,
    Issue,
)
from liandong.catalogue.vocabulary import Level
from liandong.errors import DataError
from liandong.tables import Record

REPORT = "import.csv"
_MADE = (
    "categories",
    "types",
    "issues",
    "handling",
    "duty_exceptions",
    "limit_exceptions",
    "component_defects",
)
"""The files that are not the shipped ones: exceptions and defects name issues, and the list brings none."""
_NEAR = 0.3
"""Score from which a shipped issue is usually the same matter."""
_UNSORTED = "未分类"
_MOST = 99
"""Codes of two digits below a parent."""


@dataclass(frozen=True, slots=True)
class Adoption:
    """What became of a list. `rows = kept + rejected`."""

    rows: int
    kept: int
    rejected: int
    categories: int
    types: int
    issues: int
    problems: Mapping[str, int]
    """Rows left out, by rule; a row may have broken several."""
    notes: Mapping[str, int]
    """Remarks on rows that were kept, by rule."""
    weak: Mapping[str, int]
    """Findings of `lint` on the new folder, by rule."""
    near: int
    """Rows kept that have a near shipped issue."""
    report: Path


def adopt(
    records: Iterable[Record], columns: ColumnMap, *, source: str, base: Path, bodies: Bodies, out: Path
) -> Adoption:
    """Write the rows that fit as a data folder, with the account of all rows in `import.csv` beside them.

    The registers it refers to (kinds of body, need and component, patterns) and the rules of duties and
    limits are those of `base`. Nothing is written over: a folder that holds something is refused.

    Args:
        source: the list's name, the basis where it states none.

    Raises:
        DataError: `out` is not empty, or the list has no rows.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise DataError(f"{out} is not an empty folder 目标不是空文件夹", hint="Give a new one as --out.")
    shipped = Catalogue.load(base)
    entries = [read_entry(line, record, columns, bodies) for line, record in records]
    if not entries:
        raise DataError(f"{source}: there are no rows 没有任何行")
    find_nearest(entries, shipped)
    kept = [entry for entry in entries if not entry.problems]
    _tell_apart(kept)
    rows = _rows(kept, shipped, source)
    out.mkdir(parents=True, exist_ok=True)
    _write_report(out / REPORT, entries)
    weak: Counter[str] = Counter()
    if rows["issues"]:
        _write(out, base, rows)
        weak.update(finding.rule for finding in lint(out, expected=None))
    kept = [entry for entry in kept if not entry.problems]
    return Adoption(
        rows=len(entries),
        kept=len(kept),
        rejected=len(entries) - len(kept),
        categories=len(rows["categories"]),
        types=len(rows["types"]),
        issues=len(rows["issues"]),
        problems=Counter(rule for entry in entries for rule in {rule for rule, _ in entry.problems}),
        notes=Counter(rule for entry in kept for rule in {rule for rule, _ in entry.notes}),
        weak=weak,
        near=sum(entry.score >= _NEAR for entry in kept),
        report=out / REPORT,
    )


def _tell_apart(entries: list[Entry]) -> None:
    """Give issues of one name their condition with it; leave out those that are still the same."""
    often = Counter(entry.name for entry in entries)
    seen: dict[str, int] = {}
    for entry in entries:
        if often[entry.name] > 1:
            condition = entry.cells.get("definition") or entry.cells["filing"]
            short = re.split(r"[，,；;。、]", condition)[0]
            entry.name = f"{entry.name}（{(short if len(short) > 3 else condition)[:20]}）"
            if entry.name in seen and (longer := f"{entry.cells['name']}（{condition[:60]}）") not in seen:
                entry.name = longer
            entry.notes.append(("name", "名称重复，加注条件 name used again, told apart by its condition"))
        if entry.name in seen:
            what = f"与第 {seen[entry.name]} 行重复 the same as line {seen[entry.name]}"
            entry.problems.append(("duplicate", what))
        else:
            seen[entry.name] = entry.line


def _rows(entries: list[Entry], shipped: Catalogue, source: str) -> dict[str, list[Any]]:
    """The rows of the four files, with codes given in the list's order."""
    rows: dict[str, list[Any]] = {name: [] for name in _MADE}
    categories: dict[str, str] = {}
    types: Counter[str] = Counter()
    for (category, name), members in _by_type(entries).items():
        if category:
            code = categories.setdefault(category, f"{len(categories) + 1:02}")
        else:
            code = _vote(members)
            categories[shipped.categories[code].name] = code
        types[code] += 1
        type_code = f"{code}{types[code]:02}"
        fitting = members[:_MOST] if len(type_code) == 4 else []
        for entry in members[len(fitting) :]:
            what = f"编码已满 no code is free below {type_code[:2] if not fitting else type_code}"
            entry.problems.append(("full", f"{what}: map a finer column as type 请用更细的列作 type"))
        for number, entry in enumerate(fitting, 1):
            entry.code = f"{type_code}{number:02}"
            rows["issues"].append(_issue(entry, type_code, source, shipped))
            rows["handling"].append(_handling(entry, shipped))
        if fitting:
            rows["types"].append(EventType(type_code, name, code))
    _defects(rows, entries, shipped)
    used = {row.category for row in rows["types"]}
    definitions = {each.name: each.definition for each in shipped.categories.values()}
    rows["categories"] = [
        Category(code, name, definitions.get(name, name))
        for name, code in sorted(categories.items(), key=lambda pair: pair[1])
        if code in used
    ]
    return rows


def _defects(rows: dict[str, list[Any]], entries: list[Entry], shipped: Catalogue) -> None:
    """Take over the defects whose shipped issue has a near one here, which then concerns their kind."""
    near: dict[str, Entry] = {}
    for entry in sorted(entries, key=lambda each: each.score):
        if entry.code and not entry.problems and entry.score >= _NEAR:
            near[entry.nearest] = entry
    concerned: dict[str, list[str]] = defaultdict(list)
    for defect in shipped.component_defects.values():
        if defect.issue in near:
            code = near[defect.issue].code
            rows["component_defects"].append(replace(defect, issue=code))
            concerned[code].append(defect.kind)
    rows["issues"] = [
        replace(issue, component_kinds=tuple(dict.fromkeys(concerned[issue.code])))
        for issue in rows["issues"]
    ]


def _by_type(entries: list[Entry]) -> dict[tuple[str, str], list[Entry]]:
    """The rows kept, by category and type; no category, where the list has none at all."""
    kept = [entry for entry in entries if not entry.problems]
    rest = _UNSORTED if any(entry.cells.get("category") for entry in kept) else ""
    groups: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in kept:
        groups[entry.cells.get("category") or rest, entry.cells["type"]].append(entry)
    return groups


def _vote(members: list[Entry]) -> str:
    """The category of most of the nearest shipped issues, each counting by its likeness."""
    votes: Counter[str] = Counter()
    for entry in members:
        votes[entry.nearest[:2]] += round(entry.score * 1000)
        entry.notes.append(("category", "大类按最相近事项推定 category taken from the nearest issues"))
    return votes.most_common(1)[0][0]


def _issue(entry: Entry, type_code: str, source: str, shipped: Catalogue) -> Issue:
    cells, limit = entry.cells, entry.limit
    if limit is None:
        raise AssertionError("a row without a limit is not kept")
    urgency: Any = cells.get("urgency") or ("urgent" if limit.urgent else "normal")
    level: Any = cells.get("level") or _level(shipped.department_kinds[entry.lead].levels)
    return Issue(
        code=entry.code,
        name=entry.name,
        type=type_code,
        definition=definition_of(entry),
        keywords=parts(cells.get("keywords", "")) or (cells["name"],),
        lead=entry.lead,
        supports=entry.supports,
        level=level,
        limit=limit.number,
        limit_unit=limit.unit,
        urgency=urgency,
        component_kinds=(),
        needs=(),
        basis=cells.get("basis") or f"《{source}》",
    )


def _level(levels: tuple[Level, ...]) -> Level:
    """The district, where most cities handle most matters, or the nearest that the lead has units at."""
    return "district" if "district" in levels else levels[-1]


def _handling(entry: Entry, shipped: Catalogue) -> Handling:
    cells = entry.cells
    pattern = cells.get("pattern", "")
    if pattern not in shipped.patterns:
        pattern = shipped.handling[entry.nearest].pattern
        entry.notes.append(("pattern", "处置类别取自最相近事项 pattern taken from the nearest issue"))
    verification: Any = cells.get("verification", "on_site")
    sensitive: Any = cells.get("sensitive", "0")
    return Handling(
        code=entry.code,
        filing=cells["filing"],
        closing=cells["closing"],
        verification=verification,
        reporters=parts(cells.get("reporters", "")) or ("citizen", "patrol"),
        sensitive=sensitive,
        pattern=pattern,
        note=cells.get("note", ""),
    )


def _write(out: Path, base: Path, rows: Mapping[str, list[Any]]) -> None:
    for table in TABLES:
        target = out / table.file
        target.parent.mkdir(parents=True, exist_ok=True)
        if table.name not in _MADE:
            if (base / table.file).exists() or not table.optional:
                shutil.copy(base / table.file, target)
            continue
        with target.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow([column.name for column in table.columns()])
            writer.writerows(_cells(row) for row in rows[table.name])


def _cells(row: Any) -> Iterator[str]:
    for each in fields(row):
        value = getattr(row, each.name)
        yield "|".join(value) if isinstance(value, tuple) else str(value)


def _write_report(path: Path, entries: list[Entry]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(
            ("line", "outcome", "code", "name", "rules", "what", "nearest", "nearest_name", "score")
        )
        for entry in entries:
            said = entry.problems + entry.notes
            writer.writerow(
                (
                    entry.line,
                    "rejected" if entry.problems else "kept",
                    entry.code,
                    entry.name,
                    "|".join(dict.fromkeys(rule for rule, _ in said)),
                    "；".join(what for _, what in said),
                    entry.nearest,
                    entry.nearest_name,
                    entry.score,
                )
            )
