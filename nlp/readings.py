"""What the steps find, as frozen values. All offsets are characters of the text as it was given."""

from dataclasses import dataclass
from typing import Literal

MaskKind = Literal["手机", "电话", "身份证", "银行卡", "护照", "车牌", "邮箱", "社交账号", "姓名", "门牌"]
BoilerplateKind = Literal["opening", "closing", "label"]
ClassLevel = Literal["issue", "type", "category", "none"]
PlaceStatus = Literal["grid", "area", "ambiguous", "unknown"]
Urgency = Literal["normal", "urgent", "emergency"]


@dataclass(frozen=True, slots=True)
class Mask:
    """Personal data at text[start:end]."""

    kind: MaskKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Boilerplate:
    """What the hotline's clerk wrote round the matter, at text[start:end]."""

    kind: BoilerplateKind
    """opening: 市民来电反映; closing: 请相关部门核实处理; label: 具体位置在."""
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Signal:
    """A word at text[start:end] that speaks of something, and how far it is meant."""

    kind: str
    """A kind of danger, or the code of a need."""
    start: int
    end: int
    text: str
    """The word as the table has it: … for what the text has between its parts, which may be a name."""
    weight: float
    """0 to 10, after what its scope takes away."""
    scope: str = ""
    """supposed, heard, past …; empty where it is plainly said."""


@dataclass(frozen=True, slots=True)
class NeedFound:
    """A need (its code) and the words that speak of it, in the text's order."""

    need: str
    words: tuple[Signal, ...]


@dataclass(frozen=True, slots=True)
class PlaceName:
    """A name that the caller knows, and where what it names lies."""

    text: str
    label: str
    """Area, Grid, Road, Estate, Building, Address, Shop, Enterprise, CommunityService, Component …"""
    code: str
    grids: tuple[str, ...] = ()
    """Codes of the level-3 grids it lies in; empty for an Area."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A place named at text[start:end]; several candidates are twins: things of the same name."""

    start: int
    end: int
    text: str
    candidates: tuple[PlaceName, ...]
    score: float
    """1 / number of candidates: how far the name alone decides."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text says it happens."""

    grid: str | None = None
    """The one level-3 grid that all names agree on."""
    area: str | None = None
    """The area named, when exactly one is."""
    component: str | None = None
    """The component code named; its grid is only here when the gazetteer holds it."""
    names: tuple[str, ...] = ()
    """The names as they stand in the text, in its order."""
    candidates: tuple[str, ...] = ()
    """Where several grids remain: their codes, sorted."""
    status: PlaceStatus = "unknown"
    at: PlaceName | None = None
    """The most exact thing named, where it is only one: a component, door, building, shop …"""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One possible issue; confidences of all issues sum to at most 1."""

    code: str
    name: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Classification:
    """The catalogue entry a text belongs to, as deep as the evidence carries."""

    level: ClassLevel = "none"
    code: str | None = None
    name: str | None = None
    confidence: float = 0.0
    candidates: tuple[Candidate, ...] = ()
    """The best issues, best first, whatever the level."""
    evidence: tuple[str, ...] = ()
    """Words of the text that speak for the first candidate."""
    reason: str = ""
    """Why the level is not `issue`, empty otherwise."""


@dataclass(frozen=True, slots=True)
class Part:
    """One problem of a text, at text[start:end], read on its own."""

    start: int
    end: int
    text_masked: str
    classification: Classification
    place: Place
    """Its own; the whole text's where it names none."""
    urgency: Urgency
    urgency_reasons: tuple[Signal, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything read from one text."""

    text_masked: str
    masks: tuple[Mask, ...]
    classification: Classification
    place: Place
    urgency: Urgency
    urgency_reasons: tuple[Signal, ...]
    """The words of danger, the heaviest first."""
    needs: tuple[NeedFound, ...]
    """What the text says that people need of the social side, the surest first."""
    also: tuple[Candidate, ...]
    """Further problems in the same text, each of another type than the first."""
    parts: tuple[Part, ...]
    """Its problems, in the text's order, tiling it; one where it is about one problem or none."""
    notes: tuple[str, ...]
    """What was done to the text before reading, such as cutting it."""
    model: str
    catalogue: str
    """Version of the catalogue."""
