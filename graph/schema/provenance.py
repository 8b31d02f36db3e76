"""Provenance: where a fact came from, and the graph's own history."""

from graph.schema.declare import CODE, End, Node, Prop, Rel, Type
from graph.schema.territory import NAME
from liandong.coordinates import Crs

NODES = (
    Node(
        "Source",
        "数据来源",
        "A system that data comes from.",
        (
            CODE,
            NAME,
            Prop(
                name="kind",
                zh="来源类别",
                one_of=("political_legal", "department", "public_service", "internet"),
            ),
            Prop(name="crs", zh="坐标系", one_of=tuple(Crs)),
        ),
    ),
    Node(
        "Dataset",
        "数据集",
        "A catalogue or a city that was loaded, with its version.",
        (
            CODE,
            Prop(name="version", zh="版本", required=True),
            Prop(name="loaded_at", zh="时间", type=Type.DATETIME, required=True),
        ),
        template=False,
    ),
    Node(
        "Migration",
        "结构迁移",
        "A migration of the schema that was applied.",
        (
            CODE,
            Prop(name="name", zh="名称", required=True),
            Prop(name="applied_at", zh="时间", type=Type.DATETIME, required=True),
        ),
        template=False,
    ),
)

_FROM = (Prop(name="record", zh="来源记录号"), Prop(name="seen_at", zh="见于", type=Type.DATETIME))

RELS = (
    Rel(
        "FROM",
        "来自",
        "The source of a fact, with its record there.",
        (
            End("Report", "Source", "source"),
            End("Resident", "Source"),
            End("Enterprise", "Source"),
            End("Address", "Source"),
        ),
        _FROM,
    ),
    Rel(
        "SAME_AS",
        "同一",
        "Two records of one thing.",
        (
            End("Resident", "Resident"),
            End("Enterprise", "Enterprise"),
            End("Address", "Address"),
        ),
        (
            Prop(name="score", zh="相似度", type=Type.FLOAT, minimum=0, maximum=1),
            Prop(name="confirmed_by", zh="确认人"),
        ),
    ),
)
