"""What a grid that is no estate is drawn around: a school or clinic, a market or an office building."""

from city import facts
from city.dice import Dice
from city.housing import somewhere
from city.territory import Territory
from city.writer import Writer


def write_landmarks(out: Writer, land: Territory, seed: int) -> None:
    """Write one building with a name and an address in every grid of institutions and of business."""
    dice = Dice(seed, land.subdistrict.code, "landmarks")
    kinds: dict[str, list[tuple[str, str]]] = {}
    for row in facts.rows("city/landmarks"):
        kinds.setdefault(row["kind"], []).extend((row["use"], name) for name in facts.split(row["names"]))
    for part in land.communities:
        order = {kind: dice.shuffled(choices) for kind, choices in kinds.items()}
        for number, grid in enumerate((grid for grid in part.grids if grid.kind in kinds), start=1):
            choices = order[grid.kind]
            use, pattern = choices[number % len(choices)]
            name = land.subdistrict.names.fill(pattern, community=part.community.short)
            if number > len(choices):
                name = f"{name}{number // len(choices)}分部"
            code = f"{part.community.code}M{number:02d}"
            at = land.frame.degrees(somewhere(grid, dice))
            out.node(
                "Building",
                code=code,
                name=name,
                floors=dice.whole(2, 6) if use != "office" else dice.whole(6, 22),
                built=dice.whole(1978, 2020),
                use=use,
                at=at,
                grid=grid.code,
            )
            out.node("Address", code=f"{code}-1", name=name, at=at, building=code, grid=grid.code)
