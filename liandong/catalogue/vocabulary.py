"""The values and references that several of the catalogue's files share."""

from typing import Annotated, Literal

from liandong.catalogue.tables import Refers

Level = Literal["community", "subdistrict", "district", "city"]
LEVELS: tuple[Level, ...] = ("community", "subdistrict", "district", "city")
"""The most local first."""
LimitUnit = Literal["hours", "working_hours", "working_days"]
Urgency = Literal["normal", "urgent", "emergency"]
URGENCIES: tuple[Urgency, ...] = ("normal", "urgent", "emergency")
"""The least urgent first."""
Role = Literal["lead", "first", "refer", "support"]
"""牵头, 先期处置, 首接转报, 协同. At each level of an issue one body has one of the first three."""
Stage = Literal["accept", "handle", "inspect"]

DepartmentCode = Annotated[str, Refers("department_kinds")]
DepartmentCodes = Annotated[tuple[str, ...], Refers("department_kinds", optional=True)]
IssueCode = Annotated[str, Refers("issues")]
PatternCode = Annotated[str, Refers("patterns")]
