"""Names before a form of address: 周老师傅, 王芳女士, 占国平主任, 柳叔, 李某."""

import re
from dataclasses import dataclass

from nlp.name_shape import AFTER, NameShape, Span
from nlp.name_words import DOUBLE_SURNAMES, EVERYDAY_SURNAMES, Cue

_FORMAL = ("先生", "女士", "小姐")
_PARENTS = ("妈妈", "爸爸")
_NEVER = frozenset("于时位应连全满明管车任可何")
"""The most everyday surnames, hardly one even before 先生 or 女士."""
_PREPOSITION = re.compile("[由对关属等位基终处出在至]于$")
_THANKS = ("感谢", "多谢", "谢谢")
_BEFORE = re.compile(r"(?:^|[^\u3400-\u9fff]|[的叫名找是为和与跟那个位称我])$")
"""What stands before a name that begins clearly."""
_RELATIVE = frozenset("大小二三四五老表堂亲帅阿叔")
"""What makes a relative or anybody of 哥 and 姐."""


@dataclass(frozen=True, slots=True)
class TitleNames:
    """Looks for the name before a form of address."""

    shape: NameShape
    cue_ends: frozenset[int]
    """Where a role or a naming cue ends, so that a name may begin."""

    def before(self, title: Span, kind: Cue) -> int:
        """Where the name before the title begins; where the title does when there is none."""
        start, end = title
        if kind == "short title":
            return start - 1 if self._is_short(start, end) else start
        return start if self.shape.is_trade(end) else self._long(start, office=kind == "office")

    def _long(self, title: int, *, office: bool) -> int:
        shape, text, surnames = self.shape, self.shape.text, self.shape.words.surnames
        last, two = text[title - 1 : title], text[max(0, title - 2) : title]
        if two in DOUBLE_SURNAMES:
            return title - 2
        if last == "于" and not _PREPOSITION.search(text, 0, title):
            return title - 1
        if two in _THANKS:
            return title
        sure = title - 1 in self.cue_ends or (last not in _NEVER and self._may_begin(title - 1))
        if last in surnames and sure:
            return title - 1
        led = title - 1 in self.cue_ends and not office and last not in _RELATIVE
        if led and shape.is_possible(title - 1, title):
            return title - 1
        if len(two) == 2 and two[0] == two[1] and text.startswith(_PARENTS, title):
            return title - 2
        return self._office(title) if office else self._address(title)

    def _address(self, title: int) -> int:
        """Before 师傅, 阿姨, 先生, which nobody is called but a person."""
        shape, text = self.shape, self.shape.text
        last, likely = text[title - 1 : title], shape.words.likely_surnames
        thanked = text[max(0, title - 3) : title - 1] in _THANKS
        formal = last in shape.words.surnames and last not in _NEVER and text.startswith(_FORMAL, title)
        if last in likely or formal:
            again = title >= 2 and text[title - 2] in likely and not thanked
            return title - 2 if again else title - 1  # 李方先生: a surname may be a given name
        for start in (title - 2, title - 3):
            if start < 0 or not shape.is_rare(start + 1, title):
                break
            if not (shape.is_common(start + 1, title) or self._may_begin(start)):
                continue
            if text[start] in likely and not shape.is_everyday(start) and not shape.is_heard(start):
                return start
        return title

    def _office(self, title: int) -> int:
        """Before 主任, 老板, which are jobs as well: a whole name, where one can begin."""
        shape = self.shape
        for start in (title - 3, title - 2):
            if start >= 0 and shape.text[start] in shape.words.surnames and shape.is_rare(start + 1, title):
                pair = shape.text[start : start + 2]
                if self._may_begin(start) and not shape.is_everyday(start) and pair not in shape.words.seldom:
                    return start
        return title

    def _is_short(self, start: int, end: int) -> bool:
        """Whether one character before 哥, 叔, 某 is a name: both ends have to be clear."""
        text, before, words = self.shape.text, self.shape.text[start - 1 : start], self.shape.words
        led = start - 1 in self.cue_ends
        if not before or not self._may_begin(start - 1):
            return False
        if text.startswith("某", start):
            return before in words.surnames and (led or before not in EVERYDAY_SURNAMES)  # not 我于某日
        if before in _RELATIVE or before not in words.name_characters | words.surnames:
            return False
        if text.startswith("总", start) and not led:
            return self.shape.stops(end)  # 他何总迟到: an adverb
        return self.shape.stops(end) or AFTER.match(text, end) is not None

    def _may_begin(self, at: int) -> bool:
        return at in self.cue_ends or _BEFORE.search(self.shape.text, 0, at) is not None
