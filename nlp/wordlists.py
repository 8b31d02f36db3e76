"""The word lists that ship with the reader, in `nlp/words`: one entry a line, `#` begins a comment line."""

from pathlib import Path

_FOLDER = Path(__file__).parent / "words"


def word_list(name: str) -> tuple[str, ...]:
    """The entries of a list: polite or synonyms."""
    lines = (_FOLDER / f"{name}.txt").read_text("utf-8").splitlines()
    return tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))
