"""Builds the synthetic city: a directory of CSV files that follow the import templates, and `city.json`."""

import os
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from city.areas import write_top
from city.bodies import (
    Competence,
    Unit,
    local_units,
    top_units,
    write_city_road,
    write_departments,
    write_units,
)
from city.crew import work_through
from city.dice import Dice
from city.identity import IdNumbers
from city.manifest import MANIFEST, manifest, write_manifest
from city.organisations import write_top_organisations
from city.people import populate
from city.plan import Plan, Plot, plan_city
from city.proceedings import Proceedings
from city.register import Register, seen_at, write_sources
from city.scale import Scale, scale_named
from city.services import Society
from city.things import Serials, Things
from city.town import Town, raise_town, write_town
from city.trade import write_enterprises, write_shops
from city.workers import Roster, write_party_branches, write_presence
from city.writer import Writer
from graph.schema import SCHEMA
from liandong.errors import DataError

_BEAT = 1_000
"""After how many residents progress is told."""

Progress = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class CityReport:
    """What was built: `counts` is rows by template, in the order in which they load."""

    folder: Path
    scale: str
    seed: int
    residents: int
    counts: Mapping[str, int]


def build_city(
    out: Path,
    *,
    scale: str | Scale,
    seed: int = 1,
    workers: int | None = None,
    progress: Progress | None = None,
) -> CityReport:
    """Build a city in the directory `out`; the same scale and seed give the same bytes.

    The files are written beside `out` and put in its place at the end: a build that is interrupted leaves
    what was there before. A city that is already there is replaced.

    Args:
        scale: a scale, or the name of a declared one; `demo` is one subdistrict with 5,000 residents.
        workers: how many processes build subdistricts; one for each core by default.
        progress: told the part at work and how many more of it are done.

    Raises:
        DataError: no such scale; too few residents; `out` exists and is not a city; or it cannot be written.
    """
    wanted = scale_named(scale) if isinstance(scale, str) else scale
    plan = plan_city(wanted, seed)
    out = out.resolve()
    try:
        _refuse_foreign(out)
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{out.name}.", dir=out.parent) as work:
            fresh = Path(work) / "new"
            fresh.mkdir()
            job = _Job(wanted, seed, Path(work), top_units([plot.subdistrict for plot in plan.plots], seed))
            counts = _write(fresh, plan, job, workers or cores(), progress or (lambda _part, _done: None))
            write_manifest(fresh, wanted, seed, counts)
            _swap(fresh, out, aside=Path(work) / "old")
    except OSError as error:
        raise DataError(
            f"The city cannot be written to {out}: {error}", hint="Choose another --out."
        ) from error
    return CityReport(out, wanted.name, seed, wanted.residents, counts)


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


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


@dataclass(frozen=True, slots=True)
class _Job:
    """What is the same for all subdistricts. `work` is the folder that parts are written in."""

    scale: Scale
    seed: int
    work: Path
    top: Sequence[Unit]


def _write(folder: Path, plan: Plan, job: _Job, workers: int, progress: Progress) -> Mapping[str, int]:
    """Write what is above the subdistricts, then these, each in a part of its own that is put behind."""
    with Writer(folder) as out:
        subdistricts = [plot.subdistrict for plot in plan.plots]
        write_top(out, plan)
        write_departments(out, subdistricts)
        write_sources(out)
        write_top_organisations(out, subdistricts)
        write_units(out, job.top, households={})
    total = dict(out.counts)
    parts = work_through(plan.plots, partial(_build_part, job), workers=workers, tell=progress)
    with closing(parts):
        for part, counts in parts:
            for name, count in counts.items():
                _put_behind(part / f"{name}.csv", folder, name)
                total[name] = total.get(name, 0) + count
            shutil.rmtree(part)
    return {name: total[name] for name in SCHEMA.templates if name in total}


def _put_behind(part: Path, folder: Path, name: str) -> None:
    """Add the rows of a part to a file of the city, which is begun if it is the first."""
    whole = folder / f"{name}.csv"
    begun = whole.exists()
    with part.open("rb") as source, whole.open("ab") as target:
        if not begun:
            target.write((",".join(SCHEMA.templates[name].columns) + "\n").encode())
        shutil.copyfileobj(source, target, 1 << 20)
    part.unlink()


def _build_part(job: _Job, plot: Plot, tell: Progress) -> tuple[Path, Mapping[str, int]]:
    """Build one subdistrict in a folder of its own; returns it with the rows of each file."""
    folder = job.work / plot.subdistrict.code
    folder.mkdir()
    with Writer(folder, header=False) as out:
        town = raise_town(plot, job.scale, job.seed)
        write_town(out, town, job.seed, alone=plot.border is None)
        tell("grids", len(town.land.grids))
        _write_subdistrict(out, town, job, plot, tell)
    return folder, out.counts


def _write_subdistrict(out: Writer, town: Town, job: _Job, plot: Plot, tell: Progress) -> None:
    seed = job.seed
    units = local_units(town, seed, job.top)
    competence = Competence([*units, *job.top], town)
    register = Register(out, town.code, Dice(seed, town.code, "register"))

    households: dict[str, int] = {}
    waiting = 0
    for code, community, members, residence in populate(out, town, plot.residents, seed, IdNumbers(plot.ids)):
        households[community] = households.get(community, 0) + 1
        register.household(code, members, residence)
        waiting += len(members)
        if waiting >= _BEAT:
            tell("residents", waiting)
            waiting = 0
    tell("residents", waiting)

    write_units(out, units, households=households)
    write_city_road(out, town, job.top)
    leads = Roster(out, town, seed).write(competence)
    write_party_branches(out, town, seed)
    write_presence(out, town, competence)
    Things(out, town, competence, Serials(plot.serials), seed).write(plot.components)
    tell("components", plot.components)
    write_shops(out, town, plot.shops, seed)
    write_enterprises(out, town, plot.enterprises, register, seed)
    _write_address_records(out, town, register, Dice(seed, town.code, "addresses"))
    tell("services", Society(out, town, register.census, seed).write())
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
