"""Two problems in one text: clauses that clearly speak of something else than the whole."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlp.issues import IssueIndex, Scores
from nlp.readings import Candidate

_CUT = re.compile(r"[,，。;；!！?？:：]+|另外|还有|而且|同时|并且|以及")
_SHORTEST = 5


@dataclass(frozen=True, slots=True)
class ClauseLimits:
    """When a clause counts as a problem of its own; found on the tuning sentences."""

    chance: float = 0.6
    """Least probability of its issue's type within the clause."""
    mass: float = 12.0
    """Least rarity of the pairs it shares with its issue: about two or three rare words."""
    rival: float = 0.5
    """The first issue may score at most this share of the clause's own issue there."""
    ratio: float = 0.6
    """Its issue must score at least this share of the first issue's score in the whole text …"""
    rank: int = 10
    """… and be among that many best there."""
    most: int = 3
    """Further problems given at most."""


def clauses(text: str) -> list[str]:
    """The parts of a text between marks and words like 另外, without those too short to say anything."""
    return [part for part in _CUT.split(text) if len(part.strip()) >= _SHORTEST]


def further_issues(
    index: IssueIndex, texts: Sequence[str], whole: Scores, limits: ClauseLimits
) -> list[tuple[Candidate, ...]]:
    """For each text the issues, of other types than its first, that a clause of it is clearly about."""
    parts = [clauses(text) for text in texts]
    owners = [row for row, of_text in enumerate(parts) if len(of_text) > 1 for _ in of_text]
    found: list[dict[int, float]] = [{} for _ in texts]
    if owners:
        part = index.score([clause for of_text in parts if len(of_text) > 1 for clause in of_text])
        for clause in np.flatnonzero(_of_its_own(index, part, whole, np.array(owners), limits)):
            row, issue = owners[clause], int(part.best[clause])
            chances = index.chances(part.scores[clause : clause + 1])[0]
            chance = float(chances[index.type_of == index.type_of[issue]].sum())
            better = int((whole.scores[row] > whole.scores[row, issue]).sum())
            if chance >= limits.chance and better < limits.rank:
                found[row][issue] = max(chance, found[row].get(issue, 0.0))
    return [_candidates(index, of_text, limits.most) for of_text in found]


def _of_its_own(
    index: IssueIndex, part: Scores, whole: Scores, owners: NDArray[np.int64], limits: ClauseLimits
) -> NDArray[np.bool_]:
    """Which clauses have enough to go by and leave the text's first issue well behind."""
    rows = np.arange(len(owners))
    first = whole.best[owners]
    return np.asarray(
        (part.mass >= limits.mass)
        & (index.type_of[part.best] != index.type_of[first])
        & (part.scores[rows, first] <= limits.rival * part.scores[rows, part.best])
        & (whole.scores[owners, part.best] >= limits.ratio * whole.scores[owners, first])
    )


def _candidates(index: IssueIndex, found: dict[int, float], most: int) -> tuple[Candidate, ...]:
    best = sorted(found, key=lambda issue: (-found[issue], issue))[:most]
    issues = index.issues
    return tuple(Candidate(issues[issue].code, issues[issue].name, found[issue]) for issue in best)
