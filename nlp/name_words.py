"""The words that say where a name may stand and what a name is made of, read once from `nlp/words`."""

from dataclasses import dataclass
from functools import cache
from typing import Literal

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from nlp.wordlists import word_list

Cue = Literal["role", "naming", "half naming", "weak", "title", "office", "short title"]
_CUES: tuple[tuple[Cue, str], ...] = (
    ("role", "roles"),
    ("role", "kin"),
    ("naming", "naming"),
    ("half naming", "half_naming"),
    ("weak", "weak"),
    ("title", "titles"),
    ("office", "offices"),
    ("short title", "short_titles"),
)
EVERYDAY_SURNAMES = frozenset(
    "于时房关向文安易成路管全应连车项明满位原南华阳乐商师解谈封查古农司简麻皮盘楼边和从相年别来由计但年线但占展危但居占费盖宋支强红班能任充童位可何木施伊义曾"
)
"""Surnames that are everyday words: they need a firm cue."""
DOUBLE_SURNAMES = (
    "欧阳",
    "司马",
    "上官",
    "诸葛",
    "夏侯",
    "尉迟",
    "皇甫",
    "公孙",
    "慕容",
    "司徒",
    "端木",
    "东方",
    "令狐",
    "宇文",
)


@dataclass(frozen=True, slots=True)
class NameWords:
    """What the search for names knows."""

    surnames: frozenset[str]
    likely_surnames: frozenset[str]
    """Those that are no everyday words."""
    common_surnames: frozenset[str]
    """Those that half of all people bear; a short name needs one where nothing else speaks for it."""
    given: frozenset[str]
    everyday: frozenset[str]
    """Pairs of characters that begin an everyday word."""
    seldom: frozenset[str]
    """Pairs that were seen once or twice where no name was: a bare pair like that is no name."""
    name_characters: frozenset[str]
    """What a given name of somebody may be made of: given-name characters and surnames."""
    famous: tuple[str, ...]
    trades: tuple[str, ...]
    """What makes a shop or a street of the name before it."""
    kinds: tuple[Cue, ...]
    """Of each pattern of `cues`."""
    cues: AhoCorasick

    def find_cues(self, text: str) -> list[tuple[Cue, int, int]]:
        """Kind, start and end of every cue, those within each other too."""
        return [
            (self.kinds[index], start, end)
            for index, start, end in self.cues.find_matches_as_indexes(text, overlapping=True)
        ]


@cache
def name_words() -> NameWords:
    """The lists that ship, read once for the process."""
    cues: list[tuple[Cue, str]] = [(kind, word) for kind, name in _CUES for word in word_list(name)]
    pairs = word_list("everyday")
    surnames, given = (frozenset("".join(word_list(name))) for name in ("surnames", "given"))
    return NameWords(
        surnames=surnames,
        likely_surnames=surnames - EVERYDAY_SURNAMES,
        common_surnames=frozenset("".join(word_list("surnames")[:4])) - EVERYDAY_SURNAMES,
        given=given,
        name_characters=given | (surnames - EVERYDAY_SURNAMES),
        everyday=frozenset(line[0] + second for line in pairs for second in line[2:].partition("|")[0]),
        seldom=frozenset(line[0] + second for line in pairs for second in line[2:].partition("|")[2]),
        famous=word_list("famous"),
        trades=word_list("places_and_trades"),
        kinds=tuple(kind for kind, _ in cues),
        cues=AhoCorasick(
            [word for _, word in cues],
            matchkind=MatchKind.Standard,
            store_patterns=False,
            implementation=Implementation.DFA,
        ),
    )
