"""Things: components (部件), each with an ID card.

The properties are the union of what all kinds of component have: which kind has which, under what name and
with what values, is data (`data/component_attributes.csv`) and checked against this file.
"""

from graph.schema.declare import CODE, End, Node, Prop, Rel, Type
from graph.schema.territory import LOCATION


def _measure(name: str, zh: str, unit: str, minimum: float, maximum: float) -> Prop:
    return Prop(name=name, zh=zh, type=Type.FLOAT, unit=unit, minimum=minimum, maximum=maximum)


def _whole(name: str, zh: str, unit: str, maximum: float) -> Prop:
    return Prop(name=name, zh=zh, type=Type.INT, unit=unit, minimum=1, maximum=maximum)


_WORDS = (
    Prop(name="number", zh="设备编号"),
    Prop(name="model", zh="型号"),
    Prop(name="form", zh="形式"),
    Prop(name="use", zh="用途"),
    Prop(name="grade", zh="等级"),
    Prop(name="content", zh="内容"),
    Prop(name="medium", zh="介质"),
    Prop(name="species", zh="树种"),
    Prop(name="lamp", zh="光源"),
    Prop(name="hours", zh="开放时间"),
    Prop(name="routes", zh="线路", type=Type.STRS),
    Prop(name="networked", zh="是否联网", type=Type.BOOL),
    Prop(name="barrier_free", zh="是否无障碍", type=Type.BOOL),
    Prop(name="valid_until", zh="有效期至", type=Type.DATE),
)

_MEASURES = (
    _whole("quantity", "数量", "", 100_000),
    _measure("power", "功率", "W", 0.1, 10_000_000),
    _whole("voltage", "电压", "V", 1_100_000),
    _measure("rating", "额定容量", "kVA", 0.1, 1_000_000),
    _measure("pressure", "压力", "MPa", 0.0001, 50),
    _measure("flow", "流量", "m3/h", 0.01, 1_000_000),
    _measure("volume", "容积", "m3", 0.001, 1_000_000),
    _measure("capacity", "处理能力", "t/d", 0.1, 100_000),
    _measure("load", "承载", "t", 0.1, 1000),
    _whole("diameter", "直径", "mm", 5000),
    _measure("depth", "深度", "m", 0, 100),
    _measure("height", "高度", "m", 0, 500),
    _measure("length", "长度", "m", 0.01, 100_000),
    _measure("width", "宽度", "m", 0.01, 500),
    _measure("clearance", "净高", "m", 1, 100),
    _measure("area", "面积", "m2", 0.01, 10_000_000),
    _measure("trunk", "胸径", "cm", 1, 1000),
    _measure("crown", "冠幅", "m", 0.1, 100),
    _whole("age", "树龄", "a", 5000),
)

NODES = (
    Node(
        "Component",
        "部件",
        "A public component: lamp, cover, sign, tree … at a position, or a line.",
        (
            CODE,
            Prop(name="name", zh="名称"),
            Prop(name="status", zh="状态", one_of=("in_use", "damaged", "out_of_use")),
            Prop(name="installed", zh="安装日期", type=Type.DATE),
            Prop(name="pole", zh="杆号"),
            Prop(name="material", zh="材质"),
            LOCATION,
            Prop(name="line", zh="走向", type=Type.LINE),
            *_WORDS,
            *_MEASURES,
        ),
    ),
    Node(
        "Camera",
        "监控摄像机",
        "A camera of the register; drawn as a cone. No video.",
        (
            _measure("bearing", "方位角", "deg", 0, 360),
            _measure("angle", "视角", "deg", 1, 360),
            _measure("radius", "半径", "m", 1, 2000),
        ),
        base="Component",
    ),
    Node(
        "Pipe",
        "管线",
        "A stretch of pipe or cable.",
        (Prop(name="laying", zh="敷设方式"),),
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
