"""The land of the whole city, without its people: exact counts, and borders that fit."""

from collections import Counter
from dataclasses import dataclass

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from city import facts
from city.plan import Plan, plan_city
from city.scale import Scale, scale_named
from city.sharing import Demand, share_communities, share_subdistricts
from city.territory import Territory, lay_out, numeral
from liandong.errors import DataError

NOTHING = 1e-12
"""Square degrees: 0.01 m²."""


@dataclass(frozen=True)
class Land:
    scale: Scale
    plan: Plan
    territories: tuple[Territory, ...]


@pytest.fixture(scope="module")
def land() -> Land:
    scale = scale_named("city")
    plan = plan_city(scale, seed=1)
    return Land(scale, plan, tuple(lay_out(plot, scale, seed=1) for plot in plan.plots))


def polygon(corners: object) -> shapely.Polygon:
    return shapely.Polygon(corners)


def filled(whole: object, parts: list[object]) -> bool:
    """Whether the parts are sound and fill the whole: without gap, overlap or anything outside."""
    shapes = [polygon(part) for part in parts]
    union = shapely.union_all(shapes)
    return (
        all(shape.is_valid for shape in shapes)
        and abs(sum(shape.area for shape in shapes) - union.area) < NOTHING
        and union.symmetric_difference(polygon(whole)).area < NOTHING
    )


def test_the_city_has_exactly_the_grids_that_its_scale_declares(land):
    level_1 = {territory.grid for territory in land.territories}
    level_2 = {part.grid for territory in land.territories for part in territory.communities}
    level_3 = [code for territory in land.territories for code in territory.grids]

    assert (len(level_1), len(level_2), len(level_3)) == land.scale.grids == (105, 2_038, 8_162)
    assert len(set(level_3)) == len(level_3)
    assert level_1 == {grid.code for grid in land.plan.grids}


def test_the_city_has_every_area_of_the_divisions(land):
    communities = [part.community.code for t in land.territories for part in t.communities]

    assert len({t.subdistrict.district_code for t in land.territories}) == 10
    assert len(land.territories) == 118
    assert sorted(communities) == sorted(row["village_code"] for row in facts.rows("city/divisions"))


def test_base_grids_fill_communities_these_subdistricts_and_these_districts_and_city(land):
    by_district: dict[str, list[object]] = {}
    for territory in land.territories:
        by_district.setdefault(territory.subdistrict.district_code, []).append(territory.corners)
        assert filled(territory.corners, [part.corners for part in territory.communities])
        for part in territory.communities:
            assert filled(part.corners, [grid.corners for grid in part.grids])

    for district, subdistricts in by_district.items():
        assert filled(land.plan.corners[district], subdistricts)
    assert filled(land.plan.corners["320500"], [land.plan.corners[code] for code in by_district])


def test_all_base_grids_of_the_city_fit_together(land):
    corners = [grid.corners for t in land.territories for grid in t.grids.values()]

    assert filled(land.plan.corners["320500"], corners)


def test_grids_of_level_1_and_2_are_filled_by_what_shares_them(land):
    of_grid: dict[str, list[object]] = {}
    for territory in land.territories:
        of_grid.setdefault(territory.grid, []).append(territory.corners)
        corners = {part.community.code: part.corners for part in territory.communities}
        for grid in territory.shared:
            assert len(grid.communities) > 1
            assert filled(grid.corners, [corners[community.code] for community in grid.communities])

    for grid in land.plan.grids:
        assert filled(grid.corners, of_grid[grid.code])


def test_grids_of_level_4_fill_theirs(land):
    divided = [grid for t in land.territories for grid in t.grids.values() if grid.micro]

    assert 0.02 < len(divided) / 8_162 < 0.04
    for grid in divided:
        assert 2 <= len(grid.micro) <= 4
        assert filled(grid.corners, [micro.corners for micro in grid.micro])


def test_those_that_share_a_grid_of_level_1_are_of_one_district(land):
    sharing = [grid.subdistricts for grid in land.plan.grids if len(grid.subdistricts) > 1]

    assert sum(len(subdistricts) - 1 for subdistricts in sharing) == 13
    assert all(len({sub.district_code for sub in subdistricts}) == 1 for subdistricts in sharing)


def test_grids_are_small_in_town_and_wide_in_the_country(land):
    size: dict[str, list[float]] = {}
    for territory in land.territories:
        for part in territory.communities:
            size.setdefault(part.community.sort, []).extend(polygon(g.corners).area for g in part.grids)
    median = {sort: sorted(sizes)[len(sizes) // 2] for sort, sizes in size.items()}

    assert median["village"] > 3 * median["community"]


def test_every_kind_of_grid_is_there_and_villages_are_villages(land):
    kinds = Counter(
        (part.community.sort, grid.kind)
        for territory in land.territories
        for part in territory.communities
        for grid in part.grids
    )

    assert {kind for _, kind in kinds} == {"estate", "institution", "business", "village"}
    assert kinds["village", "village"] > 10 * kinds["village", "business"]
    assert kinds["community", "village"] == 0


def test_amounts_are_shared_out_without_a_rest(land):
    plots = land.plan.plots

    assert sum(plot.residents for plot in plots) == 1_000_000
    assert sum(plot.components for plot in plots) == 400_000
    assert sum(plot.shops for plot in plots) == land.scale.shops


def test_no_two_subdistricts_give_out_the_same_numbers(land):
    slots = [slot for plot in land.plan.plots for slot in (plot.ids.start, plot.ids.stop)]
    serials = [(plot.subdistrict.district_code, plot.serials) for plot in land.plan.plots]

    assert slots == sorted(slots)
    assert len(set(serials)) == len(serials)


@pytest.mark.parametrize("seed", [2, 3])
def test_the_land_fits_with_other_seeds(seed):
    scale = scale_named("district")
    plan = plan_city(scale, seed)
    territories = [lay_out(plot, scale, seed) for plot in plan.plots]
    grids = [grid for territory in territories for grid in territory.grids.values()]

    assert len(grids) == scale.grids[2]
    assert filled(plan.corners["320508"], [grid.corners for grid in grids])


def test_too_few_residents_are_refused_with_the_number_that_it_takes():
    with pytest.raises(DataError, match=r"Ask for at least 4\d,\d{3}|at least 4\d{4}"):
        plan_city(scale_named("city").with_residents(10_000), seed=1)


def test_fewer_grids_than_districts_are_a_mistake():
    subdistricts = facts.subdistricts(("3205",))

    with pytest.raises(ValueError, match="is left"):
        share_subdistricts(subdistricts, 5)


PEOPLE = st.lists(st.lists(st.floats(0.1, 10), min_size=1, max_size=6), min_size=1, max_size=6)


@given(people=PEOPLE, data=st.data())
def test_shared_grids_are_as_many_as_asked_and_hold_every_community_once(people, data):
    demands = {
        f"s{i}": {f"s{i}c{j}": Demand(one, 1, 1) for j, one in enumerate(of)} for i, of in enumerate(people)
    }
    total = sum(len(of) for of in people)
    grids = data.draw(st.integers(len(people), total))

    groups = share_communities(demands, grids)

    assert sum(len(of) for of in groups.values()) == grids
    for sub, of in demands.items():
        assert sorted(code for group in groups[sub] for code in group) == sorted(of)


@pytest.mark.parametrize(
    ("number", "text"), [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (35, "三十五")]
)
def test_numbers_are_written_in_chinese(number, text):
    assert numeral(number) == text
