"""From a city's folder and the catalogue to a folder that `neo4j-admin database import` takes."""

import multiprocessing
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path

from graph.export.files import write_import
from graph.export.keys import Known, repeated, shadowed, written_keys
from graph.export.part import Ground, Part, Task, write_part
from graph.export.plan import Group, own_sources, waves
from graph.knowledge import knowledge_rows
from graph.load.files import check_header, find_sources
from graph.load.loader import LoadReport, Progress, Rejects
from graph.schema import SCHEMA
from graph.vault import Vault
from liandong.catalogue import Catalogue
from liandong.errors import DataError, LiandongError

Map = Callable[[Callable[[Task], Part], Iterable[Task]], Iterator[Part]]


def export_city(
    folder: Path,
    out: Path,
    *,
    catalogue: Catalogue,
    datasets: Mapping[str, str],
    at: datetime,
    vault: Callable[[], Vault],
    workers: int = 1,
    progress: Progress | None = None,
) -> LoadReport:
    """Write a city with the catalogue as CSV files for the offline importer.

    What comes out is what loading both into an empty graph would make of them: values converted and sealed
    in the same way, and rows that do not fit in `out/rejects.csv`, with the same reasons. `out` appears when
    it is complete.

    Args:
        out: a folder that is not there yet, or is empty.
        datasets: codes and versions of what is recorded as loaded.
        at: when, with a zone.
        vault: opens the vault, in every process anew.
        workers: how many processes convert; 1 uses this one. Each holds a span of a file at a time.

    Raises:
        DataError: `out` holds something; or a file is broken or of no template.
    """
    sources = find_sources(folder)
    for source in sources:
        check_header(source)
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise DataError(f"{out} is not empty 目录非空", hint="Choose another --out, or remove it.")
    out = out.resolve()
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{out.name}.", dir=out.parent) as kept:
        ground = Ground(Path(kept) / "out", Path(kept) / "work", vault)
        ground.out.mkdir()
        ground.work.mkdir()
        records = [{"code": c, "version": v, "loaded_at": at.isoformat()} for c, v in datasets.items()]
        own = own_sources([*knowledge_rows(catalogue), ("Dataset", records)], ground.work / "own")
        with _mapper(workers) as run:
            parts = list(_parts(ground, waves(sources, own), run, progress))
        write_import(ground.out, parts)
        report = _report(ground, parts)
        if out.exists():
            out.rmdir()
        ground.out.rename(out)
    report.rejects_file = out / "rejects.csv" if sum(report.rejected.values()) else None
    return report


@contextmanager
def _mapper(workers: int) -> Iterator[Map]:
    if workers == 1:
        yield map
        return
    # Spawned, not forked: a fork of a process with threads may hang.
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as pool:
        try:
            yield pool.map
        except BrokenProcessPool as error:
            raise LiandongError(
                "A process of the export ended before its work was done 导出进程意外终止",
                hint="Was there memory for it? Try fewer --workers.",
            ) from error


def _parts(
    ground: Ground, plan: Iterable[list[Group]], run: Map, progress: Progress | None
) -> Iterator[Part]:
    """Do every wave; once more those parts that repeat keys of others, then the program's own that do."""
    known = Known(ground.work)
    write = partial(write_part, ground)
    for wave in plan:
        done: dict[Path, Part] = {}
        for part in run(write, [task for group in wave for task in group.tasks]):
            done[ground.keys(part.task)] = part
            if progress:
                progress(part.task.template.name, part.rows)
        for find in (repeated, shadowed):
            lines = [item for group in wave for item in find(*_keys(ground, group)).items()]
            for part in run(write, [replace(done[path].task, repeated=found) for path, found in lines]):
                done[ground.keys(part.task)] = part
        for group in wave:
            if group.name in SCHEMA.nodes:
                known.put(group.name, written_keys(ground.keys(task) for task in group.tasks))
        yield from done.values()


def _keys(ground: Ground, group: Group) -> tuple[list[Path], list[Path]]:
    """The keys of the city's parts of a group, and of the program's own."""
    city, own = ([ground.keys(task) for task in group.tasks if task.own is kind] for kind in (False, True))
    return city, own


def _report(ground: Ground, parts: Iterable[Part]) -> LoadReport:
    """The counts by template, and one rejects file of those of all parts.

    Raises:
        ValueError: a row of the program's own does not fit.
    """
    report = LoadReport()
    with Rejects(ground.out / "rejects.csv") as book:
        for part in parts:
            name = part.task.template.name
            if part.task.own and part.rejected:
                raise ValueError(f"rows of {name} do not fit")
            report.rows[name] += part.rows
            report.loaded[name] += part.loaded
            report.rejected[name] += part.rejected
            book.copy(ground.rejects(part.task))
    return report
