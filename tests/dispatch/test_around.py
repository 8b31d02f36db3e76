from dispatch.around import Around


def place(code: str, *parents: str, units: tuple[tuple[str, str], ...] = ()) -> dict[str, object]:
    return {
        "code": code,
        "name": code,
        "parents": list(parents),
        "workers": [],
        "services": [],
        "units": [{"code": unit, "level": level, "kind": "police"} for unit, level in units],
    }


def test_of_units_equally_near_the_lower_level_comes_first():
    """A grid of level 1 that two subdistricts share is part of the district at once."""
    around = Around(
        [
            place("base", "grid 2"),
            place("grid 2", "grid 1", "community"),
            place("grid 1", "district"),
            place("community", "subdistrict"),
            place("subdistrict", "district", units=(("unit 2", "subdistrict"),)),
            place("district", units=(("unit 1", "district"),)),
        ]
    )

    units = around.view("base").units["police"]

    assert [unit.steps for unit in units] == [3, 3]
    assert [unit.fact["code"] for unit in units] == ["unit 2", "unit 1"]
