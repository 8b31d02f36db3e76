from collections.abc import Callable
from pathlib import Path

import pytest

from city.build import build_city
from city.people import Member


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo city, built once; tests that change it copy it."""
    out = tmp_path_factory.mktemp("city") / "demo"
    build_city(out, scale="demo")
    return out


@pytest.fixture(scope="session")
def member_of() -> Callable[[int], Member]:
    """Makes one of a household, of an age."""
    return lambda age: Member(age, "F")
