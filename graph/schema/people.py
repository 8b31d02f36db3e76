"""People: residents, and those who work or volunteer for them. All synthetic in what the project ships."""

from graph.schema.declare import CODE, End, Index, Node, Prop, Rel, Type

PERSON = Prop(name="name", zh="姓名", personal=True)
PHONE = Prop(name="phone", zh="电话", personal=True)

NODES = (
    Node(
        "Resident",
        "居民",
        "A resident. What identifies the person is encrypted.",
        (
            CODE,
            PERSON,
            PHONE,
            Prop(name="id_number", zh="公民身份号码", personal=True),
            Prop(name="sex", zh="性别", one_of=("F", "M")),
            Prop(
                name="birth_year", zh="出生年", type=Type.INT, minimum=1890, maximum=2100, index=Index.RANGE
            ),
            Prop(name="residence", zh="户籍状况", one_of=("local", "permit", "floating")),
        ),
    ),
    Node(
        "GridWorker",
        "网格员",
        "A full- or part-time grid worker.",
        (
            CODE,
            PERSON,
            PHONE,
            Prop(name="employment", zh="专兼职", one_of=("full_time", "part_time")),
        ),
    ),
    Node(
        "SocialWorker",
        "社会工作者",
        "A social worker of a social organisation.",
        (
            CODE,
            PERSON,
            PHONE,
            Prop(name="grade", zh="职业水平", one_of=("assistant", "intermediate", "senior")),
            Prop(name="capacity", zh="可接个案数", type=Type.INT, minimum=0),
        ),
    ),
    Node(
        "VolunteerTeam",
        "志愿服务队",
        "A team of volunteers.",
        (
            CODE,
            Prop(name="name", zh="名称", required=True, index=Index.RANGE),
            Prop(name="members", zh="人数", type=Type.INT, minimum=0),
        ),
    ),
)

RELS = (
    Rel(
        "LIVES_IN",
        "居住于",
        "The household a resident lives in.",
        (End("Resident", "Household", "household", required=True),),
    ),
    Rel(
        "PATROLS",
        "巡查",
        "The grid a grid worker patrols and verifies in.",
        (End("GridWorker", "Grid"),),
        (Prop(name="role", zh="角色", one_of=("lead", "deputy")),),
    ),
    Rel(
        "WORKS_FOR",
        "任职于",
        "Whom somebody works or volunteers for.",
        (
            End("GridWorker", "Unit", "unit"),
            End("SocialWorker", "SocialOrganisation", "organisation", required=True),
            End("VolunteerTeam", "SocialOrganisation", "organisation"),
        ),
    ),
    Rel(
        "HAS_SKILL",
        "具备技能",
        "What a social worker or a team can do.",
        (
            End("SocialWorker", "Skill"),
            End("VolunteerTeam", "Skill"),
        ),
    ),
)
