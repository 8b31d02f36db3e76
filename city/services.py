"""The social side: organisations, social workers, volunteer teams, services, projects, resources."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from city import facts
from city.dice import Dice
from city.geometry import centroid, distance
from city.people import mobile, person_name
from city.territory import CommunityLand
from city.town import Town
from city.writer import Writer

_GROUPS_SHARE = 0.6
"""The share of communities that have a community group of their own."""


@dataclass(frozen=True, slots=True)
class Organisation:
    """A social organisation and the needs it works for."""

    code: str
    name: str
    kind: str
    needs: tuple[str, ...]


class Society:
    """Writes the social side of one subdistrict."""

    def __init__(self, out: Writer, town: Town, seed: int) -> None:
        self._out = out
        self._town = town
        self._seed = seed
        self._serial = 0
        self._skills = {row["code"]: facts.split(row["skills"]) for row in facts.rows("need_kinds")}

    def write(self) -> int:
        """Write all of it; returns the number of services."""
        organisations = self._organisations(Dice(self._seed, self._town.code, "organisations"))
        self._social_workers(organisations, Dice(self._seed, self._town.code, "social workers"))
        self._teams(organisations, Dice(self._seed, self._town.code, "teams"))
        services = self._services(organisations, Dice(self._seed, self._town.code, "services"))
        self._projects(organisations, Dice(self._seed, self._town.code, "projects"))
        self._resources(organisations, Dice(self._seed, self._town.code, "resources"))
        return services

    def _organisations(self, dice: Dice) -> list[Organisation]:
        found = []
        for row in facts.rows("city/organisations"):
            found.append(
                self._organisation(
                    self._town.names.fill(row["name"]), row["kind"], row["serves"], row["grade"], dice
                )
            )
        groups = facts.rows("city/groups")
        for i, part in enumerate(dice.shuffled(self._town.land.communities)):
            if dice.chance(_GROUPS_SHARE):
                row = groups[i % len(groups)]
                name = self._town.names.fill(row["name"], community=part.community.short)
                found.append(
                    self._organisation(
                        name, "community_group", row["needs"], "", dice, area=part.community.code
                    )
                )
        return found

    def _organisation(
        self, name: str, kind: str, needs: str, grade: str, dice: Dice, *, area: str = ""
    ) -> Organisation:
        self._serial += 1
        code = f"O{self._town.code}{self._serial:03d}"
        at, grid = self._town.premises(area or self._town.code, dice)
        self._out.node("SocialOrganisation", code=code, name=name, kind=kind, grade=grade, at=at, grid=grid)
        return Organisation(code, name, kind, facts.split(needs))

    def _social_workers(self, organisations: Sequence[Organisation], dice: Dice) -> None:
        names = facts.person_names()
        serial = 0
        for organisation in organisations:
            if organisation.kind not in ("service_agency", "association"):
                continue
            skills = list(dict.fromkeys(skill for need in organisation.needs for skill in self._skills[need]))
            count = dice.whole(3, 5) if organisation.kind == "service_agency" else 1
            for i in range(count):
                serial += 1
                code = f"SW{self._town.code}{serial:04d}"
                self._out.node(
                    "SocialWorker",
                    code=code,
                    name=person_name(names, dice.pick("FFFM"), dice.whole(1972, 2002), dice),
                    phone=mobile(dice),
                    grade=dice.weighted({"assistant": 55, "intermediate": 38, "senior": 7}),
                    capacity=dice.whole(6, 15),
                    organisation=organisation.code,
                )
                own = {skills[(i * 2 + j) % len(skills)] for j in range(dice.whole(2, 4))}
                for skill in sorted(own):
                    self._out.link("SocialWorker", "HAS_SKILL", "Skill", (code, skill))

    def _teams(self, organisations: Sequence[Organisation], dice: Dice) -> None:
        serial = 0
        for row in facts.rows("city/teams"):
            for part in self._town.land.communities if row["reach"] == "community" else (None,):
                serial += 1
                code = f"V{self._town.code}{serial:03d}"
                needs = facts.split(row["needs"])
                self._out.node(
                    "VolunteerTeam",
                    code=code,
                    members=dice.whole(12, 120),
                    name=self._name(row, part),
                    organisation=_best(organisations, needs, dice).code,
                )
                self._out.link(
                    "VolunteerTeam",
                    "SERVES",
                    "Area",
                    (code, part.community.code if part else self._town.code),
                )
                for need in needs:
                    self._out.link("VolunteerTeam", "MEETS", "Need", (code, need))
                for skill in facts.split(row["skills"]):
                    self._out.link("VolunteerTeam", "HAS_SKILL", "Skill", (code, skill))

    def _name(self, row: facts.Row, part: CommunityLand | None) -> str:
        return self._town.names.fill(row["name"], community=part.community.short if part else "")

    def _services(self, organisations: Sequence[Organisation], dice: Dice) -> int:
        subsidies = {row["kind"]: row for row in facts.rows("city/subsidies")}
        serial = 0
        for row in facts.rows("city/services"):
            for part in (None,) if row["reach"] == "subdistrict" else self._town.land.communities:
                if dice.chance(float(row["share"]) / 100):
                    serial += 1
                    code = f"CS{self._town.code}{serial:04d}"
                    capacity = self._service(code, row, part, organisations, dice)
                    if row["kind"] in subsidies:
                        self._subsidy(code, subsidies[row["kind"]], capacity)
        return serial

    def _service(
        self,
        code: str,
        row: facts.Row,
        part: CommunityLand | None,
        organisations: Sequence[Organisation],
        dice: Dice,
    ) -> int:
        """Write a service, where it serves and what it meets. Returns its capacity."""
        capacity = dice.whole(int(row["capacity_min"]), int(row["capacity_max"]))
        full = part is not None and dice.chance(0.1)
        needs = facts.split(row["needs"])
        at, grid = self._town.premises(part.community.code if part else self._town.code, dice)
        self._out.node(
            "CommunityService",
            code=code,
            name=self._name(row, part),
            kind=row["kind"],
            capacity=capacity,
            used=capacity if full else int(capacity * dice.between(0.35, 0.88)),
            hours=row["hours"],
            at=at,
            grid=grid,
            organisation=_best(organisations, needs, dice).code,
        )
        if part and row["reach"] == "grid":
            self._out.link("CommunityService", "SERVES", "Grid", (code, dice.pick(part.grids).code))
        else:
            for area in self._served(row["reach"], part):
                self._out.link("CommunityService", "SERVES", "Area", (code, area))
        for need in needs:
            self._out.link("CommunityService", "MEETS", "Need", (code, need))
        return capacity

    def _served(self, reach: str, part: CommunityLand | None) -> list[str]:
        """The areas a service is open to: `near` means its community and the two next to it."""
        if part is None:
            return [self._town.code]
        if reach == "community":
            return [part.community.code]
        middle = centroid(part.ring)
        ordered = sorted(
            self._town.land.communities, key=lambda other: distance(centroid(other.ring), middle)
        )
        return [other.community.code for other in ordered[:3]]

    def _subsidy(self, service: str, row: facts.Row, capacity: int) -> None:
        code = f"B{service}"
        self._out.node(
            "Subsidy", code=code, name=row["name"], amount=int(row["per_place"]) * capacity, year=2025
        )
        self._out.link("Subsidy", "FUNDS", "CommunityService", (code, service))

    def _projects(self, organisations: Sequence[Organisation], dice: Dice) -> None:
        for serial, row in enumerate(facts.rows("city/projects"), start=1):
            code = f"J{self._town.code}{serial:03d}"
            needs = facts.split(row["needs"])
            starts = date(dice.whole(2024, 2025), dice.whole(1, 12), 1)
            budget = dice.whole(4, 40) * 5_000
            self._out.node(
                "Project",
                code=code,
                name=self._name(row, None),
                starts=starts,
                budget=budget,
                ends=date(starts.year + dice.whole(1, 2), starts.month, 28),
                organisation=_best(organisations, needs, dice).code,
            )
            for need in needs:
                self._out.link("Project", "MEETS", "Need", (code, need))
            if dice.chance(0.6):
                subsidy = f"B{code}"
                name = f"{self._name(row, None)}公益创投资助"
                self._out.node(
                    "Subsidy",
                    code=subsidy,
                    name=name,
                    amount=budget * dice.whole(5, 9) // 10,
                    year=starts.year,
                )
                self._out.link("Subsidy", "FUNDS", "Project", (subsidy, code))

    def _resources(self, organisations: Sequence[Organisation], dice: Dice) -> None:
        for serial, row in enumerate(facts.rows("city/resources"), start=1):
            code = f"CR{self._town.code}{serial:03d}"
            needs = facts.split(row["needs"])
            self._out.node(
                "CharityResource",
                code=code,
                name=self._name(row, None),
                unit=row["unit"],
                amount=dice.whole(int(row["min"]), int(row["max"])),
                organisation=_best(organisations, needs, dice).code,
            )
            for need in needs:
                self._out.link("CharityResource", "MEETS", "Need", (code, need))


def _best(organisations: Sequence[Organisation], needs: Sequence[str], dice: Dice) -> Organisation:
    """One of the organisations that work for most of these needs."""
    by_matches: dict[int, list[Organisation]] = {}
    for organisation in organisations:
        by_matches.setdefault(len(set(needs) & set(organisation.needs)), []).append(organisation)
    return dice.pick(by_matches[max(by_matches)])
