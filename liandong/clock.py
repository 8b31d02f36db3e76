"""China's time. One zone, +08:00, without daylight saving since 1991."""

from datetime import datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")
"""Asia/Shanghai as a fixed offset: what the driver writes and every engine compares rightly."""


def now() -> datetime:
    """The present, to the second, in China's time."""
    return datetime.now(CHINA).replace(microsecond=0)
