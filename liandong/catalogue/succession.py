"""The map that a person signs: what became of each issue that a new version no longer has."""

import csv
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast, get_args

from liandong.catalogue.tables import Finding
from liandong.catalogue.versions import Kind, Proposal
from liandong.errors import DataError
from liandong.tables import csv_records, header_of

COLUMNS = ("from", "to", "kind", "reason")


@dataclass(frozen=True, slots=True)
class Move:
    """A line of the map: `source` became `target`; nothing, if it is empty."""

    line: int
    source: str
    target: str
    kind: Kind
    reason: str


def read_map(path: Path) -> tuple[list[Move], list[Finding]]:
    """The usable lines of a map, and what is wrong with the others.

    Raises:
        DataError: the file is not there, not text, or has other columns.
    """
    if not path.is_file():
        raise DataError(f"{path} is not a file 文件不存在", hint="`liandong catalogue diff` writes a map.")
    if tuple(header_of(path)) != COLUMNS:
        raise DataError(
            f"{path.name}: 列名不对 wrong columns", hint=f"首行应为 The first line is: {','.join(COLUMNS)}"
        )
    moves: list[Move] = []
    findings: list[Finding] = []
    for line, record in csv_records(path):
        if isinstance(record, str):
            mend = "应为四列 A line has four cells; put text with commas in quotes."
            findings.append(Finding(path.name, line, "columns", record, mend))
            continue
        cells = {name: str(record[name]).strip() for name in COLUMNS}
        if cells["kind"] not in get_args(Kind):
            what = f"kind: {cells['kind'][:40]!r} 不是允许的值 is not an allowed value"
            findings.append(
                Finding(path.name, line, "value", what, f"可用 One of: {', '.join(get_args(Kind))}")
            )
            continue
        moves.append(Move(line, cells["from"], cells["to"], cast(Kind, cells["kind"]), cells["reason"]))
    return moves, findings


def write_map(path: Path, proposals: Iterable[Proposal]) -> None:
    """Write proposals as a map for a person to edit.

    Raises:
        DataError: the file is there already, perhaps with somebody's work in it.
    """
    if path.exists():
        raise DataError(
            f"{path} is there already 文件已存在", hint="Remove it, or give another name 请删除或另取名称."
        )
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for each in proposals:
            to = f"→ {each.target_name}" if each.target else "无相近事项 nothing like it"
            reason = f"建议 proposed: {each.source_name} {to} ({each.score:.2f})"
            writer.writerow((each.source, each.target, each.kind, reason))


def check_map(
    moves: Sequence[Move], file: str, *, known: Mapping[str, bool], new: Collection[str]
) -> list[Finding]:
    """Everything for which a map cannot be applied.

    Args:
        file: its name, for the findings.
        known: the issues of the graph by code, and whether they are live; not those retired before.
        new: the codes of the new catalogue's issues.
    """
    findings: list[Finding] = []
    by_source: dict[str, list[Move]] = defaultdict(list)
    for move in moves:
        by_source[move.source].append(move)
        findings += _line(move, file, known, new)
    findings += _twice(by_source, file)
    findings += _cycles(by_source, file)
    for code, live in known.items():
        if live and code not in new and code not in by_source:
            what = f"{code} 在新版中没有了，对照表未说明 is gone, and the map does not say what became of it"
            mend = "加一行，无去向的写 retire Add a line for it; retire, if nothing replaces it."
            findings.append(Finding(file, 0, "unmapped", what, mend))
    return sorted(findings, key=lambda finding: finding.line)


def _line(move: Move, file: str, known: Mapping[str, bool], new: Collection[str]) -> Iterator[Finding]:
    if move.source not in known:
        what = f"from: 图中没有事项 {move.source!r} is no issue of the graph"
        yield Finding(file, move.line, "unknown", what, "改正编码 Correct the code (six digits of an issue).")
    elif move.source in new:
        what = f"from: {move.source} 在新版中仍在用 is still in the new catalogue"
        mend = (
            "删去该行；编码若已另作他用，请改用新编码 "
            "Drop the line; if the code means something else now, give that a free code."
        )
        yield Finding(file, move.line, "in-use", what, mend)
    if move.kind == "retire":
        if move.target:
            what = f"to: 停用的不应有去向 a retired issue has no successor, {move.target!r} is given"
            yield Finding(file, move.line, "retire", what, "清空 to，或改类别 Empty it, or change the kind.")
    elif move.target not in new:
        what = f"to: 新版中没有 {move.target!r} is not in the new catalogue"
        mend = "改用新版的编码，或写 retire Use one of its codes, or retire."
        yield Finding(file, move.line, "target", what, mend)


def _twice(by_source: Mapping[str, list[Move]], file: str) -> Iterator[Finding]:
    """Sources on several lines that are no split, and splits that are none."""
    for source, moves in by_source.items():
        if len(moves) == 1 and moves[0].kind == "split":
            what = f"{source}: 拆分至少两行 a split has at least two lines"
            mend = "补上其余去向，或改为 rename Add the other parts, or write rename."
            yield Finding(file, moves[0].line, "split", what, mend)
        seen: dict[str, int] = {}
        for move in moves:
            if move.target in seen or (seen and {each.kind for each in moves} != {"split"}):
                first = next(iter(seen.values()))
                what = f"{source} 在第 {first} 行已有去向 is mapped on line {first} already"
                mend = (
                    "每个编码一行，拆分的都写 split，去向各不相同 "
                    "One line for a code; of a split, each to another target."
                )
                yield Finding(file, move.line, "twice", what, mend)
            seen.setdefault(move.target, move.line)


def _cycles(by_source: Mapping[str, list[Move]], file: str) -> Iterator[Finding]:
    """Each line from whose target the map leads back to its source."""
    for source, moves in by_source.items():
        for move in moves:
            reached: set[str] = set()
            ahead = [move.target]
            while ahead:
                code = ahead.pop()
                if code and code not in reached:
                    reached.add(code)
                    ahead += [each.target for each in by_source.get(code, ())]
            if source in reached:
                what = f"{source} → {move.target} 绕回自身 leads back to itself"
                mend = "让去向指向新版的事项 Let it end at an issue of the new catalogue."
                yield Finding(file, move.line, "cycle", what, mend)
