"""`city.json`: what a city's directory is, and whether this program understands it."""

import json
from collections.abc import Mapping
from pathlib import Path

from city.scale import AS_OF, Scale
from graph.schema import SCHEMA
from liandong.errors import DataError

FORMAT = 2
"""The version of `city.json` and of what a city's files mean."""
MANIFEST = "city.json"


def manifest(folder: Path) -> Mapping[str, object] | None:
    """What `city.json` says, or None if the folder is not a city."""
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, ValueError):
        return None
    return found if isinstance(found, dict) and "format" in found and "scale" in found else None


def is_current(folder: Path) -> bool:
    """Whether the folder is a city of this program's version."""
    found = manifest(folder)
    return found is not None and found["format"] == FORMAT


def require_current(folder: Path) -> None:
    """Let a city of this version pass, and a folder that is no city of ours.

    Raises:
        DataError: the city was built by another version, whose files mean something else.
    """
    found = manifest(folder)
    if found is None or found["format"] == FORMAT:
        return
    lines = (folder / MANIFEST).read_text(encoding="utf-8").splitlines()
    line = next((i for i, text in enumerate(lines, start=1) if '"format"' in text), 1)
    raise DataError(
        f"{folder / MANIFEST}, line {line}, format: a city of version {found['format']}, this program reads "
        f"version {FORMAT}; nothing was loaded 城市数据由其他版本生成，未导入任何数据。",
        hint=f"Build it again 请重新生成: liandong city build --scale {found['scale']} "
        f"--seed {found.get('seed', 1)} --out {folder}",
    )


def write_manifest(folder: Path, scale: Scale, seed: int, counts: Mapping[str, int]) -> None:
    """Write `city.json`: how the city was built, and the rows of each file by template."""
    text = {
        "format": FORMAT,
        "scale": scale.name,
        "seed": seed,
        "residents": scale.residents,
        "as_of": AS_OF.isoformat(),
        "files": counts,
        "schema": {
            "nodes": [name for name in counts if SCHEMA.templates[name].node],
            "relationships": [name for name in counts if SCHEMA.templates[name].rel],
        },
    }
    (folder / MANIFEST).write_text(
        json.dumps(text, ensure_ascii=False, indent=2) + "\n", encoding="utf-8", newline="\n"
    )
