"""Nobody left out: workers, households and their people, units for all work, services for all needs."""

from collections.abc import Collection, Iterable, Mapping

import numpy as np

from city.check.findings import MOST, Book
from city.check.land import Land
from city.check.scan import Hashes, Table
from city.facts import rows as fact_rows

_NONE: Hashes = np.array([], dtype=np.int64)


def check_cover(land: Land, tables: Mapping[str, Table], book: Book) -> None:
    """Workers, households, competence and needs, grid by grid."""
    _workers(land, tables, book)
    _households(land, tables, book)
    kinds = {row["code"] for row in fact_rows("department_kinds")}
    needs = {row["code"] for row in fact_rows("need_kinds")}
    _everywhere(
        land, _units(tables), kinds, book, file="Unit", rule="competence",
        what="kinds of department in every base grid 部门管辖", missing="no {} unit covers {} 无该类单位管辖",
        mend="Let a unit of that kind cover it, in Unit_COVERS_Area.csv 请补充管辖关系",
    )  # fmt: skip
    _everywhere(
        land, _services(tables), needs, book, file="CommunityService", rule="need",
        what="needs met in every base grid 需求覆盖", missing="no service meets {} in {} 无服务满足该需求",
        mend="Let a service with free places serve it 请补充有余额的服务",
    )  # fmt: skip


def _rows(tables: Mapping[str, Table], *names: str) -> Iterable[dict[str, str]]:
    for name in names:
        if name in tables:
            table = tables[name]
            yield from (row for _, row in table.at(range(table.rows)))


def _workers(land: Land, tables: Mapping[str, Table], book: Book) -> None:
    led = {row["to"] for row in _rows(tables, "GridWorker_PATROLS_Grid") if row["role"] == "lead"}
    for code in land.grids.keys() - led:
        book.wrong(
            "Grid", "worker", f"{code} has no lead grid worker 没有主网格员", line=land.lines[code],
            mend="Give it one in GridWorker_PATROLS_Grid.csv 请在该文件中指定",
        )  # fmt: skip
    book.all_of("grids with a lead worker 网格员", len(land.grids.keys() & led), len(land.grids))


def _households(land: Land, tables: Mapping[str, Table], book: Book) -> None:
    """Every base grid has households, every household its people."""
    homes = tables["Household"].refs["address"] if "Household" in tables else _NONE
    lived = tables["Resident"].refs["household"] if "Resident" in tables else _NONE
    at = (
        tables["Address"].refs["grid"][np.isin(tables["Address"].codes, homes)]
        if "Address" in tables
        else _NONE
    )
    inhabited = set(np.unique(at).tolist())
    empty = [code for code in land.above if hash(code) not in inhabited]
    for code in empty:
        book.wrong(
            "Grid", "household", f"{code} has no household 没有住户", line=land.lines[code],
            mend="Merge it with a neighbour, or add its households 请并入相邻网格或补充住户",
        )  # fmt: skip
    book.all_of("base grids with a household 住户", len(land.above) - len(empty), len(land.above))
    if "Household" in tables:
        table = tables["Household"]
        alone = np.flatnonzero(~np.isin(table.codes, lived))
        book.more("Household", "resident", len(alone) - MOST)
        for line, row in table.at(alone[:MOST].tolist()):
            book.wrong(
                "Household", "resident", f"{row['code']} has no resident 没有居民", line=line,
                mend="Add its people to Resident.csv, or remove it 请补充居民或删除该户",
            )  # fmt: skip
        book.all_of("households with a resident 居民", table.rows - len(alone), table.rows)


def _units(tables: Mapping[str, Table]) -> Mapping[str, set[str]]:
    """The kinds of the units that cover each place and are not closed."""
    kinds = {
        row["code"]: row["kind"]
        for row in _rows(tables, "Unit", "ResidentsCommittee")
        if not row["closed_on"]
    }
    found: dict[str, set[str]] = {}
    for row in _rows(tables, "Unit_COVERS_Area", "Unit_COVERS_Grid"):
        if row["from"] in kinds:
            found.setdefault(row["to"], set()).add(kinds[row["from"]])
    return found


def _services(tables: Mapping[str, Table]) -> Mapping[str, set[str]]:
    """The needs that services with places left meet in each place."""
    free = {
        row["code"] for row in _rows(tables, "CommunityService") if int(row["used"]) < int(row["capacity"])
    }
    meets: dict[str, set[str]] = {}
    for row in _rows(tables, "CommunityService_MEETS_Need"):
        meets.setdefault(row["from"], set()).add(row["to"])
    found: dict[str, set[str]] = {}
    for row in _rows(tables, "CommunityService_SERVES_Area", "CommunityService_SERVES_Grid"):
        if row["from"] in free:
            found.setdefault(row["to"], set()).update(meets.get(row["from"], ()))
    return found


def _everywhere(
    land: Land,
    at: Mapping[str, set[str]],
    wanted: Collection[str],
    book: Book,
    *,
    file: str,
    rule: str,
    what: str,
    missing: str,
    mend: str,
) -> None:
    """In every base grid there is each of what is wanted, there or in what it is part of."""
    good = 0
    for code, above in land.above.items():
        here = set().union(*(at[place] for place in above if place in at))
        lacking = sorted(set(wanted) - here)
        good += len(wanted) - len(lacking)
        for one in lacking:
            book.wrong(file, rule, missing.format(one, code), mend=mend)
    book.all_of(what, good, len(wanted) * len(land.above))
