"""Intake: what was said becomes a reading and a plan, and both are kept as a report and a work order."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dispatch.parts import part_json
from dispatch.plan import Plan
from dispatch.router import Request, Router
from dispatch.social import ToldNeed
from dispatch.territory import Territory
from graph.queries import Queries
from graph.store import Store
from liandong.codes import is_component_code
from liandong.errors import NotFoundError
from nlp.reader import Reader
from nlp.readings import Place, Reading

_POSITION = re.compile(r"\s*(-?\d+(?:\.\d+)?)\s*[,，]\s*(-?\d+(?:\.\d+)?)\s*")
_UNFIT = re.compile(r"[^\w.:-]+")
_MAX_CODE = 80


@dataclass(frozen=True, slots=True)
class Incoming:
    """A report as it arrives. `at`: what the sender knows of the place: a code, `LON,LAT`, or words."""

    source: str
    record: str
    text: str
    received: datetime
    at: str | None = None

    @property
    def code(self) -> str:
        """The report's code: the same source and record always make the same one."""
        code = _UNFIT.sub("_", f"{self.source}-{self.record}")
        if len(code) <= _MAX_CODE and code == f"{self.source}-{self.record}":
            return code
        digest = hashlib.sha256(f"{self.source}\0{self.record}".encode()).hexdigest()[:16]
        return f"{code[: _MAX_CODE - 17]}-{digest}"


@dataclass(frozen=True, slots=True)
class Handled:
    """A report read and planned. `names` are the places that were named or found."""

    incoming: Incoming
    reading: Reading
    place: str | None
    component: str | None
    names: tuple[str, ...]
    plan: Plan

    def to_json(self, territory: Territory) -> dict[str, Any]:
        """The answer that is printed and served."""
        found = self.reading.classification
        grid = self.place if self.place and territory.is_grid(self.place) else None
        return {
            "report": {"id": self.incoming.code, "text": self.reading.text_masked},
            "classification": {
                "level": found.level,
                "code": found.code,
                "name": found.name,
                "confidence": round(found.confidence, 4),
                "candidates": [
                    {"code": c.code, "name": c.name, "confidence": round(c.confidence, 4)}
                    for c in found.candidates
                ],
            },
            "place": {
                "grid": grid,
                "area": self.place if self.place and not grid else None,
                "name": territory.name(self.place) if self.place else None,
                "component": self.component,
                "names": list(self.names),
            },
            "parts": [
                part_json(part, whole=self.reading.place, said=self.place, territory=territory)
                for part in self.reading.parts
            ],
            "plan": self.plan.to_json(),
        }


@dataclass(frozen=True, slots=True)
class Read:
    """A report read but not planned. `said` is where it is, by its sender or else by its text."""

    incoming: Incoming
    reading: Reading
    said: Place


class Desk:
    """Reads and plans reports. One per process: it holds the reader and the territory."""

    def __init__(
        self, store: Store, queries: Queries, *, reader: Reader, router: Router, territory: Territory
    ) -> None:
        self._store = store
        self._queries = queries
        self._reader = reader
        self._router = router
        self.territory = territory

    def check_place(self, at: str) -> str:
        """Make sure of a place that is given by code or position.

        Returns:
            The code of a grid, an area or a component.

        Raises:
            NotFoundError: no such grid, area or component, or a position outside the city.
            DataError: two numbers that are no position.
        """
        position = _POSITION.fullmatch(at)
        if position:
            grid = self.territory.locate(float(position[1]), float(position[2]))
            if grid is None:
                raise NotFoundError(f"{at} is outside every grid 该位置不在任何网格内")
            return grid
        if at in self.territory or at in self._grids_of([at]):
            return at
        raise NotFoundError(
            f"{at!r} is no grid, area, component or LON,LAT of this city 没有这个网格、区域、部件或坐标",
            hint="`liandong query places.names` lists what places are called.",
        )

    def handle(self, reports: Sequence[Incoming]) -> list[Handled]:
        """Read and plan a batch; the order is kept. Nothing is stored."""
        return self.plan(self.read(reports))

    def read(self, reports: Sequence[Incoming]) -> list[Read]:
        """Read a batch; the order is kept. It asks nothing of the database."""
        readings = list(self._reader.pipe(report.text for report in reports))
        told = self._told([report.at for report in reports])
        return [
            Read(report, reading, at if at else reading.place)
            for report, reading, at in zip(reports, readings, told, strict=True)
        ]

    def plan(self, batch: Sequence[Read]) -> list[Handled]:
        """Plan what was read; the order is kept. Nothing is stored."""
        grids = self._grids_of({read.said.component for read in batch if read.said.component})
        requests = [self._request(read, grids) for read in batch]
        plans = self._router.plan_all(requests) if requests else []
        return [
            Handled(read.incoming, read.reading, request.place, request.component, read.said.names, plan)
            for read, request, plan in zip(batch, requests, plans, strict=True)
        ]

    def _request(self, read: Read, grids: Mapping[str, str]) -> Request:
        """What is asked of the router; `grids` is where the components are that the graph knows."""
        component = read.said.component if read.said.component in grids else None
        place, doubts, notes = self._place(read.said, grids.get(component or ""))
        issue, unsure = _issue(read.reading)
        return Request(
            issue=issue,
            place=place,
            component=component,
            received=read.incoming.received,
            in_area=place is not None and not self.territory.is_grid(place),
            urgency=read.reading.urgency,
            doubts=(*unsure, *doubts),
            notes=(*notes, *_notes(read.reading)),
            needs=tuple(
                ToldNeed(found.need, tuple(word.text for word in found.words)) for found in read.reading.needs
            ),
        )

    def _grids_of(self, components: Iterable[str]) -> dict[str, str]:
        codes = sorted(code for code in components if is_component_code(code))
        if not codes:
            return {}
        rows = self._store.rows(self._queries["places.component_grid"], components=codes)
        return {row.component: row.grid for row in rows}

    def _told(self, ats: Sequence[str | None]) -> list[Place | None]:
        """The places that senders gave: by code or position, else by words, which are read; None for none."""
        words: list[int] = []
        places: list[Place | None] = []
        for i, at in enumerate(ats):
            places.append(self._coded(at) if at else None)
            if at and places[i] is None:
                words.append(i)
        for i, reading in zip(words, self._reader.pipe(ats[i] or "" for i in words), strict=True):
            places[i] = reading.place if reading.place.status != "unknown" else None
        return places

    def _coded(self, at: str) -> Place | None:
        if position := _POSITION.fullmatch(at):
            lon, lat = float(position[1]), float(position[2])
            inside = abs(lon) <= 180 and abs(lat) <= 90
            grid = self.territory.locate(lon, lat) if inside else None
            return Place(grid=grid, names=(at,), status="grid" if grid else "unknown")
        if at in self.territory:
            grid = at if self.territory.is_grid(at) else None
            name = (self.territory.name(at),)
            return Place(grid=grid, area=None if grid else at, names=name, status="grid" if grid else "area")
        return Place(component=at, names=(at,), status="unknown") if is_component_code(at) else None

    def _place(
        self, said: Place, component_grid: str | None
    ) -> tuple[str | None, tuple[str, ...], tuple[str, ...]]:
        """(place, doubts, notes) of a place as it was said or given."""
        if component_grid:
            return component_grid, (), ()
        if said.grid or said.area:
            return said.grid or said.area, (), ()
        if not said.candidates:
            return (
                None,
                ("未识别出地点",) if not said.names else (f"“{'、'.join(said.names)}”不足以确定地点",),
                (),
            )
        common = self.territory.common(said.candidates)
        where = f"“{'、'.join(said.names)}”涉及{len(said.candidates)}个网格"
        if common is None:
            return None, (f"{where}，无法确定地点",), ()
        return common, (), (f"{where}，按{self.territory.name(common)}派遣，具体位置待核实",)


def _issue(reading: Reading) -> tuple[str | None, tuple[str, ...]]:
    """(issue to plan for, doubts): an unsure class is planned for as a proposal that a person decides on."""
    found = reading.classification
    if found.level == "issue":
        return found.code, ()
    best = next((c for c in found.candidates if found.code and c.code.startswith(found.code)), None)
    if best is None:
        return None, (found.reason or "未识别出事项",)
    return best.code, (f"事项只确定到“{found.name}”，建议按“{best.name}”",)


def _notes(reading: Reading) -> tuple[str, ...]:
    also = tuple(f"可能还有另一问题：{other.name}" for other in reading.also)
    return (*also, *(reason.text for reason in reading.urgency_reasons), *reading.notes)
