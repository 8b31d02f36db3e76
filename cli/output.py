"""What commands print: tables and progress for people, JSON for programs. Nothing else prints."""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

_LONGEST_CELL = 160
"""Characters shown of a value in a table; JSON has all of them."""
out = Console(highlight=False, soft_wrap=False)
err = Console(stderr=True, highlight=False)


def plain(value: Any) -> Any:
    """A value as JSON can hold it."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Enum | Path):
        return str(value)
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)


def print_json(value: Any, *, lines: bool = False) -> None:
    """Print one JSON document, or one line per item."""
    if lines:
        for item in value:
            sys.stdout.write(json.dumps(plain(item), ensure_ascii=False) + "\n")
    else:
        sys.stdout.write(json.dumps(plain(value), ensure_ascii=False, indent=2) + "\n")


def print_table(columns: Sequence[str], rows: Sequence[Sequence[Any]], *, title: str = "") -> None:
    """Print a table; lists are joined, missing values left empty."""
    table = Table(title=title or None, title_justify="left", show_lines=False, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(_cell(value) for value in row))
    out.print(table)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.9g}"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, list | tuple):
        return "、".join(_cell(item) for item in value)
    text = (
        json.dumps(plain(value), ensure_ascii=False)
        if isinstance(value, dict)
        else " ".join(str(value).split())
    )
    return text if len(text) <= _LONGEST_CELL else text[: _LONGEST_CELL - 1] + "…"


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """A progress display on standard error; silent where that is no terminal."""
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=err,
        disable=not err.is_terminal,
    )
    with bar:
        yield bar
