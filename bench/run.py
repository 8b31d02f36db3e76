"""The benchmarks by name, with the sizes that they have."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bench import city, geo, ingest, load, route
from bench.ground import Ground, open_ground
from bench.measure import Measurement
from liandong.errors import DataError
from liandong.settings import Settings


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One benchmark.

    Attributes:
        sizes, rounds: of a full run; `quick_…` of one that only shows that it works.
    """

    measure: Callable[[Ground, Sequence[int], int], Iterator[Measurement]]
    sizes: tuple[int, ...]
    rounds: int
    quick_sizes: tuple[int, ...]
    quick_rounds: int


BENCHMARKS = {
    "load": Benchmark(load.measure, (5_000, 10_000, 20_000), 5, (50, 100, 200), 1),
    "route": Benchmark(route.measure, (1, 4, 16), 400, (1, 2), 20),
    "ingest": Benchmark(ingest.measure, (2_000, 4_000, 8_000), 5, (20, 40, 80), 1),
    "city": Benchmark(city.measure, (20_000, 100_000, 1_000_000), 200, (500, 1_000), 5),
    "geo": Benchmark(geo.measure, (1, 1_000, 8_000), 5, (1, 200), 1),
}


def run(
    settings: Settings,
    names: Sequence[str],
    *,
    sizes: Sequence[int] = (),
    quick: bool = False,
    may_wipe: bool = False,
) -> Iterator[Measurement]:
    """Run benchmarks one after the other, and give each line when it is there.

    Args:
        sizes: instead of the usual ones, ascending.
        quick: few and small; the figures say nothing then.
        may_wipe: whether what the server that `NEO4J_URI` names holds may be deleted.

    Raises:
        DataError: the server holds something; or sizes that are not ascending numbers above 0.
    """
    if sizes and (min(sizes) < 1 or sorted(set(sizes)) != list(sizes)):
        raise DataError(f"Sizes ascend from 1 规模须为递增的正整数: {','.join(map(str, sizes))}")
    with open_ground(settings, may_wipe=may_wipe) as ground:
        for name in names:
            chosen = BENCHMARKS[name]
            usual = chosen.quick_sizes if quick else chosen.sizes
            rounds = chosen.quick_rounds if quick else chosen.rounds
            yield from chosen.measure(ground, sizes or usual, rounds)
