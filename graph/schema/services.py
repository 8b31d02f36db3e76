"""Services: the social side, what it offers and what it is needed for."""

from graph.schema.declare import CODE, End, Node, Prop, Rel, Type
from graph.schema.territory import LOCATION, NAME

NODES = (
    Node(
        "Need",
        "需求",
        "A kind of need that a service meets.",
        (
            CODE,
            NAME,
            Prop(name="definition", zh="定义"),
        ),
    ),
    Node(
        "CommunityService",
        "社区服务",
        "A service of a community or a social organisation.",
        (
            CODE,
            NAME,
            Prop(
                name="kind",
                zh="类型",
                one_of=(
                    "day_care",
                    "meal_point",
                    "home_care",
                    "respite",
                    "visiting",
                    "counselling",
                    "hotline",
                    "addiction_support",
                    "mediation",
                    "legal_aid",
                    "correction_support",
                    "child_care",
                    "youth_space",
                    "rehabilitation",
                    "employment",
                    "health",
                    "activity",
                    "newcomer_service",
                    "volunteering",
                    "safety_outreach",
                    "hardship_relief",
                    "veterans_care",
                ),
            ),
            Prop(name="capacity", zh="容量", type=Type.INT, minimum=0, unit="places"),
            Prop(name="used", zh="已用", type=Type.INT, minimum=0, unit="places"),
            Prop(name="hours", zh="开放时间"),
            LOCATION,
        ),
    ),
    Node(
        "Project",
        "项目",
        "A purchased or donated project of a social organisation.",
        (
            CODE,
            NAME,
            Prop(name="starts", zh="开始", type=Type.DATE),
            Prop(name="ends", zh="结束", type=Type.DATE),
            Prop(name="budget", zh="预算", type=Type.INT, unit="yuan", minimum=0),
        ),
    ),
    Node(
        "Subsidy",
        "补贴",
        "Public money for a service or a project.",
        (
            CODE,
            NAME,
            Prop(name="amount", zh="金额", type=Type.INT, unit="yuan", minimum=0),
            Prop(name="year", zh="年度", type=Type.INT, minimum=2000, maximum=2100),
        ),
    ),
    Node(
        "CharityResource",
        "慈善资源",
        "Goods, money or room that a donor offers.",
        (
            CODE,
            NAME,
            Prop(name="amount", zh="数量", type=Type.INT, minimum=0),
            Prop(name="unit", zh="单位"),
        ),
    ),
    Node("Skill", "技能", "What a social worker or a team can do.", (CODE, NAME)),
)

RELS = (
    Rel(
        "PROVIDED_BY",
        "提供方",
        "The social organisation behind a service, project or resource.",
        (
            End("CommunityService", "SocialOrganisation", "organisation", required=True),
            End("Project", "SocialOrganisation", "organisation", required=True),
            End("CharityResource", "SocialOrganisation", "organisation"),
        ),
    ),
    Rel(
        "SERVES",
        "服务于",
        "Where a service is open to people.",
        (
            End("CommunityService", "Area"),
            End("CommunityService", "Grid"),
            End("VolunteerTeam", "Area"),
        ),
    ),
    Rel(
        "MEETS",
        "满足",
        "The needs that a service, project, team or resource meets.",
        (
            End("CommunityService", "Need"),
            End("Project", "Need"),
            End("VolunteerTeam", "Need"),
            End("CharityResource", "Need"),
        ),
    ),
    Rel(
        "FUNDS",
        "资助",
        "What a subsidy pays for.",
        (
            End("Subsidy", "CommunityService"),
            End("Subsidy", "Project"),
        ),
    ),
    Rel(
        "HAS_NEED",
        "有需求",
        "A household that asked for, or was found to need, help.",
        (End("Household", "Need"),),
    ),
    Rel("REQUIRES", "需要技能", "The skills that meeting a need takes.", (End("Need", "Skill"),)),
)
