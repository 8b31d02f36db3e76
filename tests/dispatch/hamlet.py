"""A place small enough to be read, with its own catalogue: every rule of precedence has its case here.

areas   H-city ── H-district ── H-sub ── H-community
grids   H-g1 (in H-sub) ── H-g2 (in H-community) ── H-g3, H-bare
        H-lone: a grid that is part of nothing and that nobody patrols
"""

from typing import Any

Rows = list[dict[str, Any]]


def unit(code: str, kind: str, level: str, **more: str) -> dict[str, Any]:
    return {"code": f"H-{code}", "name": f"单位{code}", "level": level, "kind": f"H-{kind}", **more}


def grid(code: str, level: int, **more: str) -> dict[str, Any]:
    return {"code": f"H-{code}", "name": f"网格{code}", "level": level, **more}


def area(code: str, level: str, **more: str) -> dict[str, Any]:
    return {"code": f"H-{code}", "name": f"区域{code}", "level": level, **more}


def issue(code: str, limit: int, unit: str, urgency: str = "normal", **shorter: Any) -> dict[str, Any]:
    what = {"name": f"事项{code}", "definition": "", "limit": limit, "limit_unit": unit, "urgency": urgency}
    return {"code": f"H-{code}", "type": "H-type", **what, "definition": "手写的事项", **shorter}


def duty(issue: str, role: str, kind: str, level: str, task: str = "") -> dict[str, Any]:
    code = f"H-{issue}-{role}-{kind}"
    basis = f"《{issue}法》第一条"
    return {
        "code": code,
        "role": role,
        "level": level,
        "task": task,
        "basis": basis,
        "issue": f"H-{issue}",
        "kind": f"H-{kind}",
    }


def service(code: str, capacity: int | None = None, used: int | None = None) -> dict[str, Any]:
    room = {"capacity": capacity, "used": used}
    return {"code": f"H-{code}", "name": f"服务{code}", "grid": "H-g3", "organisation": "H-org", **room}


def lamp(code: str, **roles: str) -> dict[str, Any]:
    return {"code": f"H-{code}", "name": f"路灯{code}", "grid": "H-g3", "kind": "H-lampkind", **roles}


def pairs(*joined: str) -> Rows:
    """`H-a H-b` as a row from the one to the other."""
    return [dict(zip(("from", "to"), pair.split(), strict=True)) for pair in joined]


KINDS = ("light", "police", "estate", "water", "closed", "roads")

TABLES: list[tuple[str, Rows]] = [
    (
        "DepartmentKind",
        [{"code": f"H-{kind}", "name": f"类别{kind}", "body": "government"} for kind in KINDS],
    ),
    ("Need", [{"code": f"H-{need}", "name": f"需求{need}"} for need in ("care", "law", "company")]),
    ("Category", [{"code": "H-category", "name": "大类"}]),
    (
        "ComponentKind",
        [{"code": "H-lampkind", "name": "灯", "group": "公用设施", "geometry": "point"}],
    ),
    ("EventType", [{"code": "H-type", "name": "小类", "category": "H-category"}]),
    (
        "Issue",
        [
            issue("dark", 2, "working_hours"),
            issue("theft", 24, "hours", "urgent"),
            issue("flood", 3, "working_days"),
            issue("gone", 1, "hours"),
            issue("orphan", 1, "hours"),
            issue("lonely", 1, "hours"),
            issue(
                "leak",
                2,
                "working_days",
                urgent_limit=8,
                urgent_limit_unit="hours",
                emergency_limit=2,
                emergency_limit_unit="hours",
            ),
            issue("brief", 1, "hours", urgent_limit=24, urgent_limit_unit="hours"),
        ],
    ),
    (
        "Duty",
        [
            duty("dark", "lead", "light", "community"),
            duty("dark", "support", "police", "community"),
            duty("dark", "support", "roads", "community"),
            duty("theft", "lead", "police", "district"),
            duty("flood", "lead", "water", "community"),
            duty("gone", "lead", "closed", "community"),
            duty("lonely", "lead", "estate", "community"),
            duty("leak", "lead", "water", "community", "关阀抢修"),
            duty("leak", "lead", "light", "subdistrict"),
            duty("leak", "support", "light", "subdistrict", "配合断电"),
            duty("leak", "first", "police", "community", "拉警戒线"),
            duty("brief", "lead", "water", "community"),
        ],
    ),
    ("Issue_INDICATES_Need", pairs("H-lonely H-care", "H-lonely H-law", "H-flood H-company")),
    ("Issue_CONCERNS_ComponentKind", pairs("H-dark H-lampkind")),
    (
        "Area",
        [
            area("city", "city"),
            area("district", "district", parent="H-city"),
            area("sub", "subdistrict", parent="H-district"),
            area("community", "community", parent="H-sub"),
        ],
    ),
    (
        "Grid",
        [
            grid("g1", 1, area="H-sub"),
            grid("g2", 2, area="H-community", parent="H-g1"),
            grid("g3", 3, parent="H-g2"),
            grid("bare", 3, parent="H-g2"),
            grid("lone", 3),
        ],
    ),
    (
        "Unit",
        [
            unit("light-city", "light", "city"),
            unit("light-district", "light", "district"),
            unit("light-sub", "light", "subdistrict"),
            unit("light-g3", "light", "subdistrict"),
            unit("light-keeper", "light", "subdistrict"),
            unit("police-near", "police", "subdistrict"),
            unit("police-district", "police", "district"),
            unit("water-b", "water", "community"),
            unit("water-a", "water", "community"),
            unit("closed", "closed", "community", closed_on="2026-03-02"),
            unit("owner", "estate", "community"),
            unit("supervisor", "roads", "district"),
            unit("roads-far", "roads", "city"),
        ],
    ),
    (
        "Unit_COVERS_Area",
        pairs(
            "H-light-city H-city",
            "H-light-district H-district",
            "H-light-sub H-sub",
            "H-police-district H-district",
            "H-supervisor H-district",
            "H-roads-far H-city",
            "H-closed H-city",
            "H-owner H-city",
        ),
    ),
    (
        "Unit_COVERS_Grid",
        pairs("H-light-g3 H-g3", "H-police-near H-g3", "H-water-b H-g2", "H-water-a H-g2"),
    ),
    (
        "Component",
        [
            lamp("kept", maintainer="H-light-keeper", owner="H-owner", supervisor="H-supervisor"),
            lamp("owned", owner="H-owner", supervisor="H-supervisor"),
            lamp("supervised", supervisor="H-supervisor"),
            lamp("nobody"),
            lamp("forsaken", maintainer="H-closed", owner="H-owner"),
        ],
    ),
    (
        "GridWorker",
        [
            {"code": f"H-{name}", "name": "测试员"}
            for name in ("worker-deputy", "worker-lead", "worker-above")
        ],
    ),
    (
        "GridWorker_PATROLS_Grid",
        [
            {"from": "H-worker-deputy", "to": "H-g3", "role": "deputy"},
            {"from": "H-worker-lead", "to": "H-g3", "role": "lead"},
            {"from": "H-worker-above", "to": "H-g1", "role": "lead"},
        ],
    ),
    ("SocialOrganisation", [{"code": "H-org", "name": "组织org"}]),
    (
        "SocialWorker",
        [{"code": f"H-social-{n}", "name": "测试社工", "organisation": "H-org"} for n in (2, 1)],
    ),
    (
        "CommunityService",
        [
            service("service-far", 90, 0),
            service("service-full", 5, 5),
            service("service-near-small", 5, 4),
            service("service-near-open"),
            service("service-near-roomy", 50, 1),
        ],
    ),
    (
        "CommunityService_SERVES_Area",
        pairs(
            *(f"H-service-{name} H-community" for name in ("near-small", "near-open", "near-roomy", "full"))
        )
        + pairs("H-service-far H-city"),
    ),
    (
        "CommunityService_MEETS_Need",
        pairs(
            *(
                f"H-service-{name} H-care"
                for name in ("near-small", "near-open", "near-roomy", "full", "far")
            ),
            "H-service-near-roomy H-law",
        ),
    ),
    ("VolunteerTeam", [{"code": "H-team", "name": "志愿队", "organisation": "H-org"}]),
    ("VolunteerTeam_SERVES_Area", pairs("H-team H-community")),
    ("VolunteerTeam_MEETS_Need", pairs("H-team H-company")),
]
