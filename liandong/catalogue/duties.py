"""Who does what about an issue at each level of the city: the rules of its pattern and its exceptions."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from liandong.catalogue.model import Catalogue, Issue
from liandong.catalogue.rules import LEAD, SUPPORTS, Applies, DutyException, DutyRule
from liandong.catalogue.vocabulary import LEVELS, Level, Role

ROLES: Mapping[Role, str] = {"lead": "牵头", "first": "先期处置", "refer": "首接转报", "support": "协同"}
"""What the roles are called."""


@dataclass(frozen=True, slots=True)
class Duty:
    """What one kind of body does about an issue at one level."""

    issue: str
    level: Level
    role: Role
    kind: str
    task: str
    basis: str


class Duties:
    """The duties of a catalogue's issues."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._rules: dict[str, list[DutyRule]] = defaultdict(list)
        for rule in catalogue.duty_rules.values():
            self._rules[rule.pattern].append(rule)
        self._exceptions: dict[str, list[DutyException]] = defaultdict(list)
        for each in catalogue.duty_exceptions.values():
            self._exceptions[each.issue].append(each)
        self._stand_ins = {
            (each.kind, level): each.body for each in catalogue.stand_ins.values() for level in each.levels
        }

    def of(self, code: str) -> tuple[Duty, ...]:
        """An issue's duties, the most local level first, who leads there before who supports.

        At each level one body leads, handles first or refers: it is missing where no rule names one that has
        a unit there, which `lint` tells.

        Raises:
            KeyError: no such issue.
        """
        found: list[Duty] = []
        for level in LEVELS:
            leading = self._leading(code, level)
            found += [leading] if leading else []
            found += self._supporting(code, level, leading)
        return tuple(found)

    def routed(self, code: str) -> tuple[Duty, ...]:
        """Those by which a report is routed: each kind once in a role, at the most local level of it.

        Who only refers is not among them; who handles first is, for it joins the others on the spot. Below
        the issue's own level nobody leads.
        """
        issue = self._catalogue.issues[code]
        leads: dict[str, Duty] = {}
        others: dict[str, Duty] = {}
        for duty in self.of(code):
            if duty.role == "lead":
                leads.setdefault(duty.kind, duty)
            elif duty.role != "refer":
                others.setdefault(duty.kind, duty)
        others.pop(issue.lead, None)
        return (*(leads or {issue.lead: self._bare(issue)}).values(), *others.values())

    def rule_of(self, code: str, level: Level) -> Duty | None:
        """Who leads at a level by rule, whatever the exceptions; None where no rule names anybody."""
        issue = self._catalogue.issues[code]
        handling = self._catalogue.handling[code]
        applies = position(issue.level, level)
        rules = self._rules[handling.pattern]
        if applies == "below" and handling.sensitive == "1":
            rules = [rule for rule in rules if rule.applies == "confidential"] or rules
            applies = "confidential" if any(rule.applies == "confidential" for rule in rules) else applies
        for rule in rules:
            if rule.applies == applies and level in rule.levels and rule.role != "support":
                body = issue.lead if rule.body == LEAD else rule.body
                if kind := self.at(body, level):
                    return Duty(code, level, rule.role, kind, rule.task, issue.basis)
        return None

    def at(self, kind: str, level: Level) -> str | None:
        """The kind itself where it has units at a level, else who stands in for it; None if nobody does."""
        if level in self._catalogue.department_kinds[kind].levels:
            return kind
        return self._stand_ins.get((kind, level))

    def _leading(self, code: str, level: Level) -> Duty | None:
        by_rule = self.rule_of(code, level)
        for each in self._exceptions[code]:
            if level in each.levels and each.role != "support":
                task = each.task or (by_rule.task if by_rule else "")
                return Duty(code, level, each.role, each.body, task, self._catalogue.issues[code].basis)
        return by_rule

    def _supporting(self, code: str, level: Level, leading: Duty | None) -> Iterator[Duty]:
        issue = self._catalogue.issues[code]
        kinds = self._catalogue.department_kinds
        done = {leading.kind} if leading and leading.role == "lead" else set()
        for rule in self._rules[self._catalogue.handling[code].pattern]:
            if rule.role == "support" and level in rule.levels:
                for kind in issue.supports if rule.body == SUPPORTS else (rule.body,):
                    if kind not in done and level in kinds[kind].levels:
                        done.add(kind)
                        yield Duty(code, level, "support", kind, rule.task, issue.basis)
        for each in self._exceptions[code]:
            if each.role == "support" and level in each.levels and each.body not in done:
                done.add(each.body)
                yield Duty(code, level, "support", each.body, each.task, issue.basis)

    def _bare(self, issue: Issue) -> Duty:
        """The lead's duty where the rules have nothing to say about it."""
        return Duty(issue.code, issue.level, "lead", issue.lead, "", issue.basis)


def position(own: Level, level: Level) -> Applies:
    """Where a level stands to an issue's own: `below`, `own` or `above`."""
    difference = LEVELS.index(level) - LEVELS.index(own)
    return "own" if difference == 0 else "below" if difference < 0 else "above"
