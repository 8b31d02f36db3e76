"""The plan as tables: sources of data, systems, tasks, indicators and registers.

The three-year plan of social governance names eight systems, 31 tasks and several of the targets; the words
in which the files say them are this project's own.
"""

from dataclasses import dataclass
from typing import Annotated, Literal

from liandong.catalogue.tables import Optional, Refers, Table
from liandong.catalogue.vocabulary import DepartmentCode, DepartmentCodes

Crs = Literal["wgs84", "gcj02", "bd09", "none"]
Rhythm = Literal["real_time", "daily", "weekly", "monthly", "yearly"]
Capability = Literal[
    "one_grid",
    "centre",
    "patrol_app",
    "event_catalogue",
    "component_register",
    "micro_grid_map",
    "camera_register",
    "data_fusion",
    "population_base",
    "one_grid_many_parties",
    "three_societies",
    "elder_care",
    "self_government",
    "mediation_risk",
    "public_safety",
    "analysis",
]
Origin = Literal["plan", "program"]
IndicatorUnit = Literal["percent", "per_10000", "count", "ten_thousand_yuan"]
Comparison = Literal["at_least", "above", "equal", "at_most"]
Period = Literal["month", "quarter", "year", "plan"]
IndicatorCodes = Annotated[tuple[str, ...], Refers("indicators", optional=True)]


@dataclass(frozen=True, slots=True)
class SourceKind:
    """One of the kinds of source that data is fused from. Its code is the `kind` of a Source in the graph."""

    code: str
    name: str
    definition: str


@dataclass(frozen=True, slots=True)
class SourceSystem:
    """A system as a city typically has one, and what is to be known before its data is linked."""

    code: str
    name: str
    kind: Annotated[str, Refers("source_kinds")]
    run_by: Annotated[str, Refers("department_kinds", optional=True)]
    """The kind of department that runs it; empty for the open internet."""
    labels: tuple[str, ...]
    """The node labels of the graph that its records are of."""
    keys: tuple[str, ...]
    """The identifiers its records carry."""
    crs: Crs
    """The coordinate system of its positions: WGS 84, GCJ-02, BD-09, or none."""
    rhythm: Rhythm
    """How often it is updated."""
    caution: Annotated[str, Optional()]
    """What to mind."""


@dataclass(frozen=True, slots=True)
class GovernanceSystem:
    """One of the eight systems (八大体系) of the plan."""

    code: str
    name: str
    definition: str


@dataclass(frozen=True, slots=True)
class Task:
    """One of the plan's 31 tasks, three digits, within a system."""

    code: str
    name: str
    system: Annotated[str, Refers("systems", prefix=True)]
    capability: Capability
    """The part of the program that carries it."""
    lead: DepartmentCode
    """The kind of department in charge."""
    supports: DepartmentCodes
    action: str
    """What is done."""
    measure: str
    """How one sees that it is done."""
    due: int
    """The year by the end of which it stands."""
    indicators: IndicatorCodes
    """The indicators it is measured by."""
    no_indicator: Annotated[str, Optional()]
    """Why it has none."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """A figure with a target: how it is computed from the graph, and what it shall be."""

    code: str
    name: str
    definition: str
    system: Annotated[str, Refers("systems")]
    origin: Origin
    """plan: the target is the plan's; program: it is this program's own."""
    numerator: str
    """What is counted or summed."""
    numerator_from: Annotated[tuple[str, ...], Optional()]
    """The labels, `Label.property` and relationship types that it is computed from."""
    denominator: Annotated[str, Optional()]
    """Of what; empty for a count or a sum."""
    denominator_from: Annotated[tuple[str, ...], Optional()]
    external: Annotated[str, Optional()]
    """Where the figure comes from when not from the graph."""
    unit: IndicatorUnit
    comparison: Comparison
    target: int
    """In `unit`."""
    period: Period
    """Over what time it is computed."""


@dataclass(frozen=True, slots=True)
class Register:
    """A register that is kept: of what, by whom, with which fields."""

    code: str
    name: str
    definition: str
    label: str
    """The node label of its entries."""
    kept_by: DepartmentCode
    """The kind of department that answers for it."""
    fields: tuple[str, ...]
    """What an entry holds, in the words of the form."""
    basis: str
    """The law it is kept by, or 城市规定: the city's own rule."""


@dataclass(frozen=True, slots=True)
class RegisterState:
    """A state of a register's entries. The first of a register is where they begin."""

    code: str
    register: Annotated[str, Refers("registers", prefix=True)]
    state: str
    """The value of `state` in the graph."""
    name: str
    definition: str
    next: Annotated[tuple[str, ...], Refers("register_states", optional=True)]
    """The states that may follow; none: it is a last one."""


TABLES = (
    Table("source_kinds", "source_kinds.csv", SourceKind),
    Table("source_systems", "source_systems.csv", SourceSystem),
    Table("systems", "plan/systems.csv", GovernanceSystem, digits=1),
    Table("indicators", "plan/indicators.csv", Indicator),
    Table("tasks", "plan/tasks.csv", Task, digits=3),
    Table("registers", "plan/registers.csv", Register),
    Table("register_states", "plan/register_states.csv", RegisterState),
)
"""The files of the plan."""
