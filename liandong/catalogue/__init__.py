"""The event catalogue and the registers it refers to: data that a city can replace.

`Catalogue.load` reads them for the program and refuses what cannot work; `lint` says everything that is
wrong or weak with them, for whoever edits the files.
"""

from liandong.catalogue.lint import EXPECTED, lint
from liandong.catalogue.model import (
    Catalogue,
    Category,
    ComponentAttribute,
    ComponentDefect,
    ComponentKind,
    DepartmentKind,
    EventType,
    Handling,
    Issue,
    Need,
    Pattern,
)
from liandong.catalogue.tables import Finding

__all__ = [
    "EXPECTED",
    "Catalogue",
    "Category",
    "ComponentAttribute",
    "ComponentDefect",
    "ComponentKind",
    "DepartmentKind",
    "EventType",
    "Finding",
    "Handling",
    "Issue",
    "Need",
    "Pattern",
    "lint",
]
