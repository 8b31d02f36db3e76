"""The problems of a report with several, as they are shown; the desk plans for the report as a whole."""

from typing import Any

from dispatch.territory import Territory
from nlp.readings import Part, Place


def part_json(part: Part, *, whole: Place, said: str | None, territory: Territory) -> dict[str, Any]:
    """One problem as it is printed and served.

    Args:
        part: what was read of it.
        whole: what the text as a whole says of the place.
        said: the grid or area that the report is planned for; it holds for a part without a place of its own.
        territory: for names.
    """
    found = part.classification
    place = said if part.place == whole else part.place.grid or part.place.area
    grid = place if place and territory.is_grid(place) else None
    return {
        "start": part.start,
        "end": part.end,
        "text": part.text_masked,
        "classification": {
            "level": found.level,
            "code": found.code,
            "name": found.name,
            "confidence": round(found.confidence, 4),
        },
        "place": {
            "grid": grid,
            "area": place if place and not grid else None,
            "name": territory.name(place) if place else None,
        },
        "urgency": part.urgency,
    }
