import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from cli.main import main
from liandong.settings import Settings
from tests.conftest import KEY


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command left: its exit status and what it printed."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]


Liandong = Callable[..., Answer]
Env = Mapping[str, str | None]


@pytest.fixture
def liandong(environment: dict[str, str], settings: Settings, tmp_path: Path) -> Liandong:
    """Runs the real command in a process of its own; it never prints a secret, nor a traceback."""

    def run(*arguments: str | bytes | Path, env: Env | None = None, stdin: str = "", code: int = 0) -> Answer:
        done = subprocess.run(
            [sys.executable, "-m", "cli.main", *arguments],
            env={name: value for name, value in {**environment, **(env or {})}.items() if value is not None},
            cwd=tmp_path, input=stdin.encode(), capture_output=True, check=False, timeout=240,
        )  # fmt: skip
        return checked(Answer(done.returncode, done.stdout.decode(), done.stderr.decode()), code, settings)

    return run


@pytest.fixture
def here(environment: dict[str, str], settings: Settings, tmp_path: Path) -> Liandong:
    """The same in this process, for what does not depend on having one: it saves the start."""

    def run(*arguments: str | Path, env: Env | None = None, code: int = 0) -> Answer:
        out, err = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
            patch.chdir(tmp_path)
            patch.setattr(sys, "argv", ["liandong", *map(str, arguments)])
            for name, value in {**environment, **(env or {})}.items():
                patch.delenv(name, raising=False) if value is None else patch.setenv(name, value)
            try:
                main()
                status: Any = 0
            except SystemExit as left:
                status = left.code or 0
        return checked(Answer(status, out.getvalue(), err.getvalue()), code, settings)

    return run


def checked(answer: Answer, code: int, settings: Settings) -> Answer:
    printed = answer.out + answer.err
    assert [secret for secret in secrets(settings) if secret in printed] == []
    assert "Traceback" not in printed, printed
    assert answer.code == code, printed
    return answer


def secrets(settings: Settings) -> list[str]:
    kept = [path.read_text(encoding="ascii").strip() for path in settings.home.glob("*/password")]
    return [secret for secret in (KEY.hex(), os.environ.get("NEO4J_PASSWORD", ""), *kept) if secret]


def refused(answer: Answer) -> str:
    """The one line that says what is wrong; nothing else is printed."""
    assert answer.out == ""
    assert answer.err.startswith("liandong: ")
    assert answer.err.count("\n") == 1, answer.err
    return answer.err
