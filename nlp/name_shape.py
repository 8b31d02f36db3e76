"""What a stretch of text must be like to be a name, and where a name that begins here ends."""

import re
from dataclasses import dataclass

from nlp.name_words import DOUBLE_SURNAMES, EVERYDAY_SURNAMES, Cue, NameWords

Span = tuple[int, int]
STOP = re.compile(r"$|[^\u3400-\u9fff0-9]|[0-9]{5}")
"""Where a name surely ends: at the end, at punctuation, before a long number."""
_VERBS = (
    "的在是说称被把跟和与及也又还就都要想给去到从没不已正将因住家男女讲写开骗用找打拿让叫带骑上来今昨过收欠卖等请骂养托买"
    "核签发怀咬看办送寄接受做当查问会能有为因得偷抢砸撞摔踢扣借涨欺威辱猥躲哭病死走跑吃喝睡躺站坐"
)
AFTER = re.compile(
    f"[{_VERBS}]|反映|反应|投诉|举报|提供|同志|先生|女士|电话|手机|身份|证件|护照|联系|性别|今年|血压|失踪|走失|发现|看见|自己"
    "|提出|承包|推荐|银行|根本|一直|经常|已经|刚刚|突然|前天|最近|现在|每天"
)
"""What may follow a name in a sentence."""
SAYS = re.compile("反映|反应|投诉|举报|来电|称|家[的漏住]")
"""What follows even a short name where a clause begins."""
_SEX = re.compile("[，, ][男女][，, ]")
_NOT_GIVEN = frozenset(
    "的是在了住来去有和与及说要想把被给向对电手身先女今反投联性男经工主总这那个们我你他她它俚伊侬没不也都就又还很太被才便么吗呢"
    "吧啊店路某姓方"
)
"""Characters that hardly stand in a given name: a firm cue's name ends before them."""
_IN_SENTENCE = _NOT_GIVEN | frozenset(_VERBS)
_FORE = "小老阿"
_LONGEST = 4
_NEAR = 3
"""Characters between a name and its bearer's number."""


@dataclass(frozen=True, slots=True)
class NameShape:
    """A normalised text, looked at for names."""

    text: str
    words: NameWords
    numbers: frozenset[Span]
    """Where telephone and other personal numbers stand."""

    def surname(self, at: int) -> int:
        """Characters of the surname at `at`, 0 for none; 小, 老 and 阿 stand for one."""
        if self.text.startswith(DOUBLE_SURNAMES, at):
            return 2
        first = self.text[at : at + 1]
        return int(first in self.words.surnames or (first != "" and first in _FORE))

    def is_common(self, start: int, end: int) -> bool:
        """Whether all of text[start:end] is what given names are made of."""
        given = self.text[start:end]
        return len(given) == end - start and self.words.name_characters.issuperset(given)

    def is_possible(self, start: int, end: int) -> bool:
        """Whether text[start:end] are Chinese characters that could stand in a given name, common or not."""
        given = self.text[start:end]
        return (
            len(given) == end - start
            and all("\u3400" <= character <= "\u9fff" for character in given)
            and _NOT_GIVEN.isdisjoint(given)
        )

    def is_rare(self, start: int, end: int) -> bool:
        """Whether text[start:end] may be an uncommon given name: nothing in it that sentences go on with."""
        given = self.text[start:end]
        return self.is_possible(start, end) and all(
            character not in _IN_SENTENCE or character in self.words.name_characters for character in given
        )

    def is_everyday(self, at: int) -> bool:
        """Whether a name beginning at `at` would begin as a much-used word does."""
        return self.text[at : at + 2] in self.words.everyday and not self.text.startswith(DOUBLE_SURNAMES, at)

    def is_heard(self, at: int) -> bool:
        """Whether its first two characters were seen where no name was, or its surname is a word."""
        return self.text[at] in EVERYDAY_SURNAMES or self.text[at : at + 2] in self.words.seldom

    def is_trade(self, at: int) -> bool:
        """Whether what follows makes a shop, a street or a brand of the name."""
        return self.text.startswith(self.words.trades, at)

    def is_famous(self, at: int) -> bool:
        """Whether a person of history is named."""
        return self.text.startswith(self.words.famous, at)

    def is_diminutive(self, at: int) -> bool:
        """Whether 小, 老 or 阿 begins it."""
        return self.text[at] in _FORE

    def stops(self, at: int) -> bool:
        """Whether a name surely ends at `at`."""
        return STOP.match(self.text, at) is not None

    def is_beside(self, end: int) -> bool:
        """Whether a name that ends at `end` has its bearer's number or sex beside it."""
        near = any(0 < start - end <= _NEAR for start, _ in self.numbers)
        return near or _SEX.match(self.text, end) is not None

    def end(self, at: int, kind: Cue) -> int:
        """Where the name that begins at `at`, after such a cue, ends; `at` itself when there is none."""
        surname = self.surname(at)
        if not surname or self.is_famous(at):
            return self._without_surname(at, kind)
        if self.is_diminutive(at) and (kind == "weak" or not self.is_common(at + 1, at + 2)):
            return at
        everyday = self.is_everyday(at)
        if everyday and kind not in ("naming", "role"):
            return at
        fits = self.is_possible if self._is_firm(at, kind) else self.is_common
        ends = [end for end in (at + surname + 2, at + surname + 1) if fits(at + surname, end)]
        for end in ends:
            long = kind == "naming" or not everyday or end - at > 2
            if long and self.stops(end) and self._is_enough(at, end, kind):
                return end
        if everyday:
            return at
        whole = self._without_surname(at, kind)
        return whole if whole > at and self.stops(whole) else self._end_in_sentence(at, ends, kind)

    def _end_in_sentence(self, at: int, ends: list[int], kind: Cue) -> int:
        given = at + self.surname(at)
        fits = self.is_rare if self._is_firm(at, kind) else self.is_common
        ends = [end for end in ends if fits(given, end) and not self.is_trade(end)]
        for end in ends:
            if self._is_enough(at, end, kind) and self._may_end(end, kind):
                return end
        sure = kind in ("role", "naming") and not self.is_heard(at)
        return ends[0] if sure and ends and self.is_common(at, ends[0]) else at

    def _is_firm(self, at: int, kind: Cue) -> bool:
        """Whether even uncommon characters are believed to be a given name."""
        if kind == "naming":
            return self.text[at] not in EVERYDAY_SURNAMES or self.text[at - 1] in "叫：:"
        return kind == "role" and not self.is_everyday(at) and not self.is_heard(at)

    def _is_enough(self, at: int, end: int, kind: Cue) -> bool:
        """Whether a name of this length is believed after such a cue."""
        first, seldom = self.text[at], self.text[at : at + 2] in self.words.seldom
        if kind == "naming":
            return True
        if kind == "weak" and self.is_heard(at):
            return False
        if end - at > 2:
            return not (first in EVERYDAY_SURNAMES and seldom) or (kind == "role" and self.stops(end))
        if kind == "weak":
            return first in self.words.common_surnames or self.stops(end) or self.text.startswith("的", end)
        if kind == "half naming" or self.is_diminutive(at):
            return not seldom and (kind == "role" or self.stops(end))
        return first not in EVERYDAY_SURNAMES or self.stops(end)

    def _may_end(self, end: int, kind: Cue) -> bool:
        """Whether the sentence goes on in a way that ends a name."""
        if AFTER.match(self.text, end):
            return True
        return kind in ("role", "naming") and not self.is_common(end, end + 1)

    def _without_surname(self, at: int, kind: Cue) -> int:
        """The end of a name from far away (扎西), which only a naming cue brings."""
        if kind == "half naming":
            return at + 2 if self.is_common(at, at + 2) and self.stops(at + 2) else at
        if kind != "naming":
            return at
        fits = self.is_possible if self.text[at - 1] == "叫" else self.is_common
        for end in range(at + 2, at + _LONGEST + 1):
            if not fits(at, end):
                return at
            if self.stops(end) or AFTER.match(self.text, end):
                return end
        return at
