"""How much of the marked personal data is found; the floors lie a little below what was measured.

The sentences are split by a hash of their text: the word lists and forms were tuned on the misses of three
quarters, never on those of the last, so that it says how it is with other texts.
"""

import csv
import hashlib
import re
from collections import Counter
from functools import cache

import pytest

from liandong.paths import shipped
from nlp.mask import find_masks
from nlp.normalise import normalise
from nlp.wordlists import word_list

Span = tuple[int, int, str]
KINDS = ("手机", "电话", "身份证", "银行卡", "护照", "车牌", "邮箱", "社交账号", "姓名", "门牌")
RECALL = {
    "tuned": dict.fromkeys(KINDS, 0.99) | {"社交账号": 0.96, "门牌": 0.98, "姓名": 0.94},
    "held out": dict.fromkeys(KINDS, 0.99) | {"社交账号": 0.92, "姓名": 0.84},
}
"""An account is missed where it is made of words (梦梦不睡觉), a name where nothing marks it as one."""
PRECISION = 0.95


def marked(part: str) -> list[tuple[str, list[Span]]]:
    """The sentences of a part and their marks."""
    path = shipped("data") / "phrases" / "personal.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = [(row["text"], row["spans"]) for row in csv.DictReader(file)]
    return [(text, _spans(text, spans)) for text, spans in rows if _part(text) == part]


def _part(text: str) -> str:
    return "held out" if hashlib.sha256(text.encode()).digest()[-1] % 4 == 3 else "tuned"


@cache
def _titles() -> re.Pattern[str]:
    words = [word for name in ("titles", "offices", "short_titles") for word in word_list(name)]
    return re.compile(f"(?:{'|'.join(sorted(words, key=len, reverse=True))})$")


def _spans(text: str, written: str) -> list[Span]:
    """Marks; a name without the form of address after it, which stays to be read."""
    spans = []
    for span in filter(None, written.split("|")):
        start, end, kind = span.split(":")
        name = _titles().sub("", text[int(start) : int(end)]) if kind == "姓名" else ""
        spans.append((int(start), int(start) + len(name) if name else int(end), kind))
    return spans


def shares(part: str) -> tuple[dict[str, float], dict[str, float]]:
    """Recall and precision by kind.

    A mark is found when all of it is masked as its kind; a mask is right when most of it is in such a mark.
    """
    marks, found, masks, right = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for text, spans in marked(part):
        masked = [(mask.start, mask.end, mask.kind) for mask in find_masks(normalise(text))]
        for start, end, kind in spans:
            marks[kind] += 1
            covered = {at for left, right_, k in masked if k == kind for at in range(left, right_)}
            found[kind] += covered.issuperset(range(start, end))
        for start, end, kind in masked:
            masks[kind] += 1
            shared = (min(end, e) - max(start, s) for s, e, k in spans if k == kind)
            right[kind] += any(2 * length >= end - start for length in shared)
    return (
        {kind: found[kind] / marks[kind] for kind in KINDS},
        {kind: right[kind] / masks[kind] for kind in KINDS},
    )


@pytest.mark.parametrize("part", ["tuned", "held out"])
def test_marked_personal_data_is_masked(part: str) -> None:
    recall, precision = shares(part)
    print(part, {kind: (round(recall[kind], 3), round(precision[kind], 3)) for kind in KINDS})

    assert {kind: share for kind, share in recall.items() if share < RECALL[part][kind]} == {}
    assert {kind: share for kind, share in precision.items() if share < PRECISION} == {}


def test_the_parts_are_of_a_size_and_share_no_text() -> None:
    tuned, held = ([text for text, _ in marked(part)] for part in ("tuned", "held out"))

    assert not set(tuned) & set(held)
    assert 0.7 < len(tuned) / (len(tuned) + len(held)) < 0.8
