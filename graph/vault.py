"""Personal data at rest: AES-SIV (RFC 5297), bound to where the value stands.

Deterministic, so that loading the same row again changes nothing; the label, code and property are
authenticated with the value, so that a sealed value moved to another person does not open.
"""

import base64
import os
import secrets
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from liandong.errors import DataError, SettingsError

_PREFIX = "siv1:"
_KEY_BYTES = 64


class Vault:
    """Seals and opens personal values with one key."""

    def __init__(self, key: bytes) -> None:
        """
        Args:
            key: 64 bytes.

        Raises:
            SettingsError: a key of another length.
        """
        if len(key) != _KEY_BYTES:
            raise SettingsError(
                f"The key for personal data has {len(key)} bytes instead of {_KEY_BYTES} 密钥长度不符",
                hint="LIANDONG_SECRET_KEY is 128 hexadecimal digits.",
            )
        self._cipher = AESSIV(key)

    @classmethod
    def open_at(cls, home: Path, secret: str | None = None) -> "Vault":
        """The vault of a home folder: with the key given, or with the one kept there, made when absent."""
        if secret is not None:
            try:
                return cls(bytes.fromhex(secret))
            except ValueError as error:
                raise SettingsError("LIANDONG_SECRET_KEY is not hexadecimal 密钥不是十六进制") from error
        path = home / "secret.key"
        try:
            home.mkdir(parents=True, exist_ok=True, mode=0o700)
            if not path.exists():
                _make_key(path)
            return cls(bytes.fromhex(path.read_text(encoding="ascii")))
        except OSError as error:
            raise SettingsError(
                f"{error.filename or path}: {error.strerror}: no key for personal data 无法读写密钥",
                hint="Set LIANDONG_HOME to another folder, or LIANDONG_SECRET_KEY.",
            ) from error
        except (ValueError, SettingsError) as error:
            raise SettingsError(
                f"{path} holds no key for personal data 密钥文件已损坏",
                hint="Restore it from a backup: what it sealed opens with no other key.",
            ) from error

    def seal(self, label: str, code: str, prop: str, value: str) -> str:
        """The value encrypted, as text."""
        sealed = self._cipher.encrypt(value.encode(), [label.encode(), code.encode(), prop.encode()])
        return _PREFIX + base64.b64encode(sealed).decode()

    def reveal(self, label: str, code: str, prop: str, sealed: str) -> str:
        """The value in clear.

        Raises:
            DataError: sealed with another key, or for another place, or changed.
        """
        try:
            data = base64.b64decode(sealed.removeprefix(_PREFIX), validate=True)
            return self._cipher.decrypt(data, [label.encode(), code.encode(), prop.encode()]).decode()
        except (InvalidTag, ValueError) as error:
            raise DataError(
                f"{label} {code}: {prop} cannot be opened with this key 无法用当前密钥解密",
                hint="Set LIANDONG_SECRET_KEY to the key that sealed it.",
            ) from error


def _make_key(path: Path) -> None:
    """Put a new key at `path`, whole or not at all; one that somebody else put there meanwhile stays."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(_KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            path.hardlink_to(draft)
    finally:
        draft.unlink(missing_ok=True)
