"""Step 7: each part of a text read on its own, where it has several."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from spacy.language import Language
from spacy.tokens import Doc

from nlp import extensions
from nlp.batches import batches
from nlp.mask import apply_masks
from nlp.readings import Boilerplate, Candidate, Mask, Part, Place, Signal, Urgency

STEPS = ("liandong_places", "liandong_event", "liandong_urgency")
"""What is read of a part on its own. Masking sees the whole text, since its cues may lie in another part."""

_Span = TypeVar("_Span", Boilerplate, Mask, Signal)
_URGENCIES: tuple[Urgency, ...] = ("normal", "urgent", "emergency")


class PartReader:
    """The component. It needs the pipeline, since it sends parts through other steps of it."""

    def __init__(self, pipeline: Language, steps: Sequence[str]) -> None:
        self._pipeline = pipeline
        self._steps = tuple(steps)

    def __call__(self, doc: Doc) -> Doc:
        """Set `doc._.parts` and `doc._.also`."""
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], batch_size: int = 256) -> Iterator[Doc]:
        """The same for many; only texts of several parts cost anything."""
        for docs in batches(stream, batch_size):
            pieces = iter(self._read([piece for doc in docs for piece in self._pieces(doc)]))
            for doc in docs:
                spans = extensions.part_spans(doc)
                parts = joined([_part(next(pieces), start, doc) for start, _ in spans])
                if len(parts) > 1:
                    doc._.parts, doc._.also = parts, further(parts)
            yield from docs

    def _pieces(self, doc: Doc) -> Iterator[Doc]:
        for start, end in extensions.part_spans(doc):
            piece = self._pipeline.make_doc(doc.text[start:end])
            piece._.normal = extensions.normal(doc)[start:end]
            piece._.boilerplate = _within(extensions.boilerplate(doc), start, end)
            piece._.masks = _within(extensions.masks(doc), start, end)
            yield piece

    def _read(self, pieces: list[Doc]) -> list[Doc]:
        for name in self._steps if pieces else ():
            step: Any = self._pipeline.get_pipe(name)
            pieces = list(step.pipe(pieces)) if hasattr(step, "pipe") else [step(piece) for piece in pieces]
        return pieces


def _within(spans: Iterable[_Span], start: int, end: int) -> tuple[_Span, ...]:
    """The spans that lie in text[start:end], counted from there."""
    return tuple(_moved(span, -start) for span in spans if start <= span.start and span.end <= end)


def _moved(span: _Span, by: int) -> _Span:
    return replace(span, start=span.start + by, end=span.end + by)


def _part(piece: Doc, start: int, whole: Doc) -> Part:
    return Part(
        start=start,
        end=start + len(piece.text),
        text_masked=apply_masks(piece.text, extensions.masks(piece)),
        classification=extensions.classification(piece),
        place=inherited(extensions.place(piece), extensions.place(whole)),
        urgency=extensions.urgency(piece),
        urgency_reasons=tuple(_moved(reason, start) for reason in extensions.urgency_reasons(piece)),
    )


def inherited(own: Place, whole: Place) -> Place:
    """A part's own place; the whole text's where the part names none, or names only what that one lies in."""
    if own.status == "unknown" and own.component is None:
        return whole
    if own.status == "grid" or whole.grid is None:
        return own
    within = whole.grid in own.candidates or (own.area is not None and whole.grid.startswith(own.area))
    return whole if within else own


def joined(parts: Iterable[Part]) -> tuple[Part, ...]:
    """The parts, those joined to the one before that say nothing, the same, or the same less exactly."""
    found: list[Part] = []
    for part in parts:
        if found and _belongs(part, found[-1]):
            found[-1] = _join(found[-1], part)
        else:
            found.append(part)
    return tuple(found)


def _belongs(part: Part, before: Part) -> bool:
    """Whether one of the codes lies within the other: nothing, category, type, issue."""
    code, other = (found.classification.code or "" for found in (part, before))
    return code.startswith(other) or other.startswith(code)


def _join(first: Part, second: Part) -> Part:
    says = max(first, second, key=lambda part: len(part.classification.code or ""))
    urgent = max(first, second, key=lambda part: _URGENCIES.index(part.urgency))
    return replace(
        says,
        start=first.start,
        end=second.end,
        text_masked=first.text_masked + second.text_masked,
        urgency=urgent.urgency,
        urgency_reasons=urgent.urgency_reasons,
    )


def further(parts: Sequence[Part]) -> tuple[Candidate, ...]:
    """The best issues of the parts after the first, each of another type than those before it."""
    found: dict[str, Candidate] = {}
    for part in parts:
        if part.classification.code is not None:
            best = part.classification.candidates[0]
            found.setdefault(best.code[:4], best)
    return tuple(found.values())[1:]


@Language.factory(
    "liandong_parts",
    default_config={"steps": list(STEPS)},
    assigns=["doc._.parts", "doc._.also"],
    requires=[
        "doc._.part_spans",
        "doc._.boilerplate",
        "doc._.masks",
        "doc._.classification",
        "doc._.place",
        "doc._.urgency",
    ],
)
def make_parts(nlp: Language, name: str, steps: list[str]) -> PartReader:  # noqa: ARG001 (spaCy passes it)
    """The factory."""
    return PartReader(nlp, steps)
