"""Things: components (部件), each with an ID card."""

from graph.schema.declare import CODE, End, Node, Prop, Rel, Type
from graph.schema.territory import LOCATION

NODES = (
    Node(
        "Component",
        "部件",
        "A public component: lamp, cover, sign, tree … at a position.",
        (
            CODE,
            Prop(name="name", zh="名称"),
            Prop(name="status", zh="状态", one_of=("in_use", "damaged", "out_of_use")),
            Prop(name="installed", zh="安装日期", type=Type.DATE),
            Prop(name="pole", zh="杆号"),
            Prop(name="material", zh="材质"),
            LOCATION,
        ),
    ),
    Node(
        "Camera",
        "监控摄像机",
        "A camera of the register; drawn as a cone. No video.",
        (
            Prop(name="model", zh="型号"),
            Prop(name="bearing", zh="方位角", type=Type.FLOAT, unit="deg", minimum=0, maximum=360),
            Prop(name="angle", zh="视角", type=Type.FLOAT, unit="deg", minimum=1, maximum=360),
            Prop(name="radius", zh="半径", type=Type.FLOAT, unit="m", minimum=1, maximum=2000),
        ),
        base="Component",
    ),
    Node(
        "Pipe",
        "管线",
        "A stretch of pipe or cable.",
        (
            Prop(name="medium", zh="介质"),
            Prop(name="diameter", zh="管径", type=Type.INT, unit="mm", minimum=1, maximum=5000),
            Prop(name="depth", zh="埋深", type=Type.FLOAT, unit="m", minimum=0, maximum=100),
            Prop(name="line", zh="走向", type=Type.LINE),
        ),
        base="Component",
    ),
)

RELS = (
    Rel(
        "SUPERVISED_BY",
        "主管",
        "The department's unit that supervises a component.",
        (End("Component", "Unit", "supervisor"),),
    ),
    Rel("OWNED_BY", "权属", "The unit that owns a component.", (End("Component", "Unit", "owner"),)),
    Rel(
        "MAINTAINED_BY",
        "养护",
        "The unit that maintains a component, and is asked first.",
        (End("Component", "Unit", "maintainer"),),
    ),
)
