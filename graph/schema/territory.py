"""Territory: areas, grids, roads, estates, buildings, addresses, households."""

from graph.schema.declare import CODE, End, Index, Node, Prop, Rel, Type

NAME = Prop(name="name", zh="名称", required=True, index=Index.RANGE)
LOCATION = Prop(name="location", zh="位置", type=Type.POINT, index=Index.POINT)
BOUNDARY = Prop(name="boundary", zh="边界", type=Type.POLYGON)

NODES = (
    Node(
        "Area",
        "行政区域",
        "A city, district, subdistrict (or town) or community (or village).",
        (
            CODE,
            NAME,
            Prop(
                name="level",
                zh="层级",
                required=True,
                one_of=("city", "district", "subdistrict", "community"),
            ),
            Prop(name="aliases", zh="别名", type=Type.STRS),
            BOUNDARY,
        ),
    ),
    Node(
        "Grid",
        "网格",
        "A grid of level 1 (subdistrict), 2 (community), 3 (base grid) or 4 (micro grid).",
        (
            CODE,
            NAME,
            Prop(name="level", zh="级别", type=Type.INT, required=True, minimum=1, maximum=4),
            Prop(
                name="kind", zh="划分类型", one_of=("estate", "institution", "business", "village", "whole")
            ),
            BOUNDARY,
            LOCATION,
        ),
    ),
    Node(
        "Road",
        "道路",
        "A named road, street or lane.",
        (
            CODE,
            NAME,
            Prop(name="aliases", zh="别名", type=Type.STRS),
            Prop(name="line", zh="中心线", type=Type.LINE),
        ),
    ),
    Node(
        "Estate",
        "小区",
        "A housing estate, or a block of old houses under one name.",
        (
            CODE,
            NAME,
            Prop(name="aliases", zh="别名", type=Type.STRS),
            LOCATION,
        ),
    ),
    Node(
        "Building",
        "楼栋",
        "A building.",
        (
            CODE,
            NAME,
            Prop(name="floors", zh="层数", type=Type.INT, minimum=1, maximum=200),
            Prop(name="built", zh="建成年份", type=Type.INT, minimum=1000, maximum=2100),
            Prop(
                name="use", zh="用途", one_of=("residential", "commercial", "office", "public", "industrial")
            ),
            LOCATION,
        ),
    ),
    Node(
        "Address",
        "门牌地址",
        "A door number, or a door in a building: what a household or a shop is at.",
        (
            CODE,
            NAME,
            Prop(name="door", zh="门牌号", index=Index.RANGE),
            LOCATION,
        ),
    ),
    Node(
        "Household",
        "户",
        "A household. It has no name; its people are residents.",
        (
            CODE,
            Prop(name="tenure", zh="居住性质", one_of=("owner", "tenant", "public", "employer")),
        ),
    ),
)

RELS = (
    Rel(
        "PART_OF",
        "属于",
        "The hierarchy that routing climbs: from a place to what contains it.",
        (
            End("Area", "Area", "parent"),
            End("Grid", "Grid", "parent"),
            End("Grid", "Area", "area"),
            End("Building", "Estate", "estate"),
            End("Address", "Building", "building"),
        ),
    ),
    Rel(
        "LOCATED_IN",
        "位于",
        "The grid, or the address, where something is.",
        (
            End("Estate", "Grid", "grid", required=True),
            End("Building", "Grid", "grid", required=True),
            End("Address", "Grid", "grid", required=True),
            End("Household", "Address", "address", required=True),
            End("Component", "Grid", "grid", required=True),
            End("Enterprise", "Grid", "grid", required=True),
            End("Shop", "Grid", "grid", required=True),
            End("CommunityService", "Grid", "grid", required=True),
            End("SocialOrganisation", "Grid", "grid"),
            End("Shop", "Address", "address"),
            End("Enterprise", "Address", "address"),
            End("Unit", "Grid", "grid"),
        ),
    ),
    Rel("RUNS_THROUGH", "穿过", "A road and the grids it runs through.", (End("Road", "Grid"),)),
    Rel("ON", "临", "The road a door number is on.", (End("Address", "Road", "road"),)),
)
