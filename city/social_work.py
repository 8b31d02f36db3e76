"""Social workers of the agencies and associations, and the volunteer teams."""

from collections.abc import Mapping, Sequence

from city import facts
from city.census import Census
from city.dice import Dice, apportion
from city.organisations import Organisation, best
from city.people import mobile, person_name
from city.town import Town
from city.writer import Writer

_LEAST = {"service_agency": 2, "association": 1}
"""How many social workers each organisation of a kind has in a subdistrict, however few people live there."""
_WORKERS_PER_RESIDENT = 3 / 1_000
_VOLUNTEERS_PER_RESIDENT = 1 / 10


def write_social_workers(
    out: Writer, town: Town, organisations: Sequence[Organisation], census: Census, dice: Dice
) -> None:
    """Write the social workers, with two to four of the skills that their organisation's needs take."""
    names = facts.person_names()
    by_need = _skills()
    serial = 0
    for organisation, count in _staff(organisations, census):
        skills = list(dict.fromkeys(skill for need in organisation.needs for skill in by_need[need]))
        for i in range(count):
            serial += 1
            code = f"SW{town.code}{serial:04d}"
            out.node(
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
                out.link("SocialWorker", "HAS_SKILL", "Skill", (code, skill))


def _staff(organisations: Sequence[Organisation], census: Census) -> list[tuple[Organisation, int]]:
    employers = [o for o in organisations if o.kind in _LEAST]
    least = [_LEAST[o.kind] for o in employers]
    wanted = round(census.residents.total() * _WORKERS_PER_RESIDENT)
    more = apportion(max(0, wanted - sum(least)), [float(n) for n in least])
    return [(o, a + b) for o, a, b in zip(employers, least, more, strict=True)]


def _skills() -> Mapping[str, tuple[str, ...]]:
    """The skills that meeting each need takes."""
    return {row["code"]: facts.split(row["skills"]) for row in facts.rows("need_kinds")}


def write_teams(
    out: Writer, town: Town, organisations: Sequence[Organisation], census: Census, dice: Dice
) -> None:
    """Write the volunteer teams; together they have a tenth of the residents as members."""
    teams = [
        (row, part)
        for row in facts.rows("city/teams")
        for part in (town.land.communities if row["reach"] == "community" else (None,))
    ]
    weights = [dice.between(0.5, 1.5) for _ in teams]
    total = round(census.residents.total() * _VOLUNTEERS_PER_RESIDENT)
    sizes = apportion(total, weights, least=min(3, total // len(teams)))
    for serial, ((row, part), members) in enumerate(zip(teams, sizes, strict=True), start=1):
        code = f"V{town.code}{serial:03d}"
        needs = facts.split(row["needs"])
        place = part.community if part else None
        out.node(
            "VolunteerTeam",
            code=code,
            members=members,
            name=town.names.fill(
                row["name"], community=place.short if place else "", place=place.name if place else ""
            ),
            organisation=best(organisations, needs, dice).code,
        )
        out.link("VolunteerTeam", "SERVES", "Area", (code, place.code if place else town.code))
        for need in needs:
            out.link("VolunteerTeam", "MEETS", "Need", (code, need))
        for skill in facts.split(row["skills"]):
            out.link("VolunteerTeam", "HAS_SKILL", "Skill", (code, skill))
