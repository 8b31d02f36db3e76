"""Checks a city's directory: that it loads, that its grids tile the land, that nobody is left out, that it
reaches the figures stated for its scale. Every check is a measurement against a target.
"""

from pathlib import Path

from city.check.cover import check_cover
from city.check.findings import Book, Check, CityChecks
from city.check.form import check_form
from city.check.land import Land, check_land
from city.check.targets import check_targets
from city.manifest import FORMAT, MANIFEST, manifest
from liandong.errors import DataError

__all__ = ["Check", "CityChecks", "check_city"]


def check_city(folder: Path) -> CityChecks:
    """Check the city in `folder`.

    What the rows mean is looked at only when their form is right. Memory grows by some 100 bytes per
    resident.

    Raises:
        DataError: the folder is not a city.
    """
    about = manifest(folder)
    if about is None:
        raise DataError(
            f"{folder} is not a city 不是生成的城市", hint="Build one with 请先生成: `liandong city build`."
        )
    book = Book()
    book.measure("version of the files 版本", str(about["format"]), str(FORMAT), ok=about["format"] == FORMAT)
    files = about.get("files")
    if about["format"] != FORMAT or not isinstance(files, dict):
        book.wrong(
            MANIFEST, "format", f"format {about['format']}, this program reads {FORMAT} 版本不符",
            mend=f"Build it again 请重新生成: liandong city build --scale {about['scale']} --out {folder}",
            line=_format_line(folder),
        )  # fmt: skip
        return book.closed()
    tables = check_form(folder, files, book)
    if book.fine:
        land = Land.read(tables)
        check_land(land, tables, book)
        check_cover(land, tables, book)
        check_targets(str(about["scale"]), tables, book)
    return book.closed()


def _format_line(folder: Path) -> int:
    lines = (folder / MANIFEST).read_text(encoding="utf-8").splitlines()
    return next((i for i, text in enumerate(lines, 1) if '"format"' in text), 0)
