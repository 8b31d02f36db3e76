"""Planning a route, beside an empty round trip over the same store."""

from collections.abc import Iterator, Sequence
from functools import partial

from bench.cities import SHARED, copy, demo_city, templates_of
from bench.ground import Ground, Site
from bench.measure import Goal, Measurement, in_turn, latency, timed
from bench.texts import sentences
from dispatch.calendar import WorkingCalendar
from dispatch.intake import Incoming
from dispatch.router import Request, Router
from dispatch.setup import Office, open_office
from graph.knowledge import load_knowledge
from graph.load import load_directory
from liandong.catalogue import Catalogue
from liandong.clock import now
from liandong.paths import shipped

GOAL = Goal("ratio", "<=", 6)
"""A plan against an empty round trip."""
_WARM_UP = 300


def measure(ground: Ground, sizes: Sequence[int], rounds: int) -> Iterator[Measurement]:
    """Plan requests, and handle texts, in a city that grows where they don't ask.

    Args:
        sizes: how many times the demo city's rows are in the graph, ascending.
        rounds: how many plans, and how many texts, are measured at each size.
    """
    catalogue = Catalogue.load(shipped("data"))
    city = demo_city(ground.folder / "city")
    with ground.fresh() as site:
        load_knowledge(site.store, ground.queries, catalogue, vault=ground.vault)
        load_directory(site.store, city, vault=ground.vault)
        office = open_office(site.store, data=shipped("data"), vault=ground.vault)
        requests = varied_requests(ground, site, catalogue, rounds + _WARM_UP)
        texts = sentences(catalogue, city, rounds + _WARM_UP)
        there = 1
        for size in sizes:
            if size > there:
                more, shared = ground.folder / f"city-{size}", SHARED
                names = [name for name in templates_of(city) if name not in shared]
                copy(city, more, names=names, numbers=range(there, size))
                load_directory(site.store, more, vault=ground.vault)
                there = size
            yield from _at_size(ground.engine, site, office, size, requests, texts, rounds)


def varied_requests(ground: Ground, site: Site, catalogue: Catalogue, count: int) -> list[Request]:
    """So many pairs of an issue and a base grid, mixed: neighbours in the list share neither."""
    grids = [row.code for row in site.store.rows(ground.queries["territory.base_grids"])]
    issues, received = list(catalogue.issues), now()
    return [
        Request(issues[i * 7919 % len(issues)], grids[i * 104729 % len(grids)], None, received)
        for i in range(count)
    ]


def _at_size(
    engine: str,
    site: Site,
    office: Office,
    size: int,
    requests: list[Request],
    texts: list[str],
    rounds: int,
) -> Iterator[Measurement]:
    router = Router(site.store, office.queries, WorkingCalendar.load(shipped("data") / "working_time.json"))
    plan, empty = partial(plan_one, router, requests), partial(empty_trip, site)
    in_turn(min(_WARM_UP, rounds), plan, empty)
    plans, trips = in_turn(rounds, plan, empty)
    yield latency("route", engine, size=size, times=plans, baseline=trips, goal=GOAL)

    handle = partial(_handle, office, texts)
    in_turn(min(_WARM_UP, rounds), handle, empty)
    handled, trips = in_turn(rounds, handle, empty)
    yield latency("route.text", engine, size=size, times=handled, baseline=trips)


def plan_one(router: Router, requests: list[Request], turn: int) -> float:
    """Seconds of the plan of one of the requests."""
    return timed(lambda: router.plan(requests[turn % len(requests)]))


def empty_trip(site: Site, _turn: int) -> float:
    """Seconds of a round trip that asks for nothing."""
    return timed(lambda: site.store.execute("RETURN 1 AS one"))


def _handle(office: Office, texts: list[str], turn: int) -> float:
    incoming = Incoming("bench", str(turn), texts[turn], now())
    return timed(lambda: office.desk.handle([incoming]))
