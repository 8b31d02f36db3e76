"""The schema: every label and relationship type of the graph, declared once.

>>> from graph.schema import SCHEMA
>>> SCHEMA.node("Grid").zh
'网格'
"""

from graph.schema import events, knowledge, organisations, people, provenance, services, territory, things
from graph.schema.declare import CODE, End, Index, Node, Prop, Rel, Type
from graph.schema.model import Schema, Template

_GROUPS = (
    ("territory", "属地", territory),
    ("people", "人员", people),
    ("organisations", "组织", organisations),
    ("things", "部件", things),
    ("services", "服务", services),
    ("knowledge", "知识", knowledge),
    ("events", "事件", events),
    ("provenance", "来源", provenance),
)

SCHEMA = Schema.of(
    groups={name: (zh, tuple(node.label for node in module.NODES)) for name, zh, module in _GROUPS},
    nodes=tuple(node for _, _, module in _GROUPS for node in module.NODES),
    rels=tuple(rel for _, _, module in _GROUPS for rel in module.RELS),
)
"""The one schema. A constant: frozen, and built from constants alone."""

__all__ = ["CODE", "SCHEMA", "End", "Index", "Node", "Prop", "Rel", "Schema", "Template", "Type"]
