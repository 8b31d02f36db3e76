"""Names of persons, found by what stands before or after them and by what names are made of.

A name needs a reason: a cue before it (我叫, 车主), a form of address after it (女士, 师傅), a number of its
bearer beside it, or its form where a clause begins. Shops, streets and persons of history stay.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nlp.name_shape import AFTER, SAYS, NameShape, Span
from nlp.name_titles import TitleNames
from nlp.name_words import EVERYDAY_SURNAMES, Cue, name_words

_LINK = re.compile("(?:[：:（(是为叫] ?| (?=[^ ])){0,2}")
"""What may stand between a cue and the name."""
_CLAUSE = re.compile(r"(?:^|(?<=[，。！？；：、,.!?;: （(〔“]))(?=[\u3400-\u9fff]{2})")
_PLACE_BEFORE = re.compile(
    "(?:群|店|区|项目|公司|街|路|村|园|社|网|书|楼盘|品牌|产品|校|站|桥|药|牌|厂|湖|河)(?:的|里|上|那个)*$"
)
"""Before 名叫 and 叫: what is named is no person."""
_CALLED = frozenset("叫名为是字")
"""How a cue ends after which things are named as well as persons."""
_PLACE_REACH = 5
_LATIN = re.compile(r"[A-Z][a-z]{2,14}(?: [A-Z][a-z]{1,14})?(?![A-Za-z0-9@._])")
_SURNAME = re.compile(r"(?<![不名同])姓是?(?P<it>[\u3400-\u9fff])(?=[^\u3400-\u9fff]|$|的|名)")
_JOIN = re.compile("[、和与跟及]|以及")
_TITLES: tuple[Cue, ...] = ("title", "office", "short title")


def find_names(text: str, numbers: Sequence[Span] = ()) -> Iterator[Span]:
    """Start and end of each name in a normalised text, in no order; they may overlap.

    Args:
        text: the text.
        numbers: where telephone and other personal numbers stand; a name beside one is believed sooner.
    """
    shape = NameShape(text, name_words(), frozenset(numbers))
    search = _Search(shape, shape.words.find_cues(text), {})
    search.run()
    yield from search.found


@dataclass(frozen=True, slots=True)
class _Search:
    shape: NameShape
    cues: list[tuple[Cue, int, int]]
    found: dict[Span, None]
    """An ordered set."""

    def run(self) -> None:
        """Fill `found`."""
        self._by_title()
        titles = {start for kind, start, _ in self.cues if kind in ("title", "office")}
        longest: dict[int, int] = {}
        for _, start, end in self.cues:
            longest[start] = max(end, longest.get(start, 0))
        for kind, start, end in self.cues:
            if kind not in _TITLES and end not in titles and end == longest[start]:
                self._after_cue(kind, start, end)
        for match in _CLAUSE.finditer(self.shape.text):
            self._at_clause(match.start())
        for match in _SURNAME.finditer(self.shape.text):
            if match["it"] in self.shape.words.surnames:
                self.found[match.span("it")] = None
        self._joined()
        self._cut(titles)
        self._again()

    def _by_title(self) -> None:
        titles = [cue for cue in self.cues if cue[0] in _TITLES]
        if not titles:
            return
        ends = frozenset(end for kind, _, end in self.cues if kind in ("role", "naming"))
        roles = [(start, end) for kind, start, end in self.cues if kind == "role" and end - start > 1]
        search = TitleNames(self.shape, ends)
        for kind, start, end in titles:
            if any(s <= start and end <= e and e - s > end - start for _, s, e in self.cues):
                continue  # 班主任 is not Mr Ban
            begin = search.before((start, end), kind)
            if begin < start and not any(begin < right and left < start for left, right in roles):
                self.found[begin, start] = None  # 环卫师傅 is not Mr Wei

    def _after_cue(self, kind: Cue, start: int, end: int) -> None:
        text = self.shape.text
        if (
            kind != "weak"
            and text[end - 1] in _CALLED
            and _PLACE_BEFORE.search(text, max(0, start - _PLACE_REACH), start)
        ):
            return
        link = _LINK.match(text, end) if kind != "weak" else None
        at = link.end() if link else end
        latin = _LATIN.match(text, at) if link else None
        stop = latin.end() if latin else self.shape.end(at, kind) if at < len(text) else at
        if at < stop:
            self.found[at, stop] = None

    def _at_clause(self, at: int) -> None:
        """A name where a clause begins: it clearly ends, or a number of its bearer is beside it."""
        shape, text = self.shape, self.shape.text
        surname = shape.surname(at)
        if not surname or shape.is_everyday(at) or shape.is_famous(at):
            return
        if shape.is_diminutive(at):
            if shape.is_common(at + 1, at + 2) and (shape.is_beside(at + 2) or (at == 0 and shape.stops(2))):
                self.found[at, at + 2] = None
            return
        heard = text[at : at + 2] in shape.words.seldom or (surname == 1 and text[at] in EVERYDAY_SURNAMES)
        for end in (at + surname + 2, at + surname + 1):
            if shape.is_beside(end) and shape.is_possible(at + surname, end):
                self.found[at, end] = None
                return
            if not shape.is_common(at + surname, end) or text[at + surname] not in shape.words.given:
                continue
            goes_on = AFTER if end - at > 2 or text[at] in shape.words.common_surnames else SAYS
            ends = shape.stops(end) or goes_on.match(text, end) is not None
            if ends and not heard and not shape.is_trade(end):
                self.found[at, end] = None
                return

    def _joined(self) -> None:
        """邱磊和秦晓燕: what is joined to a name is one too."""
        for _, end in list(self.found):
            join = _JOIN.match(self.shape.text, end)
            while join and (stop := self._after_join(join.end(), join[0])) > join.end():
                self.found[join.end(), stop] = None
                join = _JOIN.match(self.shape.text, stop)

    def _after_join(self, at: int, join: str) -> int:
        stop = self.shape.end(at, "role") if at < len(self.shape.text) else at
        bare = join == "、" and self.shape.is_common(at, at + 2) and self.shape.stops(at + 2)
        return at + 2 if stop == at and bare else stop

    def _cut(self, titles: set[int]) -> None:
        """王女士: the form of address stays."""
        for start, end in list(self.found):
            inside = next((at for at in range(start + 1, end) if at in titles), None)
            if inside:
                del self.found[start, end]
                self.found[start, inside] = None

    def _again(self) -> None:
        """A full name found once is hidden wherever it stands."""
        for start, end in list(self.found):
            name = self.shape.text[start:end]
            if end - start > 1 and not self.shape.is_everyday(start):
                for match in re.finditer(re.escape(name), self.shape.text):
                    self.found[match.span()] = None
