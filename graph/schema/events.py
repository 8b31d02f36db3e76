"""Events: what is reported, and what is done about it.

What the program writes about reports has no import template; the registers that others keep (mediation, risk
assessment, proposals, patrols) do.
"""

from graph.schema.declare import CODE, End, Index, Node, Prop, Rel, Type

CREATED = Prop(name="created_at", zh="时间", type=Type.DATETIME, required=True, index=Index.RANGE)
STATE = Prop(name="state", zh="状态", required=True, index=Index.RANGE)
SUBJECT = Prop(name="subject", zh="事由", required=True)


def _state(*values: str) -> Prop:
    """The state of a register's entry: one of these, in the order in which they follow each other."""
    return Prop(name="state", zh="状态", required=True, index=Index.RANGE, one_of=values)


NODES = (
    Node(
        "Report",
        "诉求",
        "What a citizen or a patrol said. The text is masked; the original is encrypted.",
        (
            CODE,
            Prop(name="text", zh="内容（已脱敏）", required=True),
            Prop(name="original", zh="原文", personal=True),
            Prop(name="record", zh="来源记录号"),
            Prop(name="place_names", zh="提到的地点", type=Type.STRS),
            CREATED,
        ),
        template=False,
    ),
    Node(
        "WorkOrder",
        "工单",
        "A work order, its state and its deadline.",
        (
            CODE,
            STATE,
            CREATED,
            Prop(name="deadline", zh="截止时间", type=Type.DATETIME, index=Index.RANGE),
            Prop(name="urgency", zh="紧急程度", required=True, one_of=("normal", "urgent", "emergency")),
            Prop(name="needs_human", zh="需人工", type=Type.BOOL, required=True),
            Prop(name="reasons", zh="说明", type=Type.STRS),
            Prop(name="plan", zh="派遣方案（JSON）", required=True),
        ),
        template=False,
    ),
    Node(
        "Step",
        "流转记录",
        "One thing done to an order. Steps are only ever added.",
        (
            CODE,
            Prop(name="action", zh="动作", required=True),
            Prop(name="actor", zh="经办", required=True),
            Prop(name="reason", zh="理由"),
            CREATED,
        ),
        template=False,
    ),
    Node("Case", "社工个案", "A case of social work.", (CODE, STATE, CREATED), template=False),
    Node(
        "Mediation",
        "调解",
        "A dispute and its mediation, as the register has it; the parties are not named.",
        (
            CODE,
            _state("applied", "under_way", "agreed", "failed", "withdrawn"),
            SUBJECT,
            Prop(
                name="kind",
                zh="纠纷类型",
                one_of=(
                    "neighbour",
                    "family",
                    "property_service",
                    "labour",
                    "consumer",
                    "traffic",
                    "housing",
                    "land",
                    "debt",
                    "injury",
                ),
            ),
            Prop(name="agreement", zh="协议形式", one_of=("oral", "written", "court_confirmed")),
            Prop(name="closed_on", zh="办结日期", type=Type.DATE),
            CREATED,
        ),
    ),
    Node(
        "RiskAssessment",
        "社会稳定风险评估",
        "The assessment of a decision's social risk: of the decision, never of a person.",
        (
            CODE,
            _state("registered", "assessing", "assessed", "decided"),
            SUBJECT,
            Prop(name="kind", zh="决策类型", one_of=("plan", "project", "policy", "price", "event")),
            Prop(name="level", zh="风险等级", one_of=("low", "medium", "high")),
            Prop(name="result", zh="评估结论", one_of=("go", "go_with_measures", "postpone", "stop")),
            Prop(name="assessed_on", zh="评估日期", type=Type.DATE),
            Prop(name="decided_on", zh="决策日期", type=Type.DATE),
            CREATED,
        ),
    ),
    Node(
        "Proposal",
        "民事议题",
        "A proposal of the residents: discussed (民议), done (民办), overseen (民管).",
        (
            CODE,
            _state("proposed", "discussing", "rejected", "decided", "executing", "done", "overseen"),
            SUBJECT,
            Prop(
                name="kind",
                zh="议题类型",
                one_of=("facility", "environment", "parking", "safety", "culture", "care", "rules"),
            ),
            Prop(name="votes_for", zh="同意票", type=Type.INT, minimum=0),
            Prop(name="votes_against", zh="反对票", type=Type.INT, minimum=0),
            Prop(name="budget", zh="经费", type=Type.INT, unit="yuan", minimum=0),
            Prop(name="satisfaction", zh="满意度", type=Type.INT, unit="%", minimum=0, maximum=100),
            Prop(name="decided_on", zh="议定日期", type=Type.DATE),
            Prop(name="done_on", zh="办结日期", type=Type.DATE),
            Prop(name="overseen_on", zh="监督评议日期", type=Type.DATE),
            CREATED,
        ),
    ),
    Node(
        "Patrol",
        "巡查",
        "A patrol of a grid worker.",
        (
            CODE,
            Prop(name="minutes", zh="时长", type=Type.INT, unit="min", minimum=0),
            Prop(name="findings", zh="发现问题数", type=Type.INT, minimum=0),
            CREATED,
        ),
    ),
)

RELS = (
    Rel(
        "REPORTS",
        "上报",
        "Who or what a report came from.",
        (End("Resident", "Report"), End("Patrol", "Report")),
    ),
    Rel(
        "ANSWERS",
        "办理",
        "The report an order answers.",
        (End("WorkOrder", "Report", "report", required=True),),
    ),
    Rel(
        "CLASSIFIED_AS",
        "归类为",
        "Where in the catalogue a report belongs, as deep as is sure.",
        (
            End("Report", "Issue"),
            End("Report", "EventType"),
            End("Report", "Category"),
        ),
        (
            Prop(name="confidence", zh="置信度", type=Type.FLOAT, minimum=0, maximum=1),
            Prop(name="model", zh="模型版本"),
            Prop(name="catalogue", zh="清单版本"),
        ),
    ),
    Rel(
        "AT",
        "发生于",
        "The place of a report, or the grid of a patrol.",
        (
            End("Report", "Grid", "grid"),
            End("Report", "Area", "area"),
            End("Patrol", "Grid", "grid", required=True),
        ),
    ),
    Rel("ABOUT", "关于", "The component a report is about.", (End("Report", "Component", "component"),)),
    Rel(
        "ASSIGNED_TO",
        "派给",
        "Who leads and who supports.",
        (End("WorkOrder", "Unit"),),
        (
            Prop(name="role", zh="角色", one_of=("lead", "support")),
            Prop(name="basis", zh="依据"),
        ),
    ),
    Rel(
        "VERIFIED_BY",
        "核查人",
        "The grid worker who verifies on the spot.",
        (End("WorkOrder", "GridWorker", "worker"),),
    ),
    Rel(
        "REFERRED_TO",
        "转介",
        "The service or team of the social side that helps.",
        (End("WorkOrder", "CommunityService"), End("WorkOrder", "VolunteerTeam")),
    ),
    Rel(
        "NEXT",
        "下一步",
        "An order's first step, and each step's next.",
        (End("WorkOrder", "Step", "step"), End("Step", "Step")),
    ),
    Rel("DUPLICATE_OF", "重复于", "The earlier report that says the same.", (End("Report", "Report"),)),
    Rel(
        "CONDUCTED_BY",
        "执行",
        "Who walks a patrol, mediates, assesses, or carries a proposal out.",
        (
            End("Patrol", "GridWorker", "worker", required=True),
            End("Mediation", "Unit", "unit"),
            End("RiskAssessment", "Unit", "unit"),
            End("Proposal", "Unit", "unit"),
        ),
    ),
    Rel(
        "ARISES_FROM",
        "源于",
        "The order that a case, a mediation or a proposal arises from.",
        (End("Case", "WorkOrder"), End("Mediation", "WorkOrder"), End("Proposal", "WorkOrder")),
    ),
    Rel(
        "IN_AREA",
        "所在区域",
        "Where a register entry belongs.",
        (
            End("RiskAssessment", "Area", "area", required=True),
            End("Proposal", "Area", "area", required=True),
            End("Mediation", "Area", "area", required=True),
        ),
    ),
)
