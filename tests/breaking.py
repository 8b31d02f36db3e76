"""A copy of the data, spoilt in one place, and what the lint makes of it."""

from dataclasses import dataclass
from pathlib import Path

from graph.schema import SCHEMA
from liandong.catalogue.lint_plan import plan_findings
from liandong.catalogue.lint_social import social_findings
from liandong.catalogue.model import read_all


@dataclass(frozen=True, slots=True)
class Break:
    """In a file `old` becomes `new`, or the lines that begin so go; which rule finds it, in which file."""

    file: str
    old: str
    new: str | None
    rule: str
    at: str = ""


def spoil(folder: Path, broken: Break) -> None:
    """Change the file; what is to be changed has to be there."""
    path = folder / broken.file
    text = path.read_text("utf-8")
    if broken.new is not None:
        changed = text.replace(broken.old, broken.new)
    else:
        changed = "".join(line for line in text.splitlines(True) if not line.startswith(broken.old))
    assert changed != text
    path.write_text(changed, "utf-8")


def found(folder: Path) -> set[tuple[str, str]]:
    """(file, rule) of what is found by all but the rules of the event catalogue, which take their time."""
    tables, findings = read_all(folder)
    findings += social_findings(tables)
    findings += plan_findings(tables, counted=True, graph=SCHEMA.names)
    for finding in findings:
        assert not finding.message.isascii(), "no Chinese"
        assert any(word.isascii() and word.isalpha() for word in finding.message.split()), "no English"
        assert finding.mend
    return {(finding.file, finding.rule) for finding in findings}
