"""Step 5: words of danger, unless they are denied, as a hint; a person decides."""

import re
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick, MatchKind
from spacy.language import Language
from spacy.tokens import Doc

from nlp.extensions import normal
from nlp.readings import Urgency
from nlp.wordlists import word_list

_REACH = r"[^,，。;；!！?？]{0,4}$"
_ABSENT = r"没有|没|未|无|不会|不是|并非|从不"
_POSSIBLE = (
    r"防止|防|避免|预防|以免|免得|担心|怕|万一|如果|要是|假如|一旦|会不会|可能|容易|隐患|谨防|小心|注意"
)
_DENIED = re.compile(rf"(?:{_ABSENT}){_REACH}")
_SUPPOSED = re.compile(rf"(?:{_POSSIBLE}){_REACH}")
_AFTER_SUPPOSED = re.compile("演练|演习|宣传|知识|培训|保险|报警器|警报器|隐患|风险|怎么办|等级|预防|险")
_BEFORE = 8


@dataclass(frozen=True, slots=True)
class Danger:
    """How urgent, and by which words of the text."""

    urgency: Urgency
    reasons: tuple[str, ...]


class UrgencyHints:
    """The component."""

    def __init__(self) -> None:
        words: dict[str, Urgency] = dict.fromkeys(word_list("urgent"), "urgent")
        words |= dict.fromkeys(word_list("emergency"), "emergency")
        self._levels = tuple(words.values())
        self._automaton = AhoCorasick(words, matchkind=MatchKind.LeftmostLongest)

    def find(self, text: str) -> Danger:
        """The danger in a normalised text. A possible danger (担心…, …隐患) counts one level less."""
        found: dict[Urgency, list[str]] = {"emergency": [], "urgent": []}
        for index, start, end in self._automaton.find_matches_as_indexes(text):
            level = self._levels[index]
            before = text[max(0, start - _BEFORE) : start]
            if _DENIED.search(before):
                continue
            if _SUPPOSED.search(before) or _AFTER_SUPPOSED.match(text, end):
                if level == "urgent":
                    continue
                level = "urgent"
            found[level].append(text[start:end])
        levels: tuple[Urgency, ...] = ("emergency", "urgent")
        for level in levels:
            if found[level]:
                return Danger(level, tuple(dict.fromkeys(found[level])))
        return Danger("normal", ())

    def __call__(self, doc: Doc) -> Doc:
        """Set `doc._.urgency` and `doc._.urgency_reasons`."""
        danger = self.find(normal(doc))
        if danger.reasons:
            doc._.urgency, doc._.urgency_reasons = danger.urgency, danger.reasons
        return doc


@Language.factory(
    "liandong_urgency", assigns=["doc._.urgency", "doc._.urgency_reasons"], requires=["doc._.normal"]
)
def make_urgency(nlp: Language, name: str) -> UrgencyHints:  # noqa: ARG001 (spaCy passes them)
    """The factory."""
    return UrgencyHints()
