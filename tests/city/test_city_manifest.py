import json
from pathlib import Path

import pytest

from city.manifest import FORMAT, is_current, manifest, require_current
from liandong.errors import DataError


def test_the_manifest_says_how_the_city_was_built(demo):
    found = manifest(demo)

    assert found is not None
    assert {key: found[key] for key in ("format", "scale", "seed", "residents")} == {
        "format": FORMAT,
        "scale": "demo",
        "seed": 1,
        "residents": 5_000,
    }
    assert is_current(demo)


def test_a_city_of_another_version_is_refused_with_the_line_and_the_mend(tmp_path):
    text = json.dumps({"scale": "city", "format": FORMAT - 1, "seed": 7}, indent=2)
    (tmp_path / "city.json").write_text(text, encoding="utf-8")

    with pytest.raises(DataError, match=r"city\.json, line 3, format.*city build --scale city --seed 7"):
        require_current(tmp_path)

    assert not is_current(tmp_path)


@pytest.mark.parametrize("text", ["", "[]", "{", '{"other": 1}'])
def test_a_folder_that_is_no_city_of_ours_passes(tmp_path: Path, text: str):
    (tmp_path / "city.json").write_text(text, encoding="utf-8")

    require_current(tmp_path)

    assert manifest(tmp_path) is None
