"""Settings: from the environment, then from `.env` in the working directory.

`NEO4J_*` carry the names that every Neo4j tool uses; all others begin with `LIANDONG_`.
"""

from pathlib import Path
from typing import Annotated

from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from liandong.errors import SettingsError

_SCHEMES = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")


def _env(name: str) -> AliasChoices:
    return AliasChoices(name, name.lower())


class Settings(BaseSettings):
    """Everything an operator can set. Immutable: pass it, or the part of it that is needed, along."""

    model_config = SettingsConfigDict(
        env_prefix="LIANDONG_", env_file=".env", extra="ignore", frozen=True, populate_by_name=True
    )

    neo4j_uri: Annotated[str | None, Field(validation_alias=_env("NEO4J_URI"))] = None
    neo4j_username: Annotated[str, Field(validation_alias=_env("NEO4J_USERNAME"))] = "neo4j"
    neo4j_password: Annotated[SecretStr | None, Field(validation_alias=_env("NEO4J_PASSWORD"))] = None
    neo4j_database: Annotated[str | None, Field(validation_alias=_env("NEO4J_DATABASE"))] = None

    home: Path = Path(".liandong")
    """Where the embedded engine keeps its files, the key its 0600 file, a load its rejects."""
    heap: Annotated[str, Field(pattern=r"^[1-9]\d*[mMgG]$")] = "1g"
    """Heap of the embedded engine, as Java writes it: 512m, 2g."""
    bolt_port: Annotated[int, Field(ge=0, le=65535)] = 0
    """Port of the embedded engine on 127.0.0.1; 0 takes a free one."""
    query_timeout: Annotated[float, Field(gt=0)] = 60.0
    """Seconds after which the database ends a query."""
    secret_key: SecretStr | None = None
    """Key for personal data, 128 hexadecimal digits. Not set: made once and kept under `home`, 0600."""

    @field_validator("neo4j_uri")
    @classmethod
    def _known_scheme(cls, value: str | None) -> str | None:
        if not value:
            return None
        if value.partition("://")[0] not in _SCHEMES or not value.partition("://")[2]:
            raise ValueError(
                f"{value!r} is not an address of a Neo4j server; it begins with one of "
                + ", ".join(f"{scheme}://" for scheme in _SCHEMES)
            )
        return value


def load_settings(**overrides: object) -> Settings:
    """Read the settings.

    Raises:
        SettingsError: naming each wrong setting and what it should be.
    """
    try:
        return Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        wrong = "; ".join(f"{_variable(str(e['loc'][0]))}: {e['msg']}" for e in error.errors())
        raise SettingsError(f"Wrong settings 设置有误: {wrong}", hint="See README, 'Settings'.") from error


def _variable(field: str) -> str:
    """The environment variable that sets a field."""
    name = field.upper()
    return name if name.startswith("NEO4J_") else f"LIANDONG_{name.removeprefix('LIANDONG_')}"
