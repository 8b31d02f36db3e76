"""What a command needs to begin: settings, a store, an office."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from graph.connect import open_store
from graph.store import Store
from graph.vault import Vault
from liandong.paths import shipped
from liandong.settings import Settings, load_settings

if TYPE_CHECKING:
    from dispatch.setup import Office


def vault_of(settings: Settings) -> Vault:
    """The vault of the settings' home."""
    secret = settings.secret_key.get_secret_value() if settings.secret_key else None
    return Vault.open_at(settings.home, secret)


@contextmanager
def store() -> Iterator[Store]:
    """The store that the settings name."""
    with open_store(load_settings()) as opened:
        yield opened


@contextmanager
def office() -> "Iterator[Office]":
    """An office over the store that the settings name."""
    from dispatch.setup import open_office  # the reader's libraries take a second to import

    settings = load_settings()
    vault = vault_of(settings)
    with open_store(settings) as opened:
        yield open_office(opened, data=shipped("data"), vault=vault)
