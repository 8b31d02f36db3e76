"""Years of reports for a built city: seasons, bursts, callers who call again; the same bytes every time."""

from city.history.write import COLUMNS, HistoryReport, write_history

__all__ = ["COLUMNS", "HistoryReport", "write_history"]
