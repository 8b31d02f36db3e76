"""From the catalogue's files to the graph: categories, types, issues, duties, kinds, needs and skills."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from graph.load import LoadReport, load_rows
from graph.migrations import require_current
from graph.queries import Queries
from graph.store import Store
from graph.vault import Vault
from liandong.catalogue import Catalogue, ComponentAttribute, ComponentKind
from liandong.catalogue.duties import Duties, Duty
from liandong.catalogue.stages import stages
from liandong.clock import now

DATASET = "catalogue"
Rows = Iterable[Mapping[str, Any]]


def load_knowledge(store: Store, queries: Queries, catalogue: Catalogue, *, vault: Vault) -> LoadReport:
    """Load a catalogue: what is new is added, what changed is changed.

    Duties, attributes and defects it no longer has are dropped, and what issues no longer concern.
    Issues it no longer has stay, so that old orders can be read; without duties nothing is routed to them.

    Raises:
        SchemaVersionError: the graph is not migrated.
    """
    require_current(store, queries)
    report = load_rows(store, knowledge_rows(catalogue), vault=vault)
    store.rows(queries["catalogue.drop_duties"], keep=[duty["code"] for duty in _duties(catalogue)])
    store.rows(queries["components.drop_attributes"], keep=list(catalogue.component_attributes))
    for name, links in (
        ("components.drop_kind_attributes", _attribute_links(catalogue)),
        ("components.drop_kind_defects", _defects(catalogue)),
        ("components.drop_concerns", _concerns(catalogue)),
    ):
        store.rows(queries[name], keep=[f"{link['from']} {link['to']}" for link in links])
    store.rows(queries["system.record_dataset"], code=DATASET, version=catalogue.version, loaded_at=now())
    return report


def knowledge_rows(catalogue: Catalogue) -> Iterator[tuple[str, Rows]]:
    """(template, rows) of everything the catalogue knows, in loading order."""
    issues = catalogue.issues.values()
    yield (
        "DepartmentKind",
        ({"code": k.code, "name": k.name, "body": k.body} for k in catalogue.department_kinds.values()),
    )
    yield (
        "Need",
        ({"code": n.code, "name": n.name, "definition": n.definition} for n in catalogue.need_kinds.values()),
    )
    yield "Skill", ({"code": s.code, "name": s.name} for s in catalogue.skills.values())
    yield (
        "Need_REQUIRES_Skill",
        ({"from": n.code, "to": skill} for n in catalogue.need_kinds.values() for skill in n.skills),
    )
    yield (
        "Category",
        ({"code": c.code, "name": c.name, "definition": c.definition} for c in catalogue.categories.values()),
    )
    yield (
        "ComponentKind",
        (
            {"code": k.code, "name": k.name, "group": k.group, "geometry": k.geometry}
            for k in catalogue.component_kinds.values()
        ),
    )
    yield (
        "EventType",
        ({"code": t.code, "name": t.name, "category": t.category} for t in catalogue.types.values()),
    )
    yield "Attribute", (_attribute(row) for row in catalogue.component_attributes.values())
    yield "Issue", (_issue(catalogue, code) for code in catalogue.issues)
    yield "Duty", _duties(catalogue)
    yield "Issue_INDICATES_Need", ({"from": i.code, "to": need} for i in issues for need in i.needs)
    yield "Issue_CONCERNS_ComponentKind", _concerns(catalogue)
    yield "ComponentKind_HAS_ATTRIBUTE_Attribute", _attribute_links(catalogue)
    yield "ComponentKind_HAS_DEFECT_Issue", _defects(catalogue)
    yield (
        "ComponentKind_NORMALLY_WITH_DepartmentKind",
        (row for kind in catalogue.component_kinds.values() for row in _bodies(kind)),
    )


def _attribute(row: ComponentAttribute) -> dict[str, Any]:
    return {
        "code": row.code,
        "name": row.zh,
        "property": row.property,
        "type": row.type,
        "unit": row.unit,
        "required": row.required,
        "values": list(row.values),
    }


def _attribute_links(catalogue: Catalogue) -> Iterator[dict[str, str]]:
    for row in catalogue.component_attributes.values():
        for kind in row.kinds:
            yield {"from": kind, "to": row.code}


def _concerns(catalogue: Catalogue) -> Iterator[dict[str, str]]:
    for issue in catalogue.issues.values():
        for kind in issue.component_kinds:
            yield {"from": issue.code, "to": kind}


def _defects(catalogue: Catalogue) -> Iterator[dict[str, Any]]:
    """One row for each kind and issue, with all the defects that are reported as it."""
    names: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in catalogue.component_defects.values():
        names[row.kind, row.issue].append(row.defect)
    for (kind, issue), defects in names.items():
        yield {"from": kind, "to": issue, "defects": defects}


def _issue(catalogue: Catalogue, code: str) -> dict[str, Any]:
    issue, rules, usual = catalogue.issues[code], catalogue.handling[code], stages(catalogue, code)
    limits = {
        "accept": usual.accept,
        "inspect": usual.inspect,
        "urgent_limit": stages(catalogue, code, "urgent").handle,
        "emergency_limit": stages(catalogue, code, "emergency").handle,
    }
    return {
        **{name: limit.number for name, limit in limits.items()},
        **{f"{name}_unit": limit.unit for name, limit in limits.items()},
        "code": issue.code,
        "name": issue.name,
        "definition": issue.definition,
        "keywords": list(issue.keywords),
        "limit": issue.limit,
        "limit_unit": issue.limit_unit,
        "urgency": issue.urgency,
        "pattern": rules.pattern,
        "filing": rules.filing,
        "closing": rules.closing,
        "verification": rules.verification,
        "reporters": list(rules.reporters),
        "sensitive": rules.sensitive,
        "type": issue.type,
    }


def _duties(catalogue: Catalogue) -> Iterator[dict[str, str]]:
    """The duties by which reports are routed. Their levels are where the bodies begin to act."""
    duties = Duties(catalogue)
    for issue in catalogue.issues:
        for duty in duties.routed(issue):
            yield {
                "code": f"{issue}-{_name(duty, catalogue.issues[issue].lead)}",
                "role": duty.role,
                "level": duty.level,
                "task": duty.task,
                "basis": duty.basis,
                "issue": issue,
                "kind": duty.kind,
            }


def _name(duty: Duty, lead: str) -> str:
    """`lead` for the issue's own lead, else role and kind: a kind has each role once."""
    return "lead" if (duty.role, duty.kind) == ("lead", lead) else f"{duty.role}-{duty.kind}"


def _bodies(kind: ComponentKind) -> Iterator[dict[str, Any]]:
    roles: dict[str, list[str]] = defaultdict(list)
    for role, body in (
        ("supervisor", kind.supervisor),
        ("owner", kind.owner),
        ("maintainer", kind.maintainer),
    ):
        roles[body].append(role)
    for body, names in roles.items():
        yield {"from": kind.code, "to": body, "roles": names}
