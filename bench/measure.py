"""What a benchmark says, and how times become figures."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np


@dataclass(frozen=True, slots=True)
class Goal:
    """A bound on the ratio to the baseline, or on the rate."""

    figure: Literal["ratio", "rate"]
    sign: Literal["<=", ">="]
    bound: float

    def __str__(self) -> str:
        return f"{self.figure} {self.sign} {self.bound:g}"

    def met(self, *, ratio: float, rate: float) -> bool:
        """Whether the figure keeps to the bound."""
        value = ratio if self.figure == "ratio" else rate
        return value <= self.bound if self.sign == "<=" else value >= self.bound


@dataclass(frozen=True, slots=True)
class Measurement:
    """One line.

    Attributes:
        size: of the data: times the demo city (route), residents (load, city), reports (ingest), grids (geo).
        n: how many times it was measured.
        p50, p99: milliseconds of one call: a plan, a load, an ingest, a batch of points.
        rate: units per second, at the median; or an amount, of memory or on disk.
        unit: what `baseline` is in, and what `ratio` compares: `ms` (p50, less is better), or `rows/s`,
            `reports/s`, `points/s` (rate, more is better), or `MB` (less is better).
        ratio: the program's figure divided by the baseline's.
        goal: a bound on `ratio` or on `rate`; None for a figure that is there for information.
    """

    name: str
    engine: str
    size: int
    n: int
    p50: float
    p99: float
    rate: float
    unit: str
    baseline: float
    ratio: float
    goal: str | None
    met: bool | None


def latency(
    name: str,
    engine: str,
    *,
    size: int,
    times: Sequence[float],
    baseline: Sequence[float],
    goal: Goal | None = None,
) -> Measurement:
    """A measurement of single calls, in seconds each, beside those of the baseline."""
    p50, base = statistics.median(times), statistics.median(baseline)
    return _line(name, engine, size, times, 1 / p50, "ms", base * 1000, p50 / base, goal)


def throughput(
    name: str,
    engine: str,
    *,
    size: int,
    units: tuple[int, str],
    times: Sequence[float],
    baseline: tuple[int, Sequence[float]],
    goal: Goal | None = None,
) -> Measurement:
    """A measurement of calls that each do many units, in seconds each.

    Args:
        units: how many in a call, and what they are: (5000, "rows").
        baseline: how many in a call of the baseline, and its seconds.
    """
    count, what = units
    rate = count / statistics.median(times)
    base = baseline[0] / statistics.median(baseline[1])
    return _line(name, engine, size, times, rate, f"{what}/s", base, rate / base, goal)


def amount(
    name: str,
    engine: str,
    *,
    size: int,
    found: tuple[float, str],
    baseline: float,
    seconds: float,
    goal: Goal | None = None,
) -> Measurement:
    """A measurement of what was used, not of speed: `rate` is the amount.

    Args:
        found: how much, and what of: (180, "MB").
        seconds: how long the work took that used it.
    """
    value, unit = found
    return _line(name, engine, size, [seconds], value, unit, baseline, value / baseline, goal)


def _line(
    name: str,
    engine: str,
    size: int,
    times: Sequence[float],
    rate: float,
    unit: str,
    baseline: float,
    ratio: float,
    goal: Goal | None,
) -> Measurement:
    p50, p99 = (float(np.percentile(times, at)) * 1000 for at in (50, 99))
    return Measurement(
        name=name,
        engine=engine,
        size=size,
        n=len(times),
        p50=round(p50, 3),
        p99=round(p99, 3),
        rate=round(rate, 1),
        unit=unit,
        baseline=round(baseline, 3),
        ratio=round(ratio, 3),
        goal=str(goal) if goal else None,
        met=goal.met(ratio=ratio, rate=rate) if goal else None,
    )


def timed(call: Callable[[], object]) -> float:
    """Seconds that a call takes."""
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun


def in_turn(rounds: int, *calls: Callable[[int], float]) -> list[list[float]]:
    """Measure several calls in turn, so that a machine whose speed drifts is the same to all of them.

    Args:
        calls: given the round, seconds; the order is reversed in every other round.

    Returns:
        The times of each call.
    """
    times: list[list[float]] = [[] for _ in calls]
    for turn in range(rounds):
        order = range(len(calls)) if turn % 2 == 0 else reversed(range(len(calls)))
        for i in order:
            times[i].append(calls[i](turn))
    return times
