"""The attributes that the steps leave on a spaCy Doc, declared once and registered on import.

Steps read each other through the functions here, which are typed and work on a hand-built Doc as well.
"""

from dataclasses import dataclass
from typing import Any, cast

from spacy.tokens import Doc

from nlp.normalise import normalise
from nlp.readings import (
    Boilerplate,
    Candidate,
    Classification,
    Mask,
    Mention,
    NeedFound,
    Part,
    Place,
    Signal,
    Urgency,
)


@dataclass(frozen=True, slots=True)
class Extension:
    """`doc._.name`: its default and what it holds."""

    name: str
    default: Any
    doc: str


EXTENSIONS = (
    Extension("normal", None, "str: the text with half-width letters and digits, same length as doc.text"),
    Extension(
        "boilerplate", (), "tuple[Boilerplate, ...]: words of the taker-down, in order, not overlapping"
    ),
    Extension("masks", (), "tuple[Mask, ...]: personal data, in the text's order, not overlapping"),
    Extension("mentions", (), "tuple[Mention, ...]: places named, in the text's order, not overlapping"),
    Extension("place", Place(), "Place: what the mentions agree on"),
    Extension("classification", Classification(), "Classification: the catalogue entry"),
    Extension(
        "part_spans", (), "tuple[tuple[int, int], ...]: start and end of each part, where they are several"
    ),
    Extension("parts", (), "tuple[Part, ...]: the problems, each read on its own, where they are several"),
    Extension("also", (), "tuple[Candidate, ...]: further problems in the text"),
    Extension("urgency", "normal", "str: normal, urgent or emergency"),
    Extension("urgency_reasons", (), "tuple[Signal, ...]: the danger words found"),
    Extension("needs", (), "tuple[NeedFound, ...]: needs of the social side and their words"),
)


def _register() -> None:
    for extension in EXTENSIONS:
        if not Doc.has_extension(extension.name):
            Doc.set_extension(extension.name, default=extension.default)


_register()


def normal(doc: Doc) -> str:
    """The normalised text; made here when the step `liandong_normalise` has not run."""
    return cast(str | None, doc._.normal) or normalise(doc.text)


def boilerplate(doc: Doc) -> tuple[Boilerplate, ...]:
    """The words of whoever took the report down."""
    return cast(tuple[Boilerplate, ...], doc._.boilerplate)


def masks(doc: Doc) -> tuple[Mask, ...]:
    """The personal data found."""
    return cast(tuple[Mask, ...], doc._.masks)


def mentions(doc: Doc) -> tuple[Mention, ...]:
    """The places named."""
    return cast(tuple[Mention, ...], doc._.mentions)


def place(doc: Doc) -> Place:
    """The place that the mentions agree on."""
    return cast(Place, doc._.place)


def classification(doc: Doc) -> Classification:
    """The catalogue entry."""
    return cast(Classification, doc._.classification)


def part_spans(doc: Doc) -> tuple[tuple[int, int], ...]:
    """Start and end of each part, where they are several."""
    return cast(tuple[tuple[int, int], ...], doc._.part_spans)


def parts(doc: Doc) -> tuple[Part, ...]:
    """The problems, each read on its own, where they are several."""
    return cast(tuple[Part, ...], doc._.parts)


def also(doc: Doc) -> tuple[Candidate, ...]:
    """Further problems in the text."""
    return cast(tuple[Candidate, ...], doc._.also)


def urgency(doc: Doc) -> Urgency:
    """How urgent the text sounds."""
    return cast(Urgency, doc._.urgency)


def urgency_reasons(doc: Doc) -> tuple[Signal, ...]:
    """The danger words found."""
    return cast(tuple[Signal, ...], doc._.urgency_reasons)


def needs(doc: Doc) -> tuple[NeedFound, ...]:
    """What people need of the social side."""
    return cast(tuple[NeedFound, ...], doc._.needs)


def blanked(text: str, spans: tuple[Boilerplate | Mask | Mention, ...], by: str = " ") -> str:
    """`text` with the spans overwritten by a character: the same length, so that offsets stay valid."""
    for span in spans:
        text = text[: span.start] + by * (span.end - span.start) + text[span.end :]
    return text
