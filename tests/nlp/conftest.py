import csv
from collections.abc import Callable
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from liandong.catalogue import Catalogue
from liandong.paths import shipped
from nlp.phrases import by_issue, read_phrases, split
from nlp.reader import Reader
from nlp.readings import PlaceName

HERE = Path(__file__).parent

NAMES = (
    PlaceName("双塔街道", "Area", "320508021"),
    PlaceName("平江街道", "Area", "320508022"),
    PlaceName("十全街", "Road", "R1", ("320508021001", "320508021002")),
    PlaceName("十全街128号", "Address", "A128", ("320508021002",)),
    PlaceName("里河新村", "Estate", "E1", ("320508021003", "320508021004")),
    PlaceName("里河新村12幢", "Building", "B12", ("320508021004",)),
    PlaceName("东园", "Estate", "E2", ("320508021005",)),
    PlaceName("东园", "Estate", "E3", ("320508022006",)),
    PlaceName("河", "Road", "R9", ("320508021009",)),
)


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return Catalogue.load(shipped("data"))


@pytest.fixture(scope="session")
def reader(catalogue: Catalogue) -> Reader:
    training, _ = split(read_phrases(shipped("data") / "phrases"))
    return Reader.build(catalogue, NAMES, said=by_issue(training))


@pytest.fixture(scope="session")
def blank() -> Language:
    return spacy.blank("zh")


@pytest.fixture(scope="session")
def doc(blank: Language) -> Callable[[str], Doc]:
    """Makes a Doc as a step receives it, without any other step."""
    return blank.make_doc


def labelled(name: str) -> list[tuple[str, set[str]]]:
    """Sentences of a file and the codes of their issues; none for a text that is no report."""
    with (HERE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [(row["text"], set(filter(None, row["issues"].split("|")))) for row in csv.DictReader(file)]
