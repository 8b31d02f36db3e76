"""Writing a batch of items: new nodes are created, known ones updated, dangling references found."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from graph.load.convert import Item, Problem
from graph.schema import SCHEMA, Template
from graph.schema.generate import (
    Refs,
    any_node,
    create_nodes,
    drop_stale_refs,
    existing,
    node_times,
    rel_times,
    update_nodes,
    values,
    write_rels,
)
from graph.store import Store
from liandong.errors import ConstraintError

_ATTEMPTS = 10

Refused = list[tuple[int, list[Problem]]]
"""(line, problems) of the rows of a batch that were not written."""


class NodeWriter:
    """Writes the nodes of one label with the references that its columns give."""

    def __init__(self, store: Store, template: Template) -> None:
        self._store = store
        self._template = template
        self._label = template.name
        self._times = node_times(SCHEMA, template.name)
        self._labels = frozenset(SCHEMA.labels(template.name))
        self._empty = not store.execute(any_node(SCHEMA, self._label))

    def write(self, batch: Sequence[Item]) -> Refused:
        """Write a batch in one transaction.

        A label that was empty at the start is created without looking; if somebody else writes to it
        meanwhile, the constraint says so and the batch is looked up again.
        """
        for attempt in range(_ATTEMPTS):
            try:
                return self._write(batch, {} if self._empty else self._known(batch))
            except ConstraintError:
                self._empty = False
                if attempt == _ATTEMPTS - 1:
                    raise
        raise AssertionError("unreachable")

    def _known(self, batch: Sequence[Item]) -> Mapping[str, frozenset[str]]:
        """The labels of what is there already, by code."""
        codes = [item.code for item in batch]
        rows = self._store.execute(existing(SCHEMA, self._label), {"codes": codes})
        return {row["code"]: frozenset(row["labels"]) for row in rows}

    def _write(self, batch: Sequence[Item], known: Mapping[str, frozenset[str]]) -> Refused:
        foreign = {code for code, labels in known.items() if labels != self._labels}
        by_shape: dict[tuple[bool, Refs], list[Item]] = defaultdict(list)
        for item in batch:
            if item.code not in foreign:
                refs = tuple(ref for ref in self._template.refs if ref[1].column in item.refs)
                by_shape[item.code in known, refs].append(item)
        statements = []
        for (old, refs), items in by_shape.items():
            rows = [self._row(item, old=old) for item in items]
            if old:
                statements += [
                    (drop_stale_refs(SCHEMA, self._label, type_, end, refs), {"rows": rows})
                    for type_, end in self._template.refs
                ]
            make = update_nodes if old else create_nodes
            statements.append((make(SCHEMA, self._label, refs), {"rows": rows}))
        results = self._store.execute_all(statements)
        written = {code for result in results for (codes,) in result for code in codes}
        taken = Problem("code", f"this code is not one of a {self._label} 该编码已被其他类型占用")
        refused = [(item.line, [taken]) for item in batch if item.code in foreign]
        return refused + self._refused([i for i in batch if i.code not in written and i.code not in foreign])

    def _row(self, item: Item, *, old: bool) -> dict[str, object]:
        props = item.props
        if old:
            props = {**_absent(self._template), **props}
        return {"code": item.code, "refs": item.refs, **values(props, self._times)}

    def _refused(self, items: Sequence[Item]) -> Refused:
        ends = [(end.target, end.column or "") for _, end in self._template.refs]
        wanted = {
            (label, column): {item.line: item.refs[column] for item in items if column in item.refs}
            for label, column in ends
        }
        return _dangling(self._store, items, wanted)


class RelWriter:
    """Writes the relationships of one type between two labels."""

    def __init__(self, store: Store, template: Template) -> None:
        if template.rel is None:
            raise ValueError(f"{template.name} is no relationship")
        self._store = store
        self._type, self._end = template.rel
        self._absent = _absent(template)
        self._times = rel_times(SCHEMA, self._type)

    def write(self, batch: Sequence[Item]) -> Refused:
        """Write a batch in one transaction."""
        statement = write_rels(SCHEMA, self._type, self._end, new=False)
        rows = [
            {
                "source": item.code,
                "target": item.target,
                **values({**self._absent, **item.props}, self._times),
            }
            for item in batch
        ]
        (result,) = self._store.execute_all([(statement, {"rows": rows})])
        written = {(source, target) for (pairs,) in result for source, target in pairs}
        items = [item for item in batch if (item.code, item.target) not in written]
        wanted = {
            (self._end.source, "from"): {item.line: item.code for item in items},
            (self._end.target, "to"): {item.line: item.target for item in items},
        }
        return _dangling(self._store, items, wanted)


def _absent(template: Template) -> dict[str, None]:
    """Every property but the code as not there, so that what a row lacks is cleared."""
    return {prop.name: None for prop in template.props if prop.name != "code"}


def _dangling(store: Store, items: Sequence[Item], wanted: dict[tuple[str, str], dict[int, str]]) -> Refused:
    """Why rows were not written: which codes they refer to are not there, by (label, column) and line."""
    problems: dict[int, list[Problem]] = {item.line: [] for item in items}
    for (label, column), codes in wanted.items():
        if not codes:
            continue
        rows = store.execute(existing(SCHEMA, label), {"codes": sorted(set(codes.values()))})
        known = {row["code"] for row in rows}
        reason = f"no {label} has this code 没有编码为该值的{SCHEMA.node(label).zh}"
        for line, code in codes.items():
            if code not in known:
                problems[line].append(Problem(column, f"{reason}: {code}"))
    vanished = [Problem("", "changed by somebody else meanwhile 数据在加载过程中被更改; load it again")]
    return [(line, found or vanished) for line, found in problems.items()]
