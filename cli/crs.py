"""The option `--crs`: the coordinate system of positions that a command is given."""

from typing import Annotated

import typer

from liandong.coordinates import Crs, crs_named

CRS = Annotated[
    str | None,
    typer.Option(metavar="|".join(Crs), help="The system of the positions given; WGS 84 by default."),
]


def crs_of(option: str | None) -> Crs | None:
    """The system that an option names.

    Raises:
        DataError: there is none of that name.
    """
    return None if option is None else crs_named(option)
