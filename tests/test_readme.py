"""The README's commands are run, and what it shows is what they print."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from graph.store import Store
from liandong.settings import Settings

README = Path(__file__).parent.parent / "README.md"
BLOCKS = re.findall(r"```(sh|text)\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
COMMANDS = [line for kind, text in BLOCKS if kind == "sh" for line in text.splitlines() if line.strip()]


@pytest.fixture
def run(city_store: Store, settings: Settings, tmp_path: Path):
    def run(command: str) -> str:
        program, *arguments = shlex.split(command)
        assert program == "liandong"
        done = subprocess.run(
            [sys.executable, "-m", "cli.main", *arguments],
            env={**os.environ, "LIANDONG_HOME": str(settings.home), "COLUMNS": "110"},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, f"{command}: {done.stderr}"
        return done.stdout

    return run


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_of_the_readme_runs(run, command: str) -> None:
    assert run(command)


def test_the_readme_shows_what_the_route_prints(run) -> None:
    shown = next(text for kind, text in BLOCKS if kind == "text")
    printed = run(next(command for command in COMMANDS if command.startswith("liandong route")))

    def without_deadline(text: str) -> list[str]:
        return [line.rstrip() for line in text.splitlines() if line.strip() and "deadline" not in line]

    assert without_deadline(printed) == without_deadline(shown)
