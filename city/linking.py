"""How well records were linked: precision and recall of proposed links against the known truth.

Proposed are either codes (`source,record,code`: this record is about that entity) or pairs
(`source,record,other_source,other_record`: these two are about the same). Both make groups of records; pairs
by what is connected, however far around. A record of which nothing is said is a group of its own.

Measures: precision and recall of codes or of pairs, and B-cubed, the mean over records of how pure and how
complete each record's group is (Bagga and Baldwin 1998), which large groups don't dominate.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from city.extracts import TRUTH
from liandong.errors import DataError
from liandong.tables import csv_records, header_of

_CODES = ("source", "record", "code")
_PAIRS = ("source", "record", "other_source", "other_record")
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Score:
    """How well the records of a label and a source were linked; `*` stands for all.

    Attributes:
        precision: of the proposed codes, or of the pairs that the groups make, the share that is right;
            None if nothing was proposed.
        recall: of the records, or of the true pairs, the share that was found; None if there is none.
    """

    label: str
    source: str
    records: int
    precision: float | None
    recall: float | None
    f1: float | None
    b3_precision: float
    b3_recall: float
    b3_f1: float


@dataclass(frozen=True, slots=True)
class _Truth:
    """The records by (source, record), and of each its label, its source and its entity as numbers."""

    rows: Mapping[tuple[str, str], int]
    labels: NDArray[np.str_]
    sources: NDArray[np.str_]
    codes: NDArray[np.str_]


def measure(folder: Path, proposed: Path) -> list[Score]:
    """Score the proposed links of a folder of extracts, for everything, by label, and by source.

    Memory grows with the records, about 300 bytes each.

    Raises:
        DataError: no extracts there, or the file of links is not of one of the two forms, names a record
            that there isn't, or gives one record two codes.
    """
    truth = _truth(folder)
    header = tuple(header_of(proposed))
    if header not in (_CODES, _PAIRS):
        raise DataError(
            f"{proposed}: no links 不是关联结果, its columns are {','.join(header) or 'none'}",
            hint=f"Expected 应为 {','.join(_CODES)} or 或 {','.join(_PAIRS)}.",
        )
    entities = np.unique(np.char.add(np.char.add(truth.labels, " "), truth.codes), return_inverse=True)[1]
    if header == _CODES:
        said = _said_codes(truth, proposed)
        groups = np.unique(said, return_inverse=True)[1]
        alone = said == ""
        groups[alone] = groups.max(initial=0) + 1 + np.arange(int(alone.sum()))
        right = (said == truth.codes).astype(float), (~alone).astype(float), np.ones(len(said))
        return list(_scores(truth, groups, entities, right))
    return list(_scores(truth, _groups_of_pairs(truth, proposed), entities, None))


def _truth(folder: Path) -> _Truth:
    path = folder / TRUTH
    if not path.is_file():
        raise DataError(f"{path} is missing 缺少文件", hint="`liandong city extracts` writes it.")
    rows: dict[tuple[str, str], int] = {}
    columns: list[list[str]] = [[], [], []]
    for _, row in csv_records(path):
        if isinstance(row, str):
            raise DataError(f"{path}: {row}")
        rows[row["source"], row["record"]] = len(rows)
        for column, name in zip(columns, ("label", "source", "code"), strict=True):
            column.append(row[name])
    return _Truth(rows, *(np.array(column, dtype=np.str_) for column in columns))


def _rows(path: Path, truth: _Truth) -> Iterator[tuple[int, Mapping[str, str]]]:
    """(line, row) of the proposed links; every record that is named is known."""
    for line, row in csv_records(path):
        if isinstance(row, str):
            raise DataError(f"{path}, line 行 {line}: {row}")
        for source, record in (("source", "record"), ("other_source", "other_record")):
            if source in row and (row[source], row[record]) not in truth.rows:
                raise DataError(f"{path}, line 行 {line}: no record 没有记录 {row[source]} {row[record]}")
        yield line, row


def _said_codes(truth: _Truth, path: Path) -> NDArray[np.str_]:
    said = [""] * len(truth.rows)
    for line, row in _rows(path, truth):
        at = truth.rows[row["source"], row["record"]]
        if said[at] not in ("", row["code"]):
            raise DataError(
                f"{path}, line 行 {line}: {row['source']} {row['record']} has two codes 同一记录有两个编码"
            )
        said[at] = row["code"]
    return np.array(said, dtype=np.str_)


def _groups_of_pairs(truth: _Truth, path: Path) -> Ints:
    left, right = [], []
    for _, row in _rows(path, truth):
        left.append(truth.rows[row["source"], row["record"]])
        right.append(truth.rows[row["other_source"], row["other_record"]])
    count = len(truth.rows)
    graph = coo_array((np.ones(len(left), dtype=np.int8), (left, right)), shape=(count, count))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


def _scores(
    truth: _Truth, groups: Ints, entities: Ints, codes: tuple[Floats, Floats, Floats] | None
) -> Iterator[Score]:
    """Each record counts its part: of the `n` in its group, `c` are of its entity, which has `m` in all."""
    n, m = _sizes(groups), _sizes(entities)
    c = _sizes(groups * (entities.max(initial=0) + 1) + entities)
    right, proposed, wanted = codes or (c - 1, n - 1, m - 1)
    pure, whole = c / n, c / m
    everything = np.ones(len(n), dtype=bool)
    parts = [("*", "*", everything)]
    for label in np.unique(truth.labels):
        of_label = truth.labels == label
        parts.append((str(label), "*", of_label))
        for source in np.unique(truth.sources[of_label]):
            parts.append((str(label), str(source), of_label & (truth.sources == source)))
    for label, source, part in parts:
        precision = _share(right[part], proposed[part])
        recall = _share(right[part], wanted[part])
        b3 = float(pure[part].mean()), float(whole[part].mean())
        yield Score(
            label,
            source,
            int(part.sum()),
            precision,
            recall,
            _f1(precision, recall),
            *b3,
            _f1(*b3) or 0.0,
        )


def _sizes(groups: Ints) -> Floats:
    """For each record, how many are in its group."""
    _, inverse, counts = np.unique(groups, return_inverse=True, return_counts=True)
    return counts[inverse].astype(float)


def _share(part: Floats, whole: Floats) -> float | None:
    return float(part.sum() / whole.sum()) if whole.sum() else None


def _f1(precision: float | None, recall: float | None) -> float | None:
    if precision is None or recall is None:
        return None
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
