"""Keeping what was handled: report, work order and first step, with their relationships, all or nothing."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from dispatch.intake import Handled
from dispatch.territory import Territory
from graph.load import load_rows
from graph.schema import SCHEMA, End
from graph.schema.generate import (
    create_nodes,
    existing,
    known_values,
    node_times,
    rel_times,
    values,
    write_rels,
)
from graph.store import Store
from graph.vault import Vault
from liandong.clock import now
from liandong.errors import ConstraintError, DatabaseError, DataError
from nlp.normalise import printable

Statement = tuple[str, dict[str, list[dict[str, Any]]]]
_SOCIAL_LABELS = ("CommunityService", "VolunteerTeam")
_CLASS_LABELS = {"issue": "Issue", "type": "EventType", "category": "Category"}


def order_code(report: str) -> str:
    """The code of the order that answers a report."""
    return f"WO-{report}"


class Ledger:
    """Writes batches of handled reports. The same report is kept once, however often it comes."""

    def __init__(self, store: Store, vault: Vault, territory: Territory) -> None:
        self._store = store
        self._vault = vault
        self._territory = territory

    def known(self, codes: Sequence[str]) -> frozenset[str]:
        """Which reports are kept already."""
        rows = self._store.execute(existing(SCHEMA, "Report"), {"codes": list(codes)})
        return frozenset(row["code"] for row in rows)

    def received(self, codes: Sequence[str]) -> dict[str, datetime]:
        """When those came that are kept already, by code."""
        statement = known_values(SCHEMA, "Report", key="code", prop="created_at")
        rows = self._store.execute(statement, {"keys": list(codes)})
        return {row["key"]: row["found"][0] for row in rows}

    def ensure_source(self, code: str, name: str) -> None:
        """Make sure that a source of reports is known; one that the city describes stays as it is.

        Raises:
            DataError: it cannot be the code of a source.
        """
        if self._store.execute(existing(SCHEMA, "Source"), {"codes": [code]}):
            return
        try:
            load_rows(self._store, [("Source", [{"code": code, "name": name}])], vault=self._vault)
        except ValueError as error:
            raise DataError(
                f"{code!r} cannot be the code of a source 来源编码无效",
                hint="Up to 80 characters, no blanks.",
            ) from error

    def keep(self, handled: Sequence[Handled]) -> int:
        """Keep reports that are not kept yet, in one transaction.

        Returns:
            The number kept.

        Raises:
            ConstraintError: one of them was kept meanwhile.
            DatabaseError: the city changed meanwhile, so that a plan points at what is no more.
        """
        if not handled:
            return 0
        statements = list(self.statements(handled))

        def complete(results: list[list[list[Any]]]) -> None:
            for (_, params), result in zip(statements, results, strict=True):
                if len(result[0][0]) != len(params["rows"]):
                    raise DatabaseError(
                        "The city changed while reports were planned 城市数据在派遣过程中发生变化",
                        hint="Nothing of the batch is kept; send it again.",
                    )

        try:
            self._store.execute_all(statements, check=complete)
        except ConstraintError:
            raise
        except DatabaseError as error:
            if self.known([h.incoming.code for h in handled]):  # then that is what stood in the way
                raise ConstraintError("One of the reports was kept meanwhile 诉求已入库") from error
            raise
        return len(handled)

    def statements(self, handled: Sequence[Handled]) -> Iterable[Statement]:
        """The statements that keep a batch, nodes before relationships."""
        yield from _nodes("Step", [self._step(h) for h in handled])
        yield from _nodes("Report", [self._report(h) for h in handled])
        yield from _nodes("WorkOrder", [self._order(h) for h in handled])
        classes: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for h in handled:
            found = h.reading.classification
            if found.code:
                props = {
                    "confidence": round(found.confidence, 4),
                    "model": h.reading.model,
                    "catalogue": h.reading.catalogue,
                }
                label = _CLASS_LABELS[found.level]
                classes[label].append({"source": h.incoming.code, "target": found.code, "props": props})
        for label, rows in classes.items():
            yield from _links("CLASSIFIED_AS", label, rows, source="Report")
        units = [
            {
                "source": order_code(h.incoming.code),
                "target": unit.code,
                "props": {"role": role, "basis": unit.basis},
            }
            for h in handled
            for role, group in (("lead", [h.plan.lead] if h.plan.lead else []), ("support", h.plan.support))
            for unit in group
        ]
        yield from _links("ASSIGNED_TO", "Unit", units)
        for label in _SOCIAL_LABELS:
            services = [
                {"source": order_code(h.incoming.code), "target": service.code, "props": {}}
                for h in handled
                for service in h.plan.social
                if service.extra["label"] == label
            ]
            yield from _links("REFERRED_TO", label, services)

    def _report(self, h: Handled) -> dict[str, Any]:
        code = h.incoming.code
        props: dict[str, Any] = {
            "text": h.reading.text_masked,
            "record": h.incoming.record,
            "place_names": list(h.names),
            "created_at": h.incoming.received,
        }
        original = printable(h.incoming.text)
        if original != h.reading.text_masked:  # something is masked, or the text was too long to be read
            props["original"] = self._vault.seal("Report", code, "original", original)
        refs = {"source": h.incoming.source}
        if h.place:
            refs["grid" if self._territory.is_grid(h.place) else "area"] = h.place
        if h.component:
            refs["component"] = h.component
        return {"code": code, "props": props, "refs": refs}

    def _order(self, h: Handled) -> dict[str, Any]:
        plan = h.plan
        props = {
            "state": "awaiting_decision" if plan.needs_human or plan.lead is None else "dispatched",
            "created_at": h.incoming.received,
            "deadline": plan.deadline,
            "urgency": plan.urgency,
            "needs_human": plan.needs_human,
            "reasons": list(plan.reasons),
            "plan": json.dumps(h.to_json(self._territory), ensure_ascii=False, separators=(",", ":")),
        }
        code = h.incoming.code
        refs = {"report": code, "step": f"{order_code(code)}-1"}
        if plan.verify:
            refs["worker"] = plan.verify.code
        return {"code": order_code(code), "props": props, "refs": refs}

    def _step(self, h: Handled) -> dict[str, Any]:
        plan = h.plan
        reason = plan.lead.sentence if plan.lead and not plan.needs_human else "；".join(plan.reasons)
        props = {"action": "accept", "actor": "system", "reason": reason, "created_at": now()}
        return {"code": f"{order_code(h.incoming.code)}-1", "props": props, "refs": {}}


def _nodes(label: str, rows: list[dict[str, Any]]) -> Iterable[Statement]:
    """One creating statement per set of references that rows have."""
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        groups[tuple(sorted(row["refs"]))].append(row)
    times = node_times(SCHEMA, label)
    for columns, group in groups.items():
        refs = tuple(ref for ref in SCHEMA.refs(label) if ref[1].column in columns)
        sent = [{**row, **values(row["props"], times)} for row in group]
        yield create_nodes(SCHEMA, label, refs), {"rows": sent}


def _links(
    type_: str, label: str, rows: list[dict[str, Any]], source: str = "WorkOrder"
) -> Iterable[Statement]:
    """The statement that links orders, or reports, to nodes of a label; none if there is nothing to link."""
    if rows:
        times = rel_times(SCHEMA, type_)
        sent = [{**row, **values(row["props"], times)} for row in rows]
        yield write_rels(SCHEMA, type_, End(source, label), new=True), {"rows": sent}
