"""Builds the synthetic city: a directory of CSV files that follow the import templates, and `city.json`."""

import json
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from city import facts
from city.bodies import (
    Competence,
    Unit,
    local_units,
    top_units,
    write_city_road,
    write_departments,
    write_units,
)
from city.dice import Dice, apportion
from city.organisations import write_top_organisations
from city.people import IdNumbers, populate
from city.proceedings import Proceedings
from city.register import Register, seen_at, write_sources
from city.scale import AS_OF, Scale, scale_named
from city.services import Society, write_skills
from city.territory import write_top
from city.things import Serials, Things
from city.town import Town, raise_town, write_town
from city.trade import write_enterprises, write_shops
from city.workers import Roster, write_party_branches, write_presence
from city.writer import Writer
from graph.schema import SCHEMA
from liandong.errors import DataError

FORMAT = 1
"""The version of `city.json`."""
MANIFEST = "city.json"

_BEAT = 1_000
"""After how many residents progress is told."""

Progress = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class CityReport:
    """What was built: `counts` is rows by template, in the order in which they load."""

    folder: Path
    scale: str
    seed: int
    counts: Mapping[str, int]


def build_city(out: Path, *, scale: str, seed: int = 1, progress: Progress | None = None) -> CityReport:
    """Build a city in the directory `out`; the same scale and seed give the same bytes.

    The files are written beside `out` and put in its place at the end: a build that is interrupted leaves
    what was there before. A city that is already there is replaced.

    Args:
        scale: the name of a declared scale; `demo` is one subdistrict with 5,000 residents.
        progress: told the part at work and how many more of it are done.

    Raises:
        DataError: no such scale; `out` exists and is not a city; or it cannot be written.
    """
    wanted = scale_named(scale)
    out = out.resolve()
    try:
        _refuse_foreign(out)
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{out.name}.", dir=out.parent) as work:
            fresh = Path(work) / "new"
            fresh.mkdir()
            counts = _write(fresh, wanted, seed, progress or (lambda _part, _done: None))
            _swap(fresh, out, aside=Path(work) / "old")
    except OSError as error:
        raise DataError(
            f"The city cannot be written to {out}: {error}", hint="Choose another --out."
        ) from error
    return CityReport(out, wanted.name, seed, counts)


def manifest(folder: Path) -> Mapping[str, object] | None:
    """What `city.json` says, or None if the folder is not a city."""
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, ValueError):
        return None
    return found if isinstance(found, dict) and "format" in found and "scale" in found else None


def _refuse_foreign(out: Path) -> None:
    """Raise DataError if something at `out` is not a city, or is more than one: it would be lost."""
    if not out.exists() or (out.is_dir() and not any(out.iterdir())):
        return
    hint = "Choose another --out, or remove it."
    if not out.is_dir() or manifest(out) is None:
        raise DataError(f"{out} exists and is not a city built by this program.", hint=hint)
    own = {MANIFEST, "rejects.csv", *(f"{name}.csv" for name in SCHEMA.templates)}
    if foreign := sorted(path.name for path in out.iterdir() if path.name not in own):
        raise DataError(f"{out} also holds {', '.join(foreign[:3])}, which is not part of a city.", hint=hint)


def _swap(fresh: Path, out: Path, *, aside: Path) -> None:
    """Put the new directory in the place of the old one, or leave the old one there."""
    if not out.exists():
        fresh.rename(out)
        return
    out.rename(aside)
    try:
        fresh.rename(out)
    except BaseException:
        aside.rename(out)
        raise


def _write(folder: Path, scale: Scale, seed: int, progress: Progress) -> Mapping[str, int]:
    with Writer(folder) as out:
        _write_city(out, scale, seed, progress)
    counts = out.counts
    text = {
        "format": FORMAT,
        "scale": scale.name,
        "seed": seed,
        "as_of": AS_OF.isoformat(),
        "files": counts,
        "schema": {
            "nodes": [name for name in counts if SCHEMA.templates[name].node],
            "relationships": [name for name in counts if SCHEMA.templates[name].rel],
        },
    }
    (folder / MANIFEST).write_text(
        json.dumps(text, ensure_ascii=False, indent=2) + "\n", encoding="utf-8", newline="\n"
    )
    return counts


def _write_city(out: Writer, scale: Scale, seed: int, progress: Progress) -> None:
    subdistricts = [facts.subdistrict(code) for code in scale.subdistricts]
    write_top(out, subdistricts)
    write_departments(out, subdistricts)
    write_sources(out)
    write_skills(out)
    write_top_organisations(out, subdistricts)
    top = top_units(subdistricts, seed)
    write_units(out, top, households={})
    ids, serials = IdNumbers(), Serials()
    shares = zip(*(apportion(total, [1.0] * len(subdistricts)) for total in _totals(scale)), strict=True)
    for subdistrict, share in zip(subdistricts, shares, strict=True):
        town = raise_town(subdistrict, scale, seed)
        write_town(out, town, seed)
        progress(f"{town.names.subdistrict} grids", len(town.land.grids))
        _write_subdistrict(out, town, top, share, seed=seed, ids=ids, serials=serials, progress=progress)


def _totals(scale: Scale) -> tuple[int, int, int, int]:
    return scale.residents, scale.components, scale.shops, scale.enterprises


def _write_subdistrict(
    out: Writer,
    town: Town,
    top: list[Unit],
    share: tuple[int, ...],
    *,
    seed: int,
    ids: IdNumbers,
    serials: Serials,
    progress: Progress,
) -> None:
    residents, components, shops, enterprises = share
    units = local_units(town, seed, top)
    competence = Competence([*units, *top], town)
    register = Register(out, Dice(seed, town.code, "register"))
    part = town.names.subdistrict

    households: dict[str, int] = {}
    waiting = 0
    for code, community, members, residence in populate(out, town, residents, seed, ids):
        households[community] = households.get(community, 0) + 1
        register.household(code, members, residence)
        waiting += len(members)
        if waiting >= _BEAT:
            progress(f"{part} residents", waiting)
            waiting = 0
    progress(f"{part} residents", waiting)

    write_units(out, units, households=households)
    write_city_road(out, town, top)
    leads = Roster(out, town, seed).write(competence)
    write_party_branches(out, town, seed)
    write_presence(out, town, competence)
    Things(out, town, competence, serials, seed).write(components)
    progress(f"{part} components", components)
    write_shops(out, town, shops, seed)
    write_enterprises(out, town, enterprises, register, seed)
    _write_address_records(out, town, register, Dice(seed, town.code, "addresses"))
    services = Society(out, town, register.census, seed).write()
    progress(f"{part} services", services)
    Proceedings(out, town, register.census, competence, seed).write(leads)


def _write_address_records(out: Writer, town: Town, register: Register, dice: Dice) -> None:
    """Write which door numbers are in the register of standard addresses."""
    for door in town.doors:
        if dice.chance(0.9):
            out.link(
                "Address",
                "FROM",
                "Source",
                (door.code, "zg-addresses"),
                record=register.record("zg-addresses"),
                seen_at=seen_at(dice),
            )
