"""How people say it: the phrases that ship with the catalogue, read and checked.

Three kinds of file lie in `data/phrases/`: `reports-*.csv` (issue, style, text), `several.csv` (texts with
more than one problem), `none.csv` (texts with none). The style says who is writing; two styles are put aside
as the test writers, so that a model is never tested on a hand that it was trained on.
"""

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer

from liandong.errors import DataError

STYLES = (
    "hotline", "snap", "wechat", "angry", "elderly", "hearsay", "dialect", "patrol", "letter", "merchant",
    "parent", "youth",
)  # fmt: skip
TEST_STYLES = ("elderly", "snap")
"""The writers whose texts are never trained on."""
NEAR = 0.5
"""Two texts are near-duplicates when their sets of 4 characters in a row have this Jaccard index."""
_CHUNK = 512
_PLACE = re.compile(r"[路街巷弄村镇桥场站]|小区|新村|花园|公园|广场|[0-9一二三四五六七八九十]+[幢栋号楼]")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A text, the issues that it is about (none, one or several), and who writes it."""

    issues: tuple[str, ...]
    style: str
    text: str
    where: str
    """File and line."""


@dataclass(frozen=True, slots=True)
class Portrait:
    """What a set of texts is like, so that two sets can be compared."""

    name: str
    texts: int
    mean_length: float
    tenth: float
    median: float
    ninetieth: float
    """Characters."""
    vocabulary: int
    """Different pairs of characters in the first 100,000 characters."""
    with_place: float
    """Share of the texts that name something like a place."""


def read_phrases(folder: Path) -> list[Phrase]:
    """All phrases of a folder.

    Raises:
        DataError: a file is missing, or a row of it has no text or an unknown style; with file and line.
    """
    files = [*sorted(folder.glob("reports-*.csv")), folder / "several.csv", folder / "none.csv"]
    return [phrase for path in files for phrase in _read(path)]


def _read(path: Path) -> Iterator[Phrase]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            for line, row in enumerate(csv.DictReader(file), 2):
                codes = row.get("issue") or row.get("issues") or ""
                text, style = row.get("text") or "", row.get("style") or ""
                if not text.strip() or style not in STYLES:
                    raise DataError(
                        f"{path.name}:{line}: no text, or an unknown style 缺少内容或未知写法: {style!r}",
                        hint=f"Styles are {', '.join(STYLES)}.",
                    )
                yield Phrase(tuple(filter(None, codes.split("|"))), style, text, f"{path.name}:{line}")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path} cannot be read 无法读取: {error}") from error


def split(phrases: Iterable[Phrase]) -> tuple[list[Phrase], list[Phrase]]:
    """(training, test) by writer."""
    train: list[Phrase] = []
    test: list[Phrase] = []
    for phrase in phrases:
        (test if phrase.style in TEST_STYLES else train).append(phrase)
    return train, test


def by_issue(phrases: Iterable[Phrase]) -> dict[str, list[str]]:
    """The texts about one issue each, by its code: what a reader learns from."""
    found: dict[str, list[str]] = defaultdict(list)
    for phrase in phrases:
        if len(phrase.issues) == 1:
            found[phrase.issues[0]].append(phrase.text)
    return dict(found)


def near_duplicates(phrases: Sequence[Phrase], near: float = NEAR) -> list[tuple[float, Phrase, Phrase]]:
    """Pairs of texts that are nearly the same, the nearest first."""
    matrix = CountVectorizer(analyzer="char", ngram_range=(4, 4), binary=True, dtype=np.int32).fit_transform(
        phrase.text for phrase in phrases
    )
    sizes = np.asarray(matrix.sum(axis=1)).ravel()
    found = []
    for start in range(0, len(phrases), _CHUNK):
        shared = (matrix[start : start + _CHUNK] @ matrix.T).tocoo()
        rows, columns = shared.row + start, shared.col
        index = shared.data / (sizes[rows] + sizes[columns] - shared.data)
        for at in np.flatnonzero((rows < columns) & (index >= near)):
            found.append((float(index[at]), phrases[rows[at]], phrases[columns[at]]))
    return sorted(found, key=lambda pair: -pair[0])


def thin(phrases: Iterable[Phrase], issues: Iterable[str], *, least: int = 10, styles: int = 7) -> list[str]:
    """What is missing, a line each: issues with too few phrases, too few styles, or no test writer."""
    texts: Counter[str] = Counter()
    hands: dict[str, set[str]] = {}
    known = set(issues)
    missing = []
    for phrase in phrases:
        missing += [
            f"{phrase.where}: no issue {code} 没有这个事项" for code in phrase.issues if code not in known
        ]
        if len(phrase.issues) == 1:
            texts[phrase.issues[0]] += 1
            hands.setdefault(phrase.issues[0], set()).add(phrase.style)
    for code in sorted(known):
        have = hands.get(code, set())
        if texts[code] < least:
            missing.append(f"{code}: {texts[code]} phrases instead of {least} 说法不足")
        if len(have) < styles or not set(TEST_STYLES) <= have:
            missing.append(f"{code}: written by {', '.join(sorted(have)) or 'nobody'} only 写法太少")
    return missing


def portrait(name: str, texts: Sequence[str]) -> Portrait:
    """What a set of texts is like."""
    lengths = np.array([len(text) for text in texts])
    joined = "\n".join(texts)[:100_000]
    tenth, median, ninetieth = np.percentile(lengths, (10, 50, 90))
    return Portrait(
        name=name,
        texts=len(texts),
        mean_length=round(float(lengths.mean()), 1),
        tenth=float(tenth),
        median=float(median),
        ninetieth=float(ninetieth),
        vocabulary=len({joined[i : i + 2] for i in range(len(joined) - 1)}),
        with_place=round(sum(bool(_PLACE.search(text)) for text in texts) / len(texts), 3),
    )
