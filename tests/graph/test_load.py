"""Loading: what fits is in the graph, what does not is in `rejects.csv`, and again changes nothing."""

from pathlib import Path

import pytest

from graph.load import load_directory, load_rows
from graph.store import Store
from graph.vault import Vault
from tests.graph.loading import VAULT, codes, dump, load, rejects, where, write

TERRITORY: dict[str, str | list[str]] = {
    "Area.csv": [
        "code,name,level,aliases,parent",
        "320500,苏州市,city,,",
        "320508,姑苏区,district,,320500",
        "320508021,双塔街道,subdistrict,双塔|双塔街,320508",
        "320508021001,钟楼社区,community,,320508021",
    ],
    "Grid.csv": [
        "code,name,level,boundary,parent,area",
        'G1,双塔街道网格,1,"POLYGON ((120 31, 121 31, 121 32, 120 32, 120 31))",,320508021',
        "G2,钟楼社区网格,2,,G1,320508021001",
        "G3,钟楼社区第一网格,3,,G2,",
        "G4,钟楼社区第二网格,3,,G2,",
    ],
    "Estate.csv": ["code,name,lon,lat,grid", "E1,里河新村,120.63,31.3,G3"],
    "Address.csv": ["code,name,door,grid", "A1,十全街128号,128,G3", "A2,十全街130号,130,G4"],
    "Household.csv": ["code,tenure,address", "H1,owner,A1", "H2,tenant,A2"],
    "Resident.csv": [
        "code,name,phone,birth_year,residence,household",
        "R1,王小明,10001234567,1950,local,H1",
        "R2,李小红,,1990,permit,H2",
    ],
    "GridWorker.csv": ["code,name,phone,employment", "W1,张网格,10007654321,full_time"],
    "GridWorker_PATROLS_Grid.csv": ["from,to,role", "W1,G3,lead", "W1,G4,deputy"],
}
COMPONENTS: dict[str, str | list[str]] = {
    "Grid.csv": TERRITORY["Grid.csv"],
    "Area.csv": TERRITORY["Area.csv"],
    "ComponentKind.csv": ["code,name,group,geometry", "0128,监控,公用设施,point", "0301,路灯,公用设施,point"],
    "Component.csv": ["code,name,grid,kind", "C1,路灯,G3,0301"],
    "Camera.csv": ["code,name,model,bearing,grid,kind", "C2,监控,X1,90,G3,0128"],
}


def edit(folder: Path, name: str, old: str, new: str) -> None:
    """Replace something that is in a file once."""
    text = (folder / name).read_text(encoding="utf-8")
    assert text.count(old) == 1
    (folder / name).write_text(text.replace(old, new), encoding="utf-8")


def targets(store: Store, code: str, type_: str) -> list[str]:
    """The codes that a node's relationships of a type point at."""
    rows = store.execute(
        f"MATCH (n {{code: $code}})-[:{type_}]->(t) RETURN t.code AS code ORDER BY code", {"code": code}
    )
    return [row["code"] for row in rows]


# What fits is loaded


def test_a_folder_is_loaded_with_its_references(empty_store: Store, tmp_path: Path) -> None:
    write(tmp_path, TERRITORY)

    report = load(empty_store, tmp_path)

    assert report.rejects_file is None
    assert sum(report.rows.values()) == sum(report.loaded.values()) == 18
    climb = "MATCH (:Resident {code: 'R1'})-[:LIVES_IN|LOCATED_IN|PART_OF*1..9]->(a:Area) RETURN a.code AS a"
    assert {row["a"] for row in empty_store.execute(climb)} == set(codes(empty_store, "Area"))
    patrols = empty_store.execute(
        "MATCH (w:GridWorker)-[r:PATROLS]->(g) RETURN w.code AS w, r.role AS role, g.code AS g ORDER BY g"
    )
    assert patrols == [{"w": "W1", "role": "lead", "g": "G3"}, {"w": "W1", "role": "deputy", "g": "G4"}]
    ((area),) = empty_store.execute("MATCH (a:Area {code: '320508021'}) RETURN properties(a) AS props")
    assert area["props"]["aliases"] == ["双塔", "双塔街"]


def test_a_camera_is_loaded_with_both_its_labels(empty_store: Store, tmp_path: Path) -> None:
    write(tmp_path, COMPONENTS)

    load(empty_store, tmp_path)

    assert codes(empty_store, "Component") == ["C1", "C2"]
    assert codes(empty_store, "Camera") == ["C2"]
    assert targets(empty_store, "C2", "OF_KIND") == ["0128"]


@pytest.mark.parametrize("size", [4, 6_000])
def test_children_may_stand_before_their_parents(empty_store: Store, tmp_path: Path, size: int) -> None:
    chain = [f"A{number},area{number},community,A{number // 2}" for number in range(size - 1, 0, -1)]
    write(tmp_path, {"Area.csv": ["code,name,level,parent", *chain, "A0,root,city,"]})

    report = load(empty_store, tmp_path)

    assert report.loaded["Area"] == size
    count = "MATCH (:Area)-[r:PART_OF]->(:Area) RETURN count(r) AS n"
    assert empty_store.execute(count) == [{"n": size - 1}]


def test_progress_tells_of_every_row_once(empty_store: Store, tmp_path: Path) -> None:
    write(tmp_path, TERRITORY | {"Skill.csv": ["code,name", "1,a", "2", "1,b"]})
    told: dict[str, int] = {}

    def progress(name: str, rows: int) -> None:
        told[name] = told.get(name, 0) + rows

    report = load_directory(empty_store, tmp_path, vault=VAULT, progress=progress)

    assert told == report.rows


def test_rows_of_the_program_are_loaded(empty_store: Store) -> None:
    rows = [{"code": "1", "name": "a", "level": 3}, {"code": "2", "name": "b", "level": 4, "parent": "1"}]

    report = load_rows(empty_store, [("Grid", rows)], vault=VAULT)

    assert report.loaded == {"Grid": 2}
    assert targets(empty_store, "2", "PART_OF") == ["1"]


def test_rows_of_the_program_that_do_not_fit_are_its_fault(empty_store: Store) -> None:
    with pytest.raises(ValueError, match="level"):
        load_rows(empty_store, [("Grid", [{"code": "1", "name": "a", "level": 9}])], vault=VAULT)


# What does not fit is told, and everything else is loaded


def test_every_kind_of_bad_row_is_rejected_with_its_line(empty_store: Store, tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "Area.csv": [
                "code,name,level,boundary,parent",
                "1,苏州市,city,,",
                ",无编码,city,,",
                "3,,city,,",
                "4,镇,town,,",
                "5,孤儿,district,,9",
                '6,未闭合,district,"POLYGON ((0 0, 1 0, 1 1, 0 1))",1',
                '7,自相交,district,"POLYGON ((0 0, 1 1, 1 0, 0 1, 0 0))",1',
                '8,"分\n行",district,,1',
                "1,重复,city,,",
                "10,短",
                f"11,{'长' * 10_001},city,,",
                "12,空\0字符,city,,",
                "13,姑苏区,district,,1",
            ],
            "Grid.csv": [
                "code,name,level,lon,lat,area",
                "G1,a,five,,,1",
                "G2,b,9,120.6,31.3,1",
                "G3,c,3,120.6,91,1",
                "G4,d,3,31.3,,1",
                "G5,e,3,120.6,31.3,13",
            ],
            "GridWorker.csv": ["code,employment", "W1,full_time", "W2,sometimes"],
            "GridWorker_PATROLS_Grid.csv": [
                "from,to,role",
                "W1,G5,lead",
                "W2,G5,lead",
                "W2,G9,lead",
                "W1,G5,deputy",
                "W1,,lead",
                "W1,G5,boss",
            ],
        },
    )

    report = load(empty_store, tmp_path)

    assert codes(empty_store, "Area") == ["1", "13", "8"]
    assert codes(empty_store, "Grid") == ["G5"]
    assert codes(empty_store, "GridWorker") == ["W1"]
    assert targets(empty_store, "W1", "PATROLS") == ["G5"]
    assert where(tmp_path) == [
        ("Area.csv", 3, "code"),
        ("Area.csv", 4, "name"),
        ("Area.csv", 5, "level"),
        ("Area.csv", 6, "parent"),
        ("Area.csv", 7, "boundary"),
        ("Area.csv", 8, "boundary"),
        ("Area.csv", 11, "code"),
        ("Area.csv", 12, ""),
        ("Area.csv", 13, "name"),
        ("Area.csv", 14, "name"),
        ("Grid.csv", 2, "level"),
        ("Grid.csv", 3, "level"),
        ("Grid.csv", 4, "lat"),
        ("Grid.csv", 5, "lat"),
        ("GridWorker.csv", 3, "employment"),
        ("GridWorker_PATROLS_Grid.csv", 3, "from"),
        ("GridWorker_PATROLS_Grid.csv", 4, "from"),
        ("GridWorker_PATROLS_Grid.csv", 4, "to"),
        ("GridWorker_PATROLS_Grid.csv", 5, "from"),
        ("GridWorker_PATROLS_Grid.csv", 6, "to"),
        ("GridWorker_PATROLS_Grid.csv", 7, "role"),
    ]
    assert report.rejected == {"Area": 10, "Grid": 4, "GridWorker": 1, "GridWorker_PATROLS_Grid": 5}
    for _, _, _, reason in rejects(tmp_path):
        assert any("a" <= char <= "z" for char in reason), reason
        assert any("\u4e00" <= char <= "\u9fff" for char in reason), reason


def test_rows_that_are_part_of_themselves_are_rejected(empty_store: Store, tmp_path: Path) -> None:
    lines = ["1,a,city,", "2,b,district,2", "3,c,district,4", "4,d,district,3", "5,e,community,4"]
    write(tmp_path, {"Area.csv": ["code,name,level,parent", *lines]})

    load(empty_store, tmp_path)

    assert codes(empty_store, "Area") == ["1"]
    assert where(tmp_path) == [("Area.csv", line, "parent") for line in (3, 4, 5, 6)]


def test_what_refers_to_a_rejected_row_is_rejected_too(empty_store: Store, tmp_path: Path) -> None:
    lines = ["1,a,town,", "2,b,district,1", "3,c,community,2", "4,d,city,"]
    write(tmp_path, {"Area.csv": ["code,name,level,parent", *lines]})

    load(empty_store, tmp_path)

    assert codes(empty_store, "Area") == ["4"]
    assert where(tmp_path) == [("Area.csv", 2, "level"), ("Area.csv", 3, "parent"), ("Area.csv", 4, "parent")]


def test_a_row_with_one_of_its_references_dangling_is_rejected(empty_store: Store, tmp_path: Path) -> None:
    write(tmp_path, TERRITORY | {"Shop.csv": ["code,name,grid,address", "S1,面馆,G3,A9", "S2,药店,G3,A1"]})

    load(empty_store, tmp_path)

    assert codes(empty_store, "Shop") == ["S2"]
    ((_, line, field, reason),) = rejects(tmp_path)
    assert (line, field) == (2, "address")
    assert reason == "no Address has this code 没有编码为该值的门牌地址: A9"


def test_a_code_that_two_files_of_components_share_is_rejected(empty_store: Store, tmp_path: Path) -> None:
    write(tmp_path, COMPONENTS)
    edit(tmp_path, "Camera.csv", "C2,", "C1,")

    load(empty_store, tmp_path)

    assert codes(empty_store, "Component") == ["C1"]
    assert codes(empty_store, "Camera") == []
    assert where(tmp_path) == [("Camera.csv", 2, "code")]


def test_a_code_that_belongs_to_another_kind_of_thing_is_rejected(empty_store: Store, tmp_path: Path) -> None:
    load(empty_store, write(tmp_path / "first", COMPONENTS))
    before = dump(empty_store)
    second = write(
        tmp_path / "second",
        {
            "Camera.csv": ["code,name,grid,kind", "C1,监控,G3,0128"],
            "Component.csv": ["code,name,grid,kind", "C2,路灯,G3,0301"],
            "Pipe.csv": ["code,name,grid,kind", "C2,管线,G3,0301"],
        },
    )

    load(empty_store, second)

    assert dump(empty_store) == before
    assert where(second) == [("Camera.csv", 2, "code"), ("Component.csv", 2, "code"), ("Pipe.csv", 2, "code")]


def test_many_rejected_rows_are_all_written_down(empty_store: Store, tmp_path: Path) -> None:
    write(tmp_path, {"Skill.csv": ["code,name", *(f"{number}," for number in range(12_000)), "x,y"]})

    report = load(empty_store, tmp_path)

    assert codes(empty_store, "Skill") == ["x"]
    assert report.rejected["Skill"] == 12_000
    assert where(tmp_path) == [("Skill.csv", line, "name") for line in range(2, 12_002)]


# Again


def test_loading_twice_changes_nothing(empty_store: Store, tmp_path: Path) -> None:
    write(tmp_path, TERRITORY | COMPONENTS)
    load(empty_store, tmp_path)
    before = dump(empty_store)
    assert len(before[0]) == 20

    report = load(empty_store, tmp_path)

    assert dump(empty_store) == before
    assert sum(report.loaded.values()) == 20 + 2


def test_loading_a_part_again_leaves_the_rest(empty_store: Store, tmp_path: Path) -> None:
    load(empty_store, write(tmp_path / "all", TERRITORY))
    before = dump(empty_store)

    load(empty_store, write(tmp_path / "part", {"Grid.csv": TERRITORY["Grid.csv"]}))

    assert dump(empty_store) == before


def test_a_changed_value_replaces_the_old_and_an_emptied_clears_it(
    empty_store: Store, tmp_path: Path
) -> None:
    write(tmp_path, TERRITORY)
    load(empty_store, tmp_path)
    edit(tmp_path, "Estate.csv", "E1,里河新村,120.63,31.3,G3", "E1,里河小区,,,G3")
    edit(tmp_path, "Area.csv", "双塔街道,subdistrict,双塔|双塔街,", "双塔街道,subdistrict,,")

    load(empty_store, tmp_path)

    estate = empty_store.execute("MATCH (e:Estate) RETURN properties(e) AS props")
    area = empty_store.execute("MATCH (a:Area {code: '320508021'}) RETURN properties(a) AS props")
    assert estate == [{"props": {"code": "E1", "name": "里河小区"}}]
    assert area == [{"props": {"code": "320508021", "name": "双塔街道", "level": "subdistrict"}}]


def test_a_moved_row_has_the_new_place_alone(empty_store: Store, tmp_path: Path) -> None:
    write(tmp_path, TERRITORY | COMPONENTS)
    load(empty_store, tmp_path)
    edit(tmp_path, "Camera.csv", "C2,监控,X1,90,G3,0128", "C2,监控,X1,90,G4,0128")
    edit(tmp_path, "Component.csv", "C1,路灯,G3,0301", "C1,路灯,G3,0128")

    load(empty_store, tmp_path)

    assert targets(empty_store, "C2", "LOCATED_IN") == ["G4"]
    assert targets(empty_store, "C1", "LOCATED_IN") == ["G3"]
    assert targets(empty_store, "C1", "OF_KIND") == ["0128"]


def test_an_emptied_reference_is_taken_away(empty_store: Store, tmp_path: Path) -> None:
    write(tmp_path, TERRITORY)
    load(empty_store, tmp_path)
    edit(tmp_path, "Grid.csv", "G2,钟楼社区网格,2,,G1,320508021001", "G2,钟楼社区网格,2,,,320508021001")
    edit(tmp_path, "Grid.csv", '31))",,320508021', '31))",,')

    load(empty_store, tmp_path)

    assert targets(empty_store, "G2", "PART_OF") == ["320508021001"]
    assert targets(empty_store, "G1", "PART_OF") == []
    assert targets(empty_store, "G3", "PART_OF") == ["G2"]


def test_a_row_that_is_rejected_leaves_what_was_there(empty_store: Store, tmp_path: Path) -> None:
    write(tmp_path, TERRITORY | COMPONENTS)
    load(empty_store, tmp_path)
    before = dump(empty_store)
    edit(tmp_path, "Component.csv", "C1,路灯,G3,0301", "C1,坏灯,G9,0128")
    edit(tmp_path, "Grid.csv", "G2,钟楼社区网格,2,,G1,", "G2,钟楼社区网格,2,,G9,")

    load(empty_store, tmp_path)

    assert dump(empty_store) == before
    assert where(tmp_path) == [("Component.csv", 2, "grid"), ("Grid.csv", 3, "parent")]


def test_a_relationship_s_values_are_replaced_and_cleared(empty_store: Store, tmp_path: Path) -> None:
    write(tmp_path, TERRITORY)
    load(empty_store, tmp_path)
    edit(tmp_path, "GridWorker_PATROLS_Grid.csv", "W1,G3,lead", "W1,G3,deputy")
    edit(tmp_path, "GridWorker_PATROLS_Grid.csv", "W1,G4,deputy", "W1,G4,")

    load(empty_store, tmp_path)

    found = empty_store.execute("MATCH ()-[r:PATROLS]->(g) RETURN g.code AS g, r.role AS role ORDER BY g")
    assert found == [{"g": "G3", "role": "deputy"}, {"g": "G4", "role": None}]


def test_a_mended_row_is_loaded_and_the_rejects_file_is_gone(empty_store: Store, tmp_path: Path) -> None:
    write(tmp_path, TERRITORY)
    edit(tmp_path, "Address.csv", "A2,十全街130号,130,G4", "A2,十全街130号,130,G9")
    load(empty_store, tmp_path)
    assert where(tmp_path) == [
        ("Address.csv", 3, "grid"),
        ("Household.csv", 3, "address"),
        ("Resident.csv", 3, "household"),
    ]
    edit(tmp_path, "Address.csv", "A2,十全街130号,130,G9", "A2,十全街130号,130,G4")

    report = load(empty_store, tmp_path)

    assert report.rejects_file is None
    assert not (tmp_path / "rejects.csv").exists()
    assert targets(empty_store, "R2", "LIVES_IN") == ["H2"]


# Personal data


def test_personal_values_cannot_be_read_in_the_database(empty_store: Store, tmp_path: Path) -> None:
    write(tmp_path, TERRITORY)

    load(empty_store, tmp_path)

    everything = repr(dump(empty_store))
    assert "十全街128号" in everything
    for secret in ("王小明", "李小红", "10001234567", "张网格", "10007654321"):
        assert secret not in everything
    ((resident),) = empty_store.execute("MATCH (r:Resident {code: 'R1'}) RETURN properties(r) AS props")
    assert VAULT.reveal("Resident", "R1", "name", resident["props"]["name"]) == "王小明"
    assert VAULT.reveal("Resident", "R1", "phone", resident["props"]["phone"]) == "10001234567"


def test_a_rejected_personal_value_is_not_written_down(empty_store: Store, tmp_path: Path) -> None:
    write(tmp_path, TERRITORY)
    edit(tmp_path, "Resident.csv", "R1,王小明,10001234567,1950,", "R1,王小明,10001234567\0,1850,")

    load(empty_store, tmp_path)

    assert where(tmp_path) == [("Resident.csv", 2, "birth_year"), ("Resident.csv", 2, "phone")]
    assert "10001234567" not in (tmp_path / "rejects.csv").read_text(encoding="utf-8-sig")


def test_another_key_seals_anew(empty_store: Store, tmp_path: Path) -> None:
    write(tmp_path, TERRITORY)
    load(empty_store, tmp_path)
    other = Vault(bytes(64))

    load_directory(empty_store, tmp_path, vault=other)

    ((resident),) = empty_store.execute("MATCH (r:Resident {code: 'R1'}) RETURN r.name AS name")
    assert other.reveal("Resident", "R1", "name", resident["name"]) == "王小明"
