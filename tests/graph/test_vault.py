"""Personal data is sealed, bound to its place, and opens with its key alone."""

import base64
import multiprocessing
import stat
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.vault import Vault
from liandong.errors import DataError, SettingsError

KEY = bytes(range(64))
WHERE = ("Resident", "R1", "name")


# Sealing


@settings(deadline=None)
@given(st.text())
def test_what_is_sealed_opens_to_the_same(value: str) -> None:
    vault = Vault(KEY)

    assert vault.reveal(*WHERE, vault.seal(*WHERE, value)) == value


def test_sealing_is_deterministic_and_hides_the_value() -> None:
    sealed = Vault(KEY).seal(*WHERE, "王小明")

    assert sealed == Vault(KEY).seal(*WHERE, "王小明")
    assert sealed.startswith("siv1:")
    assert "王小明".encode() not in base64.b64decode(sealed.removeprefix("siv1:"))
    assert sealed != Vault(KEY).seal(*WHERE, "王小名")


@pytest.mark.parametrize(
    "elsewhere",
    [
        ("GridWorker", "R1", "name"),
        ("Resident", "R2", "name"),
        ("Resident", "R1", "phone"),
        ("ResidentR", "1", "name"),
    ],
)
def test_a_value_moved_to_another_place_does_not_open(elsewhere: tuple[str, str, str]) -> None:
    vault = Vault(KEY)
    sealed = vault.seal(*WHERE, "王小明")

    assert vault.seal(*elsewhere, "王小明") != sealed
    with pytest.raises(DataError, match=f"{elsewhere[0]} {elsewhere[1]}: {elsewhere[2]} cannot be opened"):
        vault.reveal(*elsewhere, sealed)


def test_another_key_does_not_open_it() -> None:
    sealed = Vault(KEY).seal(*WHERE, "王小明")

    with pytest.raises(DataError, match="LIANDONG_SECRET_KEY"):
        Vault(bytes(64)).reveal(*WHERE, sealed)


def test_a_changed_value_does_not_open_at_any_byte() -> None:
    vault = Vault(KEY)
    data = base64.b64decode(vault.seal(*WHERE, "王小明").removeprefix("siv1:"))
    for position in range(len(data)):
        changed = bytearray(data)
        changed[position] ^= 1

        with pytest.raises(DataError):
            vault.reveal(*WHERE, "siv1:" + base64.b64encode(changed).decode())


@pytest.mark.parametrize(
    "nonsense", ["", "siv1:", "siv1:AAAA", "王小明", "siv1:!!", "siv1:" + "A" * 24, "13800000000"]
)
def test_what_was_never_sealed_does_not_open(nonsense: str) -> None:
    with pytest.raises(DataError, match="cannot be opened"):
        Vault(KEY).reveal(*WHERE, nonsense)


def test_the_error_does_not_show_the_value() -> None:
    with pytest.raises(DataError) as error:
        Vault(KEY).reveal(*WHERE, "13800000000")

    assert "13800000000" not in str(error.value)


# Keys


@pytest.mark.parametrize("length", [0, 32, 63, 65])
def test_a_key_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(SettingsError, match=f"{length} bytes instead of 64"):
        Vault(bytes(length))


def test_a_given_key_is_used_and_nothing_is_written(tmp_path: Path) -> None:
    vault = Vault.open_at(tmp_path / "home", KEY.hex())

    assert vault.seal(*WHERE, "x") == Vault(KEY).seal(*WHERE, "x")
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("secret", ["xyz", "王", "00", ""])
def test_a_given_key_that_is_none_is_refused(tmp_path: Path, secret: str) -> None:
    with pytest.raises(SettingsError, match="LIANDONG_SECRET_KEY"):
        Vault.open_at(tmp_path, secret)


def test_a_key_is_made_once_and_only_for_its_owner(tmp_path: Path) -> None:
    home = tmp_path / "主目录"

    sealed = Vault.open_at(home).seal(*WHERE, "王小明")

    assert Vault.open_at(home).reveal(*WHERE, sealed) == "王小明"
    key = home / "secret.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert len(bytes.fromhex(key.read_text(encoding="ascii"))) == 64
    assert [path.name for path in home.iterdir()] == ["secret.key"]


def test_two_homes_have_two_keys(tmp_path: Path) -> None:
    first, second = Vault.open_at(tmp_path / "a"), Vault.open_at(tmp_path / "b")

    assert first.seal(*WHERE, "x") != second.seal(*WHERE, "x")


@pytest.mark.parametrize("content", ["", "not hexadecimal", "00ff"])
def test_a_key_file_that_holds_no_key_is_refused_and_kept(tmp_path: Path, content: str) -> None:
    key = tmp_path / "secret.key"
    key.write_text(content, encoding="ascii")

    with pytest.raises(SettingsError, match=r"secret\.key"):
        Vault.open_at(tmp_path)

    assert key.read_text(encoding="ascii") == content


def test_a_home_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(SettingsError, match="LIANDONG_HOME"):
        Vault.open_at(tmp_path / "file" / "home")


def _seal_at(home: str, start: "multiprocessing.synchronize.Barrier") -> str:
    start.wait()
    return Vault.open_at(Path(home)).seal(*WHERE, "x")


def test_processes_that_make_the_key_at_once_agree(tmp_path: Path) -> None:
    context = multiprocessing.get_context("forkserver")
    with context.Manager() as manager, context.Pool(4) as pool:
        for number in range(20):
            start = manager.Barrier(4)
            home = str(tmp_path / f"{number}")

            sealed = pool.starmap(_seal_at, [(home, start)] * 4, chunksize=1)

            assert len(set(sealed)) == 1
