"""Organisations: departments and their units, party and self-government bodies, society and trade."""

from graph.schema.declare import CODE, End, Index, Node, Prop, Rel, Type
from graph.schema.territory import LOCATION, NAME

LEVEL = Prop(name="level", zh="层级", required=True, one_of=("city", "district", "subdistrict", "community"))
PHONE = Prop(name="phone", zh="值班电话")

NODES = (
    Node(
        "DepartmentKind",
        "部门类别",
        "A kind of body that duties name: 城管, 公安, 供电, 居委会 …",
        (
            CODE,
            NAME,
            Prop(
                name="body",
                zh="机构性质",
                required=True,
                one_of=(
                    "government",
                    "party",
                    "public_service",
                    "mass_organisation",
                    "self_government",
                    "enterprise",
                ),
            ),
        ),
    ),
    Node(
        "Department",
        "部门",
        "A department of the city or of a district, or a public-service body.",
        (
            CODE,
            NAME,
            LEVEL,
        ),
    ),
    Node(
        "Unit",
        "责任单位",
        "What an order is assigned to: a squad, a station, an office, a committee.",
        (
            CODE,
            NAME,
            LEVEL,
            PHONE,
            Prop(name="aliases", zh="别名", type=Type.STRS),
            Prop(name="closed_on", zh="撤销日期", type=Type.DATE),
            LOCATION,
        ),
    ),
    Node(
        "ResidentsCommittee",
        "居委会（村委会）",
        "The self-government body of a community; leads like a unit.",
        (Prop(name="households", zh="户数", type=Type.INT, minimum=0),),
        base="Unit",
    ),
    Node(
        "PartyBranch",
        "党支部",
        "A party branch and the grids it is present in.",
        (
            CODE,
            NAME,
            Prop(name="members", zh="党员数", type=Type.INT, minimum=0),
        ),
    ),
    Node(
        "SocialOrganisation",
        "社会组织",
        "A registered or recorded social organisation.",
        (
            CODE,
            NAME,
            Prop(
                name="kind",
                zh="类型",
                one_of=("service_agency", "association", "foundation", "community_group"),
            ),
            Prop(name="grade", zh="评估等级", one_of=("1A", "2A", "3A", "4A", "5A")),
            LOCATION,
        ),
    ),
    Node(
        "Enterprise",
        "企业",
        "An enterprise.",
        (
            CODE,
            NAME,
            Prop(name="trade", zh="行业", index=Index.RANGE),
            Prop(name="staff", zh="从业人数", type=Type.INT, minimum=0),
            LOCATION,
        ),
    ),
    Node(
        "Shop",
        "商铺",
        "A shop with a door on the street.",
        (
            CODE,
            NAME,
            Prop(name="trade", zh="业态", index=Index.RANGE),
            LOCATION,
        ),
    ),
)

RELS = (
    Rel("UNIT_OF", "隶属", "The department a unit belongs to.", (End("Unit", "Department", "department"),)),
    Rel(
        "OF_KIND",
        "类别",
        "The kind of body, or the kind of component.",
        (
            End("Department", "DepartmentKind", "kind", required=True),
            End("Unit", "DepartmentKind", "kind", required=True),
            End("Component", "ComponentKind", "kind", required=True),
        ),
    ),
    Rel(
        "COVERS",
        "管辖",
        "Where a unit is competent. A road that a unit covers is its own in whatever grid.",
        (End("Unit", "Area"), End("Unit", "Grid"), End("Unit", "Road")),
    ),
    Rel(
        "SUCCEEDED_BY",
        "由其承接",
        "The unit that took over from one that was closed.",
        (End("Unit", "Unit"),),
    ),
    Rel(
        "PRESENT_IN",
        "进驻",
        "One grid, many parties (一格多元): who is present in a grid.",
        (
            End("PartyBranch", "Grid"),
            End("Unit", "Grid"),
        ),
    ),
)
