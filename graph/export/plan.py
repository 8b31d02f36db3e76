"""What is exported in which order: groups of files whose references are final when they are read."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph.export.part import Task
from graph.export.spans import spans
from graph.load.files import Source
from graph.schema import SCHEMA, Template

Rows = Iterable[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Group:
    """The tasks of one root label, or of one kind of relationship: among them no key may be twice.

    Attributes:
        name: the root label, or the template's name.
        needs: root labels that its rows refer to.
    """

    name: str
    needs: frozenset[str]
    tasks: tuple[Task, ...]


def waves(sources: Iterable[Source], own: Iterable[Source]) -> Iterator[list[Group]]:
    """The groups of all files, each wave after the ones it refers to.

    Args:
        own: files that the program made, which stand back where the city has the same key.
    """
    waiting = list(_groups([(source, False) for source in sources] + [(source, True) for source in own]))
    while waiting:
        names = {group.name for group in waiting}
        ready = [group for group in waiting if not group.needs & names]
        yield ready
        waiting = [group for group in waiting if group not in ready]


def own_sources(tables: Iterable[tuple[str, Rows]], folder: Path) -> list[Source]:
    """Rows that the program makes, (template name, rows), as files of JSON lines."""
    folder.mkdir()
    found = []
    for name, rows in tables:
        path = folder / f"{name}.jsonl"
        with path.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        found.append(Source(path, template_of(name)))
    return found


def template_of(name: str) -> Template:
    """The template of this name; for a label that only the program writes, one made in the same way."""
    found = SCHEMA.templates.get(name)
    return found or Template(name, SCHEMA.props(name), node=SCHEMA.node(name), refs=SCHEMA.refs(name))


def _groups(sources: Sequence[tuple[Source, bool]]) -> Iterator[Group]:
    tasks: dict[str, list[Task]] = defaultdict(list)
    numbers: dict[str, int] = defaultdict(int)
    for source, own in sources:
        template = source.template
        for span in spans(source.path):
            numbers[template.name] += 1
            group = SCHEMA.root(template.name) if template.node else template.name
            tasks[group].append(Task(template, source.path, numbers[template.name], span, own))
    for name, found in tasks.items():
        needs = {root for task in found for root in _needs(task.template)}
        yield Group(name, frozenset(needs - {name}), tuple(found))


def _needs(template: Template) -> Iterator[str]:
    ends = [template.rel[1]] if template.rel else []
    labels = [*(end.source for end in ends), *(end.target for end in ends)]
    return map(SCHEMA.root, [*labels, *(end.target for _, end in template.refs)])
