"""Projects of the social organisations, and what donors offer."""

from collections.abc import Sequence
from datetime import date

from city import facts
from city.dice import Dice
from city.organisations import Organisation, best
from city.town import Town
from city.writer import Writer


def write_projects(out: Writer, town: Town, organisations: Sequence[Organisation], dice: Dice) -> None:
    """Write the projects with their budgets, and the grants that most of them have."""
    for serial, row in enumerate(facts.rows("city/projects"), start=1):
        code = f"J{town.code}{serial:03d}"
        needs = facts.split(row["needs"])
        name = town.names.fill(row["name"])
        starts = date(dice.whole(2024, 2025), dice.whole(1, 12), 1)
        budget = dice.whole(4, 40) * 5_000
        out.node(
            "Project",
            code=code,
            name=name,
            starts=starts,
            budget=budget,
            ends=date(starts.year + dice.whole(1, 2), starts.month, 28),
            organisation=best(organisations, needs, dice).code,
        )
        for need in needs:
            out.link("Project", "MEETS", "Need", (code, need))
        if dice.chance(0.6):
            grant = budget * dice.whole(5, 9) // 10
            out.node("Subsidy", code=f"B{code}", name=f"{name}公益创投资助", amount=grant, year=starts.year)
            out.link("Subsidy", "FUNDS", "Project", (f"B{code}", code))


def write_resources(out: Writer, town: Town, organisations: Sequence[Organisation], dice: Dice) -> None:
    """Write the goods, money and rooms on offer, most of them from foundations."""
    for serial, row in enumerate(facts.rows("city/resources"), start=1):
        code = f"CR{town.code}{serial:03d}"
        needs = facts.split(row["needs"])
        out.node(
            "CharityResource",
            code=code,
            name=town.names.fill(row["name"]),
            unit=row["unit"],
            amount=dice.whole(int(row["min"]), int(row["max"])),
            organisation=best(organisations, needs, dice).code,
        )
        for need in needs:
            out.link("CharityResource", "MEETS", "Need", (code, need))
