"""Every command says what it does, with an example."""

from collections.abc import Iterator

import pytest
import typer.main
from typer.core import TyperGroup

from cli.main import app
from liandong import __version__
from tests.cli.conftest import Liandong


def commands(group: object, *path: str) -> Iterator[tuple[str, ...]]:
    """The path of every command that is no group itself."""
    assert isinstance(group, TyperGroup)
    for name, command in group.commands.items():
        if isinstance(command, TyperGroup):
            yield from commands(command, *path, name)
        else:
            yield (*path, name)


COMMANDS = sorted(commands(typer.main.get_command(app)))


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help_works_and_holds_an_example(here: Liandong, command: tuple[str, ...]) -> None:
    usage, _, example = here(*command, "--help").out.partition("Example")

    assert f"Usage: liandong {' '.join(command)}" in usage
    assert "liandong " in example or "curl " in example


def test_all_commands_are_there() -> None:
    assert {" ".join(command) for command in COMMANDS} == {
        "bench", "catalogue check", "catalogue diff", "catalogue import", "catalogue load",
        "catalogue migrate", "catalogue pages", "catalogue phrases", "catalogue show", "city build",
        "city check", "city extracts", "city history", "city link", "city linking", "component",
        "db migrate", "db shell", "db start", "db status", "db stop", "demo", "ingest", "load",
        "queries", "query", "route", "schema export", "serve",
    }  # fmt: skip


@pytest.mark.parametrize("group", [(), ("db",), ("schema",), ("catalogue",), ("city",)], ids=" ".join)
def test_a_group_alone_lists_its_commands(here: Liandong, group: tuple[str, ...]) -> None:
    answer = here(*group, code=2)

    assert "Commands:" in answer.out + answer.err


def test_the_exit_statuses_are_told(liandong: Liandong) -> None:
    assert "Exit status: 0 done, 1 failed, 2 wrong usage" in liandong("--help").out


def test_version(liandong: Liandong) -> None:
    assert liandong("--version").out == f"{__version__}\n"


@pytest.mark.parametrize(
    "arguments",
    [("unheard-of",), ("route",), ("route", "a", "b"), ("query", "--unheard-of"), ("serve", "--port", "0")],
)
def test_wrong_usage_has_status_2(here: Liandong, arguments: tuple[str, ...]) -> None:
    answer = here(*arguments, code=2)

    assert "Usage" in answer.err
    assert answer.out == ""
