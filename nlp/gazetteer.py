"""Place names that the caller knows, found in text all at once."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from liandong.codes import is_component_code
from nlp.normalise import normalise
from nlp.place_keys import place_key
from nlp.readings import Mention, PlaceName

_CODE = re.compile(r"(?<!\d)\d{16}(?!\d)")


class Gazetteer:
    """Finds the longest known names from left to right, in time that does not grow with their number.

    Args:
        names: every name, aliases as names of their own. Names of one character are left out, since they
            would be found everywhere; equal texts are twins and come back together.
        is_component: whether a number of the right form is a component the city knows; by default its check
            digit decides.
    """

    def __init__(
        self, names: Iterable[PlaceName] = (), *, is_component: Callable[[str], bool] = is_component_code
    ) -> None:
        twins: dict[str, dict[PlaceName, None]] = defaultdict(dict)  # an ordered set
        for name in names:
            key = place_key(normalise(name.text).strip()).text
            if len(key) > 1:
                twins[key][name] = None
        self._names = tuple(tuple(same) for same in twins.values())
        self._components = {
            name.code: name for same in self._names for name in same if name.label == "Component"
        }
        self._is_component = is_component
        self._automaton = AhoCorasick(
            twins,
            matchkind=MatchKind.LeftmostLongest,
            store_patterns=False,
            implementation=Implementation.ContiguousNFA,
        )

    def __len__(self) -> int:
        """How many different names it knows."""
        return len(self._names)

    def find(self, text: str) -> tuple[Mention, ...]:
        """The places named in a normalised text, in its order, not overlapping."""
        key = place_key(text)
        found = []
        for index, start, end in self._automaton.find_matches_as_indexes(key.text):
            if _cuts(key.text, start) or _cuts(key.text, end):
                continue
            left, right = key.span(start, end)
            names = self._names[index]
            found.append(Mention(left, right, text[left:right], names, 1 / len(names)))
        codes = [self._component(match) for match in _CODE.finditer(text) if self._is_component(match[0])]
        if codes:
            taken = [
                mention
                for mention in found
                if all(mention.end <= c.start or c.end <= mention.start for c in codes)
            ]
            found = sorted((*taken, *codes), key=lambda mention: mention.start)
        return tuple(found)

    def _component(self, match: re.Match[str]) -> Mention:
        name = self._components.get(match[0]) or PlaceName(match[0], "Component", match[0])
        return Mention(match.start(), match.end(), match[0], (name,), 1.0)


def _cuts(key: str, at: int) -> bool:
    """Whether a boundary at `at` would cut a number or a Latin word in two."""
    if not 0 < at < len(key):
        return False
    left, right = key[at - 1], key[at]
    return (left.isdigit() and right.isdigit()) or all(c.isascii() and c.isalpha() for c in (left, right))
