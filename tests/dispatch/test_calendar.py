"""Time limits over lunch, nights, weekends, holidays and make-up days."""

import json
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.calendar import LimitUnit, WorkingCalendar
from liandong.clock import CHINA
from liandong.errors import DataError
from liandong.paths import shipped

CALENDAR = WorkingCalendar.load(shipped("data") / "working_time.json")
PERIODS = ((time(9), time(12)), (time(13), time(17)))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


@pytest.mark.parametrize(
    ("start", "limit", "unit", "end"),
    [
        pytest.param("2026-03-02 08:00", 3, "hours", "2026-03-02 11:00", id="hours run before work"),
        pytest.param("2026-02-16 23:30", 24, "hours", "2026-02-17 23:30", id="hours run on New Year's Eve"),
        pytest.param("2026-03-02 10:15", 1, "working_hours", "2026-03-02 11:15", id="within the morning"),
        pytest.param("2026-03-02 11:00", 1, "working_hours", "2026-03-02 12:00", id="just until lunch"),
        pytest.param("2026-03-02 11:30", 1, "working_hours", "2026-03-02 13:30", id="over lunch"),
        pytest.param("2026-03-02 12:30", 1, "working_hours", "2026-03-02 14:00", id="from lunch"),
        pytest.param("2026-03-02 16:00", 1, "working_hours", "2026-03-02 17:00", id="just until the evening"),
        pytest.param("2026-03-02 16:30", 2, "working_hours", "2026-03-03 10:30", id="over night"),
        pytest.param("2026-03-02 17:00", 1, "working_hours", "2026-03-03 10:00", id="from the evening"),
        pytest.param("2026-03-02 03:00", 1, "working_hours", "2026-03-02 10:00", id="from the small hours"),
        pytest.param("2026-03-02 09:00", 7, "working_hours", "2026-03-02 17:00", id="a whole day"),
        pytest.param("2026-03-02 09:00", 8, "working_hours", "2026-03-03 10:00", id="a day and an hour"),
        pytest.param("2026-03-06 16:30", 1, "working_hours", "2026-03-09 09:30", id="over a weekend"),
        pytest.param("2026-03-07 10:00", 4, "working_hours", "2026-03-09 14:00", id="from a Saturday"),
        pytest.param(
            "2026-02-13 16:30", 1, "working_hours", "2026-02-14 09:30", id="into a make-up Saturday"
        ),
        pytest.param("2026-02-14 16:30", 1, "working_hours", "2026-02-24 09:30", id="over Spring Festival"),
        pytest.param("2026-03-02 10:00", 1, "working_days", "2026-03-03 17:00", id="the day after"),
        pytest.param(
            "2026-03-02 23:59", 1, "working_days", "2026-03-03 17:00", id="the day after, from late"
        ),
        pytest.param("2026-03-06 10:00", 1, "working_days", "2026-03-09 17:00", id="Friday to Monday"),
        pytest.param(
            "2026-02-13 10:00", 1, "working_days", "2026-02-14 17:00", id="a make-up Saturday counts"
        ),
        pytest.param(
            "2026-02-13 10:00", 2, "working_days", "2026-02-24 17:00", id="Spring Festival does not"
        ),
        pytest.param(
            "2026-02-17 10:00", 5, "working_days", "2026-02-28 17:00", id="to the second make-up day"
        ),
        pytest.param("2026-09-30 10:00", 3, "working_days", "2026-10-10 17:00", id="National Day"),
    ],
)
def test_deadline(start: str, limit: int, unit: LimitUnit, end: str) -> None:
    assert CALENDAR.deadline(at(start), limit, unit) == at(end)


def test_deadline_is_in_chinas_time_wherever_the_start_is_written() -> None:
    start = datetime(2026, 3, 2, 3, 30, tzinfo=UTC)  # 11:30 in China

    end = CALENDAR.deadline(start, 1, "working_hours")

    assert end == at("2026-03-02 13:30")
    assert end.utcoffset() == timedelta(hours=8)


def test_deadline_keeps_seconds() -> None:
    end = CALENDAR.deadline(at("2026-03-02 11:59:59"), 1, "working_hours")

    assert end == at("2026-03-02 13:59:59")


@pytest.mark.parametrize(
    ("day", "working"),
    [
        ("2026-02-14", True),
        ("2026-02-15", False),
        ("2026-02-23", False),
        ("2026-02-28", True),
        ("2026-03-01", False),
        ("2030-02-04", False),  # Spring Festival by law, in a year whose calendar is not published
        ("2030-02-11", True),
        ("2030-10-01", False),
        ("2030-10-08", True),
    ],
)
def test_working_days(day: str, working: bool) -> None:
    assert CALENDAR.is_working_day(date.fromisoformat(day)) is working


def test_a_year_that_is_not_published_has_no_make_up_days() -> None:
    weekends = [
        day for day in (date(2030, 1, 1) + timedelta(days=n) for n in range(365)) if day.weekday() >= 5
    ]

    assert not any(CALENDAR.is_working_day(day) for day in weekends)


def test_a_year_that_is_not_published_still_has_deadlines() -> None:
    assert CALENDAR.deadline(at("2030-03-01 16:30"), 1, "working_hours") == at("2030-03-04 09:30")


@pytest.mark.parametrize("unit", ["hours", "working_hours", "working_days"])
def test_naive_start_is_refused(unit: LimitUnit) -> None:
    with pytest.raises(ValueError, match="aware"):
        CALENDAR.deadline(datetime(2026, 3, 2, 10), 1, unit)


@pytest.mark.parametrize("limit", [0, -1])
def test_limit_below_one_is_refused(limit: int) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        CALENDAR.deadline(at("2026-03-02 10:00"), limit, "hours")


@pytest.mark.parametrize(("limit", "unit"), [(100_000, "working_hours"), (10_000, "working_days")])
def test_limit_beyond_ten_years_is_refused(limit: int, unit: LimitUnit) -> None:
    with pytest.raises(DataError, match="ten years"):
        CALENDAR.deadline(at("2026-03-02 10:00"), limit, unit)


def naive_working_hours(start: datetime, hours: int) -> datetime:
    """Minute by minute: the end of the last of the working minutes from `start` on."""
    left, minute = hours * 60, start
    while left:
        working = CALENDAR.is_working_day(minute.date())
        left -= working and any(opens <= minute.time() < closes for opens, closes in PERIODS)
        minute += timedelta(minutes=1)
    return minute


@given(minutes=st.integers(0, 365 * 24 * 60), hours=st.integers(1, 40))
def test_working_hours_equal_a_count_minute_by_minute(minutes: int, hours: int) -> None:
    start = at("2026-01-01 00:00") + timedelta(minutes=minutes)

    assert CALENDAR.deadline(start, hours, "working_hours") == naive_working_hours(start, hours)


@given(minutes=st.integers(0, 365 * 24 * 60), days=st.integers(1, 30))
def test_working_days_lie_between_the_day_of_the_start_and_the_deadline(minutes: int, days: int) -> None:
    start = at("2026-01-01 00:00") + timedelta(minutes=minutes)

    end = CALENDAR.deadline(start, days, "working_days")

    passed = (start.date() + timedelta(days=n) for n in range(1, (end.date() - start.date()).days + 1))
    assert sum(map(CALENDAR.is_working_day, passed)) == days
    assert CALENDAR.is_working_day(end.date())
    assert end.time() == PERIODS[-1][1]


@given(
    minutes=st.integers(0, 90 * 24 * 60), later=st.integers(0, 10_000), limit=st.integers(1, 60),
    unit=st.sampled_from(["hours", "working_hours", "working_days"]),
)  # fmt: skip
def test_who_comes_later_is_not_due_earlier(minutes: int, later: int, limit: int, unit: LimitUnit) -> None:
    start = at("2026-01-20 00:00") + timedelta(minutes=minutes)

    first = CALENDAR.deadline(start, limit, unit)
    second = CALENDAR.deadline(start + timedelta(minutes=later), limit, unit)

    assert start < first <= second


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{}",
        '{"country": "CN"}',
        '{"country": "CN", "periods": []}',
        '{"country": "CN", "periods": [["09:00"]]}',
        '{"country": "CN", "periods": [["9 o\'clock", "12:00"]]}',
        '{"country": "CN", "periods": [["12:00", "09:00"]]}',
        '{"country": "CN", "periods": [["09:00", "09:00"]]}',
        '{"country": "CN", "periods": [["09:00", "13:00"], ["12:00", "17:00"]]}',
        '{"country": "Atlantis", "periods": [["09:00", "12:00"]]}',
    ],
)
def test_file_that_is_no_working_time_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "working_time.json"
    path.write_text(content, encoding="utf-8")

    with pytest.raises(DataError, match=r"working_time\.json|工作时段有误"):
        WorkingCalendar.load(path)


def test_missing_file_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"nowhere\.json"):
        WorkingCalendar.load(tmp_path / "nowhere.json")


def test_a_city_has_its_own_hours(tmp_path: Path) -> None:
    path = tmp_path / "working_time.json"
    path.write_text(json.dumps({"country": "CN", "periods": [["08:30", "11:30"]]}), encoding="utf-8")

    calendar = WorkingCalendar.load(path)

    assert calendar.deadline(at("2026-03-02 11:00"), 1, "working_hours") == at("2026-03-03 09:00")
    assert calendar.deadline(at("2026-03-02 11:00"), 1, "working_days") == at("2026-03-03 11:30")
