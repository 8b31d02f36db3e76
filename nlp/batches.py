"""A stream of Docs in batches, for steps that work on many at once."""

from collections.abc import Iterable, Iterator
from itertools import islice

from spacy.tokens import Doc


def batches(stream: Iterable[Doc], size: int) -> Iterator[list[Doc]]:
    """Lists of `size` Docs, in their order; the last may be shorter."""
    docs = iter(stream)
    while batch := list(islice(docs, size)):
        yield batch
