"""What requests and answers look like. OpenAPI is made from these."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from liandong.coordinates import Crs


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid")


class NewReport(_Model):
    """A citizen's or a patrol's report."""

    text: Annotated[str, Field(min_length=1, max_length=20_000, examples=["十全街128号门口的路灯坏了好几天"])]
    at: Annotated[
        str | None, Field(max_length=200, description="Grid, area or component by code, or LON,LAT.")
    ] = None
    crs: Annotated[Crs, Field(description="The coordinate system of LON,LAT; maps in China show GCJ-02.")] = (
        Crs.WGS84
    )
    source: Annotated[str, Field(pattern=r"^[\w.:-]{1,40}$", description="The system it comes from.")] = "api"
    id: Annotated[
        str | None,
        Field(pattern=r"^[\w.:-]{1,80}$", description="Its number there; the same again is not kept twice."),
    ] = None


class ReportRef(_Model):
    """The report as it is kept: masked."""

    id: str
    text: str


class CandidateOut(_Model):
    """A possible issue."""

    code: str
    name: str
    confidence: float


class ClassificationOut(_Model):
    """Where in the catalogue it belongs, as deep as is sure."""

    level: Literal["issue", "type", "category", "none"]
    code: str | None
    name: str | None
    confidence: float
    candidates: list[CandidateOut]


class PlaceOut(_Model):
    """Where it is."""

    grid: str | None
    area: str | None
    name: str | None
    component: str | None
    names: list[str]


class PartClassOut(_Model):
    """Where one of several problems belongs in the catalogue."""

    level: Literal["issue", "type", "category", "none"]
    code: str | None
    name: str | None
    confidence: float


class PartPlaceOut(_Model):
    """Where one of several problems is."""

    grid: str | None
    area: str | None
    name: str | None


class PartOut(_Model):
    """One problem of a report, at text[start:end]; all of it where there is but one."""

    start: int
    end: int
    text: str
    classification: PartClassOut
    place: PartPlaceOut
    urgency: Literal["normal", "urgent", "emergency"]


class HopOut(_Model):
    """One relationship of a path."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    source: Annotated[str, Field(alias="from")]
    rel: str
    to: str


class AssignmentOut(BaseModel):
    """A unit, worker or service, and the path that leads to it."""

    model_config = ConfigDict(extra="allow")

    name: str
    basis: str
    path: list[HopOut]
    sentence: str


class PlanOut(_Model):
    """Who does what by when."""

    lead: AssignmentOut | None
    support: list[AssignmentOut]
    verify: AssignmentOut | None
    social: list[AssignmentOut]
    deadline: datetime | None
    urgency: Literal["normal", "urgent", "emergency"]
    needs_human: bool
    reasons: list[str]


class RouteOut(_Model):
    """A report read and planned."""

    report: ReportRef
    classification: ClassificationOut
    place: PlaceOut
    parts: list[PartOut]
    plan: PlanOut


class Accepted(RouteOut):
    """A report read, planned and kept."""

    work_order: str


class ReportOut(_Model):
    """A kept report."""

    id: str
    text: str
    source: str | None
    created_at: datetime
    classification: dict[str, Any] | None
    place: dict[str, Any]
    work_order: str | None
    state: str | None


class StepOut(_Model):
    """One thing done to an order."""

    code: str
    action: str
    actor: str
    reason: str | None
    created_at: datetime


class WorkOrderOut(_Model):
    """A work order with its plan and steps."""

    id: str
    report: str
    state: str
    created_at: datetime
    deadline: datetime | None
    urgency: str
    needs_human: bool
    reasons: list[str]
    route: RouteOut
    steps: list[StepOut]


class Problem(BaseModel):
    """An error, as RFC 9457 has it."""

    type: str
    title: str
    status: int
