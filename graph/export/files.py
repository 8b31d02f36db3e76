"""What the importer is told, and what makes its database the program's own."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from graph.export.cells import ARRAY_DELIMITER
from graph.export.part import Part, Table
from graph.migrations import MIGRATIONS

ARGUMENTS = "import.args"
SCRIPT = "import.sh"
SCHEMA_FILE = "schema.cypher"

_SCRIPT = f"""\
#!/bin/sh
# Makes a new Neo4j database of the files beside this script; the server is stopped, or has no such database:
#   sh import.sh [DATABASE] [other options of `neo4j-admin database import full`]
# NEO4J_ADMIN names another neo4j-admin. Then start the server and make the constraints and indexes, with
# `liandong db migrate` or with `cypher-shell --file {SCHEMA_FILE}`.
set -eu
cd -- "$(dirname -- "$0")"
database=${{1:-neo4j}}
[ $# -eq 0 ] || shift
exec "${{NEO4J_ADMIN:-neo4j-admin}}" database import full "$database" @{ARGUMENTS} "$@"
"""


def write_import(out: Path, parts: Iterable[Part]) -> None:
    """Write the headers, the arguments and the script of the importer, and the statements after it."""
    tables: dict[str, list[Table]] = defaultdict(list)
    for part in parts:
        for table in part.tables:
            tables[table.name].append(table)
    for name, files in tables.items():
        _write(out / _header(name), ",".join(files[0].header) + "\n")
    _write(out / ARGUMENTS, "".join(f"{line}\n" for line in _arguments(tables)))
    _write(out / SCRIPT, _SCRIPT)
    _write(out / SCHEMA_FILE, "".join(f"{statement};\n" for statement in _statements()))


def _arguments(tables: dict[str, list[Table]]) -> Iterator[str]:
    """One argument a line. Every end is there and every code is once, so that nothing bad is let pass."""
    yield "--id-type=string"
    yield f"--array-delimiter=U+{ord(ARRAY_DELIMITER):04X}"
    yield "--bad-tolerance=0"
    if multiline := [file.file for files in tables.values() for file in files if file.multiline]:
        yield "--multiline-fields-format=v2"
        yield f"--multiline-fields={','.join(multiline)}"
    for node in (True, False):
        for name, files in tables.items():
            if files[0].node is node:
                listed = ",".join([_header(name), *sorted(file.file for file in files)])
                yield f"--{'nodes' if node else 'relationships'}={files[0].kind}={listed}"


def _statements() -> Iterator[str]:
    """What `liandong db migrate` does: constraints, indexes, and the record that they are there."""
    for migration in MIGRATIONS:
        yield from migration.statements()
        name = json.dumps(migration.name, ensure_ascii=False)
        yield (
            f"MERGE (m:Migration {{code: '{migration.code}'}}) "
            f"SET m.name = {name}, m.applied_at = datetime({{timezone: '+08:00'}})"
        )


def _header(name: str) -> str:
    return f"{name}-header.csv"


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
