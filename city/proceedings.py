"""The registers of a subdistrict: mediations, assessments of social risk, residents' proposals, patrols.

The texts (`data/city/register_entries.csv`) say what a matter is about and name nobody. Of the mediations
that came to an end at most one in a hundred failed, and no decision was taken before its assessment.
"""

from collections.abc import Mapping
from datetime import date, timedelta

from city import facts
from city.bodies import Competence
from city.census import Census
from city.dice import Dice
from city.scale import AS_OF
from city.territory import CommunityLand
from city.town import Town
from city.writer import Value, Writer

_MEDIATIONS_PER_RESIDENT = 6 / 1_000
_LEAST_MEDIATIONS = 6
_FAILS_ONE_IN = 118
"""Of so many mediations that came to an end one failed: the same share in a town as in the city."""
_FIRST_FAILURE = 90
_OPEN_DAYS = 20
"""How long a mediation takes at most."""
_PATROL_DAYS = 7
_PATROLLED = 0.6
"""The share of base grids in which a patrol is on record on a day."""
_STAGES: Mapping[str, float] = {
    "proposed": 14,
    "discussing": 16,
    "rejected": 6,
    "decided": 12,
    "executing": 18,
    "done": 14,
    "overseen": 20,
}
_VOTED = ("rejected", "decided", "executing", "done", "overseen")


class Proceedings:
    """Writes the registers of one subdistrict."""

    def __init__(self, out: Writer, town: Town, census: Census, competence: Competence, seed: int) -> None:
        self._out = out
        self._town = town
        self._census = census
        self._competence = competence
        self._seed = seed
        self._weighted = {
            (register, village): _weighted(register, village=village)
            for register in ("mediation", "proposal", "risk")
            for village in (False, True)
        }
        self._failure = Dice(seed, town.code, "failure").whole(_FIRST_FAILURE, _FAILS_ONE_IN)

    def write(self, leads: Mapping[str, str]) -> None:
        """Write all registers; `leads` is the lead grid worker of each base grid."""
        ended = 0
        for part in self._town.land.communities:
            dice = Dice(self._seed, part.community.code, "proceedings")
            ended = self._mediations(part, ended, dice)
            self._proposals(part, dice)
        self._assessments(Dice(self._seed, self._town.code, "risk"))
        self._patrols(leads, Dice(self._seed, self._town.code, "patrols"))

    def _subject(self, register: str, dice: Dice, part: CommunityLand | None = None) -> tuple[str, str]:
        """(kind, subject) of an entry."""
        rows, weights = self._weighted[register, bool(part and part.community.sort == "village")]
        row = rows[dice.weighted(weights)]
        place = part.community.name if part else ""
        return row["kind"], self._town.names.fill(row["subject"], place=place)

    def _mediations(self, part: CommunityLand, ended: int, dice: Dice) -> int:
        """Write a community's mediations; `ended` counts those of the subdistrict that came to an end."""
        code = part.community.code
        committee = self._competence.unit("residents_committee", part.grids[0].code)
        station = self._competence.unit("justice", part.grids[0].code)
        count = max(_LEAST_MEDIATIONS, round(self._census.residents[code] * _MEDIATIONS_PER_RESIDENT))
        for serial in range(1, count + 1):
            kind, subject = self._subject("mediation", dice, part)
            came = AS_OF - timedelta(days=dice.whole(1, 365))
            closed = came + timedelta(days=dice.whole(1, _OPEN_DAYS))
            ended += closed < AS_OF
            failed = (ended - self._failure) % _FAILS_ONE_IN == 0
            self._out.node(
                "Mediation",
                code=f"M{code}{serial:04d}",
                subject=subject,
                kind=kind,
                created_at=_moment(came, dice),
                area=code,
                unit=station if dice.chance(0.2) else committee,
                **_outcome(closed, failed=failed, dice=dice),
            )
        return ended

    def _proposals(self, part: CommunityLand, dice: Dice) -> None:
        code = part.community.code
        voters = max(12, self._census.residents[code] // 4)
        for serial in range(1, dice.whole(1, 4) + 1):
            kind, subject = self._subject("proposal", dice, part)
            came = AS_OF - timedelta(days=dice.whole(120, 500))
            self._out.node(
                "Proposal",
                code=f"PR{code}{serial:02d}",
                subject=subject,
                kind=kind,
                created_at=_moment(came, dice),
                area=code,
                unit=self._competence.unit("residents_committee", part.grids[0].code),
                **_stage(came, voters, dice),
            )

    def _assessments(self, dice: Dice) -> None:
        code = self._town.code
        unit = self._competence.unit("political_legal", next(iter(self._town.land.grids)))
        for serial in range(1, dice.whole(4, 9) + 1):
            kind, subject = self._subject("risk", dice)
            came = AS_OF - timedelta(days=dice.whole(5, 700))
            self._out.node(
                "RiskAssessment",
                code=f"RA{code}{serial:03d}",
                subject=subject,
                kind=kind,
                created_at=_moment(came, dice),
                area=code,
                unit=unit,
                **_assessed(came, dice),
            )

    def _patrols(self, leads: Mapping[str, str], dice: Dice) -> None:
        serial = 0
        for back in range(_PATROL_DAYS, 0, -1):
            day = AS_OF - timedelta(days=back)
            for grid, worker in leads.items():
                if dice.chance(_PATROLLED):
                    serial += 1
                    self._out.node(
                        "Patrol",
                        code=f"PA{self._town.code}{serial:05d}",
                        minutes=dice.whole(25, 120),
                        findings=int(4 * dice.unit() * dice.unit()),
                        created_at=_moment(day, dice),
                        grid=grid,
                        worker=worker,
                    )


def _weighted(register: str, *, village: bool) -> tuple[list[facts.Row], Mapping[int, float]]:
    """The entries of a register that suit a village or a community in town, and the weight of each."""
    rows = [
        row
        for row in facts.rows("city/register_entries")
        if row["register"] == register and row["of"] in ("", "village" if village else "town")
    ]
    return rows, {i: float(row["weight"]) for i, row in enumerate(rows)}


def _outcome(closed: date, *, failed: bool, dice: Dice) -> dict[str, Value]:
    """How a mediation that is closed on a day stands today."""
    if closed >= AS_OF:
        return {"state": "under_way"}
    if failed:
        return {"state": "failed", "closed_on": closed}
    agreement = dice.weighted({"oral": 45, "written": 50, "court_confirmed": 5})
    return {"state": "agreed", "closed_on": closed, "agreement": agreement}


def _stage(came: date, voters: int, dice: Dice) -> dict[str, Value]:
    """The state of a proposal and what is on record by then."""
    state = dice.weighted(_STAGES)
    found: dict[str, Value] = {"state": state}
    if state not in _VOTED:
        return found
    cast = dice.whole(voters // 2, voters)
    against = int(cast * (dice.between(0.52, 0.8) if state == "rejected" else dice.between(0.02, 0.3)))
    decided = came + timedelta(days=dice.whole(10, 40))
    found |= {"votes_for": cast - against, "votes_against": against, "decided_on": decided}
    if state != "rejected":
        found["budget"] = dice.whole(1, 60) * 1_000
    if state in ("done", "overseen"):
        done = decided + timedelta(days=dice.whole(10, 50))
        found["done_on"] = done
        if state == "overseen":
            found |= {
                "overseen_on": done + timedelta(days=dice.whole(5, 25)),
                "satisfaction": dice.whole(86, 100),
            }
    return found


def _assessed(came: date, dice: Dice) -> dict[str, Value]:
    """How far an assessment is; a decision comes after it."""
    assessed = came + timedelta(days=dice.whole(10, 45))
    if assessed >= AS_OF:
        return {"state": "assessing"}
    level = dice.weighted({"low": 78, "medium": 18, "high": 4})
    result = {"low": "go", "medium": "go_with_measures", "high": dice.pick(("postpone", "stop"))}[level]
    found: dict[str, Value] = {"level": level, "result": result, "assessed_on": assessed}
    decided = assessed + timedelta(days=dice.whole(3, 30))
    if decided >= AS_OF:
        return {**found, "state": "assessed"}
    return {**found, "state": "decided", "decided_on": decided}


def _moment(day: date, dice: Dice) -> str:
    """An hour of the day's work, in the city's time zone."""
    return f"{day.isoformat()}T{dice.whole(8, 17):02d}:{dice.whole(0, 59):02d}:00+08:00"
