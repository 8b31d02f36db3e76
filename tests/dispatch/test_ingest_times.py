"""Times as tables spell them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.ingest import parse_time
from liandong.clock import CHINA

SPELLINGS: tuple[Callable[[datetime], str], ...] = (
    lambda t: t.isoformat(),
    lambda t: t.isoformat(sep=" "),
    lambda t: f"{t:%Y-%m-%d %H:%M:%S}.0",
    lambda t: f"{t.year}/{t.month}/{t.day} {t.hour}:{t:%M:%S}",
    lambda t: f" {t.year}.{t.month}.{t.day}  {t.hour}:{t:%M:%S} ",
    lambda t: f"{t.year}年{t.month}月{t.day}日 {t.hour}:{t:%M:%S}",
    lambda t: f"{t.year}年{t.month}月{t.day}日{t.hour}时{t.minute}分{t.second}秒",
    lambda t: f"{t.year}年{t.month:02}月{t.day:02}日 {t.hour:02}：{t:%M：%S}",
    lambda t: f"{t.replace(tzinfo=CHINA).isoformat()}",
    lambda t: f"{t.replace(tzinfo=CHINA).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
    lambda t: f"{t.replace(tzinfo=CHINA).astimezone(UTC):%Y-%m-%d %H:%M:%S+0000}",
)


@given(
    when=st.datetimes(datetime(1950, 1, 1), datetime(2150, 1, 1)).map(lambda t: t.replace(microsecond=0)),
    spell=st.sampled_from(SPELLINGS),
)
def test_times_in_their_usual_spellings(when: datetime, spell: Callable[[datetime], str]) -> None:
    found = parse_time(spell(when))

    assert found == when.replace(tzinfo=CHINA)
    assert found is not None
    assert found.utcoffset() == timedelta(hours=8)


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2018-01-03", "2018-01-03 00:00:00"),
        ("2018/1/3", "2018-01-03 00:00:00"),
        ("2018年1月3日", "2018-01-03 00:00:00"),
        ("20180103", "2018-01-03 00:00:00"),
        ("2018-01-03 9:05", "2018-01-03 09:05:00"),
        ("2018年1月3日 9时", "2018-01-03 09:00:00"),
        ("2018年1月3日9时5分", "2018-01-03 09:05:00"),
    ],
)
def test_times_without_seconds_or_hours(text: str, time: str) -> None:
    assert parse_time(text) == datetime.fromisoformat(time).replace(tzinfo=CHINA)


@pytest.mark.parametrize(
    "text",
    ["", " ", "x", "昨天", "2018", "2018-13-01", "2018-02-30", "2018-01-03 25:00", "2018-01-03 09:61",
     "43159.5", "03/01/2018", "0000-00-00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00",
     "9999-12-31", "1017-05-05", "2018-01-031", "2018-1-3日x"],
)  # fmt: skip
def test_what_is_no_time(text: str) -> None:
    assert parse_time(text) is None


@given(st.text(max_size=30))
def test_any_text_is_a_time_or_none(text: str) -> None:
    found = parse_time(text)

    assert found is None or found.tzinfo is not None
