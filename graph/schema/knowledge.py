"""Knowledge: the event catalogue, the kinds of component, and who has the duty."""

from graph.schema.declare import CODE, End, Node, Prop, Rel, Type
from graph.schema.territory import NAME

_LIMIT_UNITS = ("hours", "working_hours", "working_days")


def _limit(name: str, zh: str) -> tuple[Prop, Prop]:
    """A time limit and its unit."""
    return (
        Prop(name=name, zh=zh, type=Type.INT, minimum=1),
        Prop(name=f"{name}_unit", zh=f"{zh}单位", one_of=_LIMIT_UNITS),
    )


NODES = (
    Node(
        "Category",
        "事件大类",
        "One of the four categories of the event catalogue.",
        (
            CODE,
            NAME,
            Prop(name="definition", zh="定义"),
        ),
    ),
    Node("EventType", "事件小类", "A type of event.", (CODE, NAME)),
    Node(
        "Issue",
        "事件问题",
        "A concrete problem: what a report is classified as.",
        (
            CODE,
            NAME,
            Prop(name="definition", zh="定义", required=True),
            Prop(name="keywords", zh="口语说法", type=Type.STRS),
            Prop(name="limit", zh="时限", type=Type.INT, required=True, minimum=1),
            Prop(name="limit_unit", zh="时限单位", required=True, one_of=_LIMIT_UNITS),
            *_limit("urgent_limit", "紧急时限"),
            *_limit("emergency_limit", "特急时限"),
            *_limit("accept", "受理时限"),
            *_limit("inspect", "核查时限"),
            Prop(name="urgency", zh="紧急程度", required=True, one_of=("normal", "urgent", "emergency")),
            Prop(name="pattern", zh="处置类别"),
            Prop(name="filing", zh="立案条件"),
            Prop(name="closing", zh="结案条件"),
            Prop(
                name="verification", zh="核实方式", one_of=("on_site", "photo", "document", "phone", "none")
            ),
            Prop(name="reporters", zh="上报主体", type=Type.STRS),
            Prop(name="sensitive", zh="是否涉密敏感", type=Type.BOOL),
            Prop(name="retired_on", zh="停用日期", type=Type.DATE),
            Prop(name="retired_reason", zh="停用原因"),
        ),
    ),
    Node(
        "ComponentKind",
        "部件类别",
        "A kind of component.",
        (
            CODE,
            NAME,
            Prop(name="group", zh="大类", required=True),
            Prop(name="geometry", zh="几何", required=True, one_of=("point", "line")),
        ),
    ),
    Node(
        "Attribute",
        "部件属性",
        "What ID cards of some kinds of component say: a property, under the name that these kinds give it.",
        (
            CODE,
            NAME,
            Prop(name="property", zh="属性", required=True),
            Prop(name="type", zh="类型", required=True),
            Prop(name="unit", zh="单位"),
            Prop(name="required", zh="是否必填", type=Type.BOOL),
            Prop(name="values", zh="可选值", type=Type.STRS),
        ),
    ),
    Node(
        "Duty",
        "职责",
        "What a kind of body does about an issue, from which level up, and by what law.",
        (
            CODE,
            Prop(name="role", zh="角色", required=True, one_of=("lead", "first", "support")),
            Prop(
                name="level",
                zh="作用层级",
                required=True,
                one_of=("city", "district", "subdistrict", "community"),
            ),
            Prop(name="task", zh="职责内容"),
            Prop(name="basis", zh="依据", required=True),
        ),
    ),
)

RELS = (
    Rel(
        "BELONGS_TO",
        "归入",
        "The catalogue's hierarchy.",
        (
            End("EventType", "Category", "category", required=True),
            End("Issue", "EventType", "type", required=True),
        ),
    ),
    Rel(
        "REPLACED_BY",
        "由其替代",
        "What replaces an issue that a later version of the catalogue no longer has.",
        (End("Issue", "Issue"),),
        (
            Prop(name="kind", zh="方式", required=True, one_of=("same", "rename", "split", "merge")),
            Prop(name="reason", zh="原因"),
        ),
    ),
    Rel("DUTY_FOR", "职责事项", "The issue a duty is for.", (End("Duty", "Issue", "issue", required=True),)),
    Rel(
        "DUTY_OF",
        "职责主体",
        "The kind of body that has the duty.",
        (End("Duty", "DepartmentKind", "kind", required=True),),
    ),
    Rel("INDICATES", "提示需求", "The need an issue lets one expect.", (End("Issue", "Need"),)),
    Rel(
        "CONCERNS", "涉及部件", "The kinds of component an issue is about.", (End("Issue", "ComponentKind"),)
    ),
    Rel(
        "HAS_ATTRIBUTE",
        "具有属性",
        "What the ID card of a kind of component says.",
        (End("ComponentKind", "Attribute"),),
    ),
    Rel(
        "HAS_DEFECT",
        "可能缺陷",
        "What can be wrong with a kind of component, and the issue it is reported as.",
        (End("ComponentKind", "Issue"),),
        (Prop(name="defects", zh="缺陷", type=Type.STRS, required=True),),
    ),
    Rel(
        "NORMALLY_WITH",
        "通常归口",
        "The kinds of body that supervise, own and maintain a kind of component.",
        (End("ComponentKind", "DepartmentKind"),),
        (Prop(name="roles", zh="角色", type=Type.STRS),),
    ),
)
