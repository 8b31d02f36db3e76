"""The door: a text in, a `Reading` out."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Self, cast

import spacy
from spacy.language import Language
from spacy.tokens import Doc

import nlp.boilerplate
import nlp.event
import nlp.mask
import nlp.needs
import nlp.normalise
import nlp.parts
import nlp.places
import nlp.split
import nlp.urgency  # noqa: F401 (these register their steps)
from liandong.catalogue import Catalogue
from liandong.codes import is_component_code
from liandong.errors import DataError
from nlp import extensions
from nlp.event import EventReader
from nlp.gazetteer import Gazetteer
from nlp.issues import IssueIndex
from nlp.mask import apply_masks
from nlp.normalise import printable
from nlp.places import Places
from nlp.readings import Part, PlaceName, Reading
from nlp.split import Splitter

MODEL = "catalogue-phrases-1"
"""Changes when the same text and catalogue may give another answer."""
LONGEST = 4000
"""Characters read of one text; the rest is cut, with a note."""
_HALF_A_NUMBER = re.compile(r"[0-9A-Za-z ０-９〇零一幺二三四五六七八九·—-]{1,40}$")
"""What may be part of a number that the cut would hide from masking."""
STEPS = (
    "liandong_normalise",
    "liandong_boilerplate",
    "liandong_mask",
    "liandong_places",
    "liandong_event",
    "liandong_urgency",
    "liandong_split",
    "liandong_parts",
    "liandong_needs",
)


class Reader:
    """Reads reports. Built once; several threads may read with it at the same time."""

    def __init__(self, pipeline: Language, catalogue_version: str) -> None:
        self._pipeline = pipeline
        self._version = catalogue_version

    @classmethod
    def build(
        cls,
        catalogue: Catalogue,
        names: Iterable[PlaceName] = (),
        *,
        said: Mapping[str, Sequence[str]] | None = None,
        is_component: Callable[[str], bool] = is_component_code,
    ) -> Self:
        """A reader for a city.

        Args:
            catalogue: what reports are classified as.
            names: the city's place names, each alias as a name of its own; see `nlp.gazetteer.Gazetteer`.
            said: texts about one issue each, by its code, that the reader learns from: see
                `nlp.phrases.by_issue`; without them it knows the catalogue's words only.
            is_component: whether a 16-digit number is a component the city knows; by default whether its
                check digit is right.
        """
        pipeline = spacy.blank("zh")
        for step in STEPS:
            pipeline.add_pipe(step)
        cast(Places, pipeline.get_pipe("liandong_places")).gazetteer = Gazetteer(
            names, is_component=is_component
        )
        cast(EventReader, pipeline.get_pipe("liandong_event")).use(catalogue, said=said)
        cast(Splitter, pipeline.get_pipe("liandong_split")).use(IssueIndex(catalogue))
        return cls(pipeline, catalogue.version)

    def read(self, text: str) -> Reading:
        """Read one text. Any text has a reading; an empty or senseless one is of level none.

        Raises:
            DataError: `text` is not a string.
        """
        return next(self.pipe([text]))

    def pipe(self, texts: Iterable[str], batch_size: int = 256) -> Iterator[Reading]:
        """Read many, in their order; several times faster than one by one.

        Raises:
            DataError: one of them is not a string; the readings before its batch have been given.
        """
        accepted = ((read := _accept(text), (read, len(text))) for text in texts)
        for doc, (read, length) in self._pipeline.pipe(accepted, as_tuples=True, batch_size=batch_size):
            yield self._reading(doc, read, length)

    def _reading(self, doc: Doc, read: str, length: int) -> Reading:
        notes = (f"只读前 {LONGEST} 字 only the first {LONGEST} of {length} characters read",)
        masks = extensions.masks(doc)
        whole = Part(
            start=0,
            end=len(read),
            text_masked=apply_masks(read, masks),
            classification=extensions.classification(doc),
            place=extensions.place(doc),
            urgency=extensions.urgency(doc),
            urgency_reasons=extensions.urgency_reasons(doc),
        )
        return Reading(
            text_masked=whole.text_masked,
            masks=masks,
            classification=whole.classification,
            place=whole.place,
            urgency=whole.urgency,
            urgency_reasons=whole.urgency_reasons,
            needs=extensions.needs(doc),
            also=extensions.also(doc),
            parts=extensions.parts(doc) or (whole,),
            notes=notes if length > LONGEST else (),
            model=MODEL,
            catalogue=self._version,
        )


def _accept(text: object) -> str:
    if not isinstance(text, str):
        raise DataError(f"不是文本 not a text: {type(text).__name__}", hint="Give a string.")
    if len(text) <= LONGEST:
        return printable(text)
    return printable(_HALF_A_NUMBER.sub("", text[:LONGEST]))
