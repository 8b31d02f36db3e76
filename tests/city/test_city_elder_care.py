"""A district's own figures for day care and meals: how they are shared out, and whom they reach."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from city import facts
from city.census import Census
from city.dice import Dice
from city.elder_care import Target, covering, sites, targets

TAICANG = sorted({r["street_code"] for r in facts.rows("city/divisions") if r["area_code"] == "320585"})
ELDERS = st.lists(st.integers(0, 400), min_size=1, max_size=40)


def census_of(elders: list[int]) -> Census:
    census = Census()
    census.elders.update({f"C{i:02d}": count for i, count in enumerate(elders)})
    return census


@pytest.mark.parametrize(("kind", "number"), [("day_care", 106), ("meal_point", 110)])
def test_the_subdistricts_of_taicang_share_its_services(kind: str, number: int):
    shares = [targets(facts.subdistrict(code))[kind].number for code in TAICANG]

    assert sum(shares) == number
    assert min(shares) > 0


def test_the_subsidies_of_a_year_come_to_36_million_yuan():
    found = [target for code in TAICANG for target in targets(facts.subdistrict(code)).values()]

    assert sum(target.subsidy for target in found) == 36_000_000
    assert {target.year for target in found} == {2025}


def test_a_district_without_figures_of_its_own_has_no_targets():
    assert targets(facts.subdistrict("320508021")) == {}


@given(ELDERS, st.floats(0.05, 0.95), st.integers(0, 99))
def test_what_is_covered_is_as_near_the_share_as_half_a_community(elders: list[int], share: float, seed: int):
    census = census_of(elders)

    chosen = covering(list(census.elders), census, share, Dice(seed, "test"))

    reached = sum(census.elders[code] for code in chosen)
    assert len(chosen) == len(set(chosen))
    assert abs(reached - share * sum(elders)) <= max(elders) / 2 + 1e-6


@given(ELDERS, st.integers(1, 60), st.sampled_from([0.7, 0.4, None]), st.integers(0, 99))
def test_the_sites_are_as_many_as_asked_and_serve_the_chosen(
    elders: list[int], number: int, share: float | None, seed: int
):
    census = census_of(elders)
    codes = list(census.elders)

    found = list(sites(Target("day_care", number, 0, 2025, share), codes, census, Dice(seed, "test")))

    homes = Counter(site.community for site in found)
    assert len(found) == number
    assert all(site.community == site.serves[0] for site in found)
    assert Counter((site.community, site.serial) for site in found).most_common(1)[0][1] == 1
    assert max(homes.values()) - min(homes.values()) <= 1
    if share:
        reached = sum(census.elders[code] for code in {code for site in found for code in site.serves})
        assert abs(reached - share * sum(elders)) <= max(elders) / 2 + 1e-6 or reached == sum(elders)


def test_elders_are_counted_from_sixty_on(member_of):
    census = Census()

    census.count("A", [member_of(59), member_of(60), member_of(91)])
    census.count("B", [member_of(3)])

    assert census.residents == {"A": 3, "B": 1}
    assert census.elders == {"A": 2, "B": 0}
