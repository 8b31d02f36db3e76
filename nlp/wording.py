"""Reducing texts to what they are about: courtesies out, synonyms marked."""

from ahocorasick_rs import AhoCorasick, MatchKind

from nlp.normalise import fold
from nlp.wordlists import word_list


class Wording:
    """Rewrites normalised texts for comparison; offsets do not survive `expand`."""

    def __init__(self) -> None:
        self._polite = AhoCorasick(word_list("polite"), matchkind=MatchKind.LeftmostLongest)
        first_of = {word: group.split("=")[0] for group in word_list("synonyms") for word in group.split("=")}
        self._first = tuple(first_of.values())
        self._words = AhoCorasick(first_of, matchkind=MatchKind.LeftmostLongest)

    def plain(self, text: str) -> str:
        """`text` in lower case with courtesies blanked; the same length."""
        text = fold(text)
        for _, start, end in self._polite.find_matches_as_indexes(text):
            text = text[:start] + " " * (end - start) + text[end:]
        return text

    def expand(self, text: str) -> str:
        """`text` followed by the first synonym of every group that it has a word of."""
        found = {self._first[word] for word, _, _ in self._words.find_matches_as_indexes(text)}
        return " ".join((text, *sorted(found))) if found else text
