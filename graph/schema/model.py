"""The declared schema as a whole: looked up, checked, and turned into import templates."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from graph.schema.declare import CODE, End, Node, Prop, Rel, Type


@dataclass(frozen=True)
class Template:
    """The columns of one import file.

    Attributes:
        name: the file's stem: `Grid`, or `Unit_COVERS_Grid`.
        props: properties read from columns of the same name (`location` from `lon` and `lat`).
        refs: for nodes, the relationships given by a column that holds a code.
        rel: for relationship files, the type and its two labels; their columns are `from` and `to`.
    """

    name: str
    props: tuple[Prop, ...]
    node: Node | None = None
    refs: tuple[tuple[str, End], ...] = ()
    rel: tuple[str, End] | None = None

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The header line, in order."""
        columns: list[str] = [] if self.rel is None else ["from", "to"]
        for prop in self.props:
            columns += ["lon", "lat"] if prop.type is Type.POINT else [prop.name]
        return (*columns, *(end.column for _, end in self.refs if end.column))

    @cached_property
    def required(self) -> frozenset[str]:
        """The columns that may not be empty."""
        names = {prop.name for prop in self.props if prop.required}
        names |= {end.column for _, end in self.refs if end.required and end.column}
        return frozenset(names | ({"from", "to"} if self.rel else set()))


@dataclass(frozen=True)
class Schema:
    """Every label and relationship type. Use `graph.schema.SCHEMA`."""

    groups: Mapping[str, tuple[str, tuple[str, ...]]]
    nodes: Mapping[str, Node]
    rels: Mapping[str, Rel]

    @classmethod
    def of(
        cls,
        *,
        groups: Mapping[str, tuple[str, tuple[str, ...]]],
        nodes: tuple[Node, ...],
        rels: tuple[Rel, ...],
    ) -> "Schema":
        """Check the declarations against each other and keep them by name.

        Raises:
            ValueError: a label, type or column declared twice, or an end that names an unknown label.
        """
        by_label = {node.label: node for node in nodes}
        by_type = {rel.type: rel for rel in rels}
        if len(by_label) != len(nodes) or len(by_type) != len(rels):
            raise ValueError("a label or relationship type is declared twice")
        for rel in rels:
            for end in rel.ends:
                if unknown := {end.source, end.target} - by_label.keys():
                    raise ValueError(f"{rel.type} joins undeclared labels {sorted(unknown)}")
        for node in nodes:
            if node.base is not None and node.base not in by_label:
                raise ValueError(f"{node.label} is based on undeclared {node.base}")
        schema = cls(groups, by_label, by_type)
        for template in schema.templates.values():
            if len(set(template.columns)) != len(template.columns):
                raise ValueError(f"template {template.name} has a column twice")
        return schema

    def node(self, label: str) -> Node:
        """The declaration of a label."""
        return self.nodes[label]

    def labels(self, label: str) -> tuple[str, ...]:
        """All labels that a node of this label carries, the most general first."""
        base = self.nodes[label].base
        return (base, label) if base else (label,)

    def root(self, label: str) -> str:
        """The label that holds the unique code: the base, or the label itself."""
        return self.labels(label)[0]

    def family(self, label: str) -> tuple[str, ...]:
        """The label, what it is based on, and what is based on it: all that its nodes may be matched by."""
        derived = tuple(other for other, node in self.nodes.items() if node.base == label)
        return (*self.labels(label), *derived)

    def props(self, label: str) -> tuple[Prop, ...]:
        """All properties of a label, those of its base first, each once."""
        node = self.nodes[label]
        inherited = self.nodes[node.base].props if node.base else ()
        return inherited + node.props

    def refs(self, label: str) -> tuple[tuple[str, End], ...]:
        """The (type, end) pairs that a column in this label's template gives."""
        sources = set(self.labels(label))
        return tuple(
            (rel.type, end)
            for rel in self.rels.values()
            for end in rel.ends
            if end.column and end.source in sources
        )

    @cached_property
    def templates(self) -> Mapping[str, Template]:
        """The import templates by name, in an order in which references always point backwards."""
        nodes = {
            label: Template(label, self.props(label), node=node, refs=self.refs(label))
            for label, node in self.nodes.items()
            if node.template
        }
        ordered: dict[str, Template] = {}
        while len(ordered) < len(nodes):
            ready = [
                label
                for label, template in nodes.items()
                if label not in ordered and all(self._loaded(end, label, ordered) for _, end in template.refs)
            ]
            if not ready:
                raise ValueError(f"references in a circle among {sorted(nodes.keys() - ordered.keys())}")
            ordered |= {label: nodes[label] for label in ready}
        for rel in self.rels.values():
            for end in rel.ends:
                if end.column is None and self.nodes[end.source].template and self.nodes[end.target].template:
                    name = f"{end.source}_{rel.type}_{end.target}"
                    ordered[name] = Template(name, rel.props, rel=(rel.type, end))
        return ordered

    @staticmethod
    def _loaded(end: End, label: str, ordered: Mapping[str, Template]) -> bool:
        return end.target in ordered or end.target == label

    @cached_property
    def names(self) -> frozenset[str]:
        """What data outside the graph may name of it: labels, `Label.property`, relationship types."""
        props = {f"{label}.{prop.name}" for label in self.nodes for prop in self.props(label)}
        return frozenset(props | self.nodes.keys() | self.rels.keys())

    @cached_property
    def property_keys(self) -> tuple[str, ...]:
        """Every property name of the graph."""
        names = {CODE.name}
        for node in self.nodes.values():
            names |= {prop.name for prop in node.props}
        for rel in self.rels.values():
            names |= {prop.name for prop in rel.props}
        return tuple(sorted(names))
