"""What the columns of several files have in common: levels, natures of a body, and where cells lead."""

from typing import Annotated, Literal

from liandong.catalogue.tables import Refers

Level = Literal["community", "subdistrict", "district", "city"]
Body = Literal["government", "party", "public_service", "mass_organisation", "enterprise", "self_government"]

DepartmentCode = Annotated[str, Refers("department_kinds")]
DepartmentCodes = Annotated[tuple[str, ...], Refers("department_kinds", optional=True)]
NeedCodes = Annotated[tuple[str, ...], Refers("need_kinds")]
SkillCodes = Annotated[tuple[str, ...], Refers("skills")]
OrganisationCodes = Annotated[tuple[str, ...], Refers("organisation_kinds")]
