"""The pages of `docs/knowledge/`, made from the tables: every table is on one, also one declared later."""

from pathlib import Path

from liandong.catalogue.chapters import PAGES, Page
from liandong.catalogue.model import TABLES, Catalogue
from liandong.catalogue.sheets import described, grid, rows_of, sheet, title
from liandong.catalogue.tables import Table

INDEX = "README.md"
_MARK = "Derived from `data/` by `liandong catalogue pages`; a change belongs there."


def pages(catalogue: Catalogue) -> dict[str, str]:
    """The text of each page by file name, the index first. The same tables give the same text."""
    claimed: dict[str, list[Table]] = {page.stem: [] for page in PAGES}
    for table in TABLES:
        page = next(page for page in PAGES if page.takes(table))
        claimed[page.stem].append(table)
    made = {
        f"{page.stem}.md": _page(page, claimed[page.stem], catalogue)
        for page in PAGES
        if claimed[page.stem] or page.sections
    }
    return {INDEX: _index(claimed, catalogue), **made}


def write_pages(folder: Path, catalogue: Catalogue) -> list[Path]:
    """Write the pages into a folder, and remove the ones made earlier that there are no more.

    Returns:
        The files written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    texts = pages(catalogue)
    for old in folder.glob("*.md"):
        if old.name not in texts and _MARK in old.read_text(encoding="utf-8"):
            old.unlink()
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return [folder / name for name in texts]


def _page(page: Page, tables: list[Table], catalogue: Catalogue) -> str:
    lines = [f"# {page.zh} {page.en}", "", page.intro, "", _MARK]
    if page.sections:
        lines += page.sections(catalogue)
    for table in tables:
        describe = described if table.name in page.described else sheet
        lines += describe(table, catalogue)
    return "\n".join(lines) + "\n"


def _index(claimed: dict[str, list[Table]], catalogue: Catalogue) -> str:
    lines = [
        "# 知识库 What the program knows",
        "",
        "Every table is a file below `data/` that a city can replace; `liandong catalogue check` says what is"
        " wrong with it.",
        "每张表都是 `data/` 下可替换的文件，改后用 `liandong catalogue check` 检查。",
        "",
        _MARK,
    ]
    rows = [
        [
            f"[{page.zh} {page.en}]({page.stem}.md)",
            title(table),
            f"`{table.file}`",
            len(rows_of(catalogue, table.name)),
        ]
        for page in PAGES
        for table in claimed[page.stem]
    ]
    lines += grid(["页 page", "表 table", "文件 file", "行 rows"], rows)
    lines += ["", "[权责清单 Duties](duties.md) lists by kind of department what each leads and supports."]
    return "\n".join(lines) + "\n"
