"""Holds what was noticed against what was planted."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sandbox.year.books import Year
from sandbox.year.cause import Cause, Kind
from tests.findings_report.expected import EXPECTED, Expected
from tests.findings_report.replaying import Version
from workflow.findings.finding import Finding, Severity
from workflow.findings.rules.registry import RULES

WHOLE = 100
Noted = tuple[Version, Finding]
"""What a rule noticed of which version."""


@dataclass(frozen=True)
class Answer:
    """A planted cause, the invoices it shows on, and what spoke of it: rules by name, or what the invoice says."""

    cause: Cause
    numbers: frozenset[str]
    rules: frozenset[str]
    said: tuple[str, ...]

    @property
    def expected(self) -> Expected:
        """What had to be noticed."""
        return EXPECTED[self.cause.kind]

    @property
    def is_found(self) -> bool:
        """Tell whether a rule that had to speak did, or the invoice said it of itself."""
        return bool(self.rules.intersection(self.expected.rules) or self.said)


@dataclass(frozen=True)
class Tally:
    """How one rule did: its findings, those that speak of a planted cause, the causes it answered for, those missed."""

    rule: str
    findings: int
    right: int
    answered: int
    missed: int

    @property
    def precision(self) -> str:
        """Of its findings, how many speak of something planted."""
        return share(self.right, self.findings)

    @property
    def recall(self) -> str:
        """Of the causes that it is there for and no other rule spoke of, how many it did."""
        return share(self.answered, self.answered + self.missed)


@dataclass(frozen=True)
class Judged:
    """The year as it was examined, beside what was planted in it."""

    versions: Sequence[Version]
    year: Year

    @cached_property
    def answers(self) -> list[Answer]:
        """What spoke of each cause, in the order of the books."""
        return [self._answer(cause) for cause in self.year.causes]

    @cached_property
    def missed(self) -> list[Answer]:
        """The causes that nothing spoke of, though something had to."""
        return [one for one in self.answers if not one.is_found]

    def tallies(self) -> list[Tally]:
        """Count for each rule, in the order of the registry."""
        return [self._tally(rule.name) for rule in RULES]

    def unplanted(self, severity: Severity) -> list[Noted]:
        """Give the findings of a severity on invoices in which nothing was planted."""
        clean = [version for version in self.versions if version.number not in self._planted]
        return [(version, one) for version in clean for one in version.findings if one.severity == severity]

    def beside(self) -> list[Noted]:
        """Give the findings on invoices with a cause that speak of none of them."""
        planted = [version for version in self.versions if version.number in self._planted]
        return [
            (version, one)
            for version in planted
            for one in version.findings
            if one.rule not in self._reasons[version.number]
        ]

    def kinds_at(self, number: str | None) -> list[Kind]:
        """Give what was planted in an invoice."""
        return [one.cause.kind for one in self.answers if number in one.numbers]

    @cached_property
    def _planted(self) -> frozenset[str]:
        return frozenset(number for one in self.answers for number in one.numbers)

    @cached_property
    def _reasons(self) -> Mapping[str, frozenset[str]]:
        """Which rules speak of an invoice with reason."""
        return {
            number: frozenset().union(*(EXPECTED[kind].all_rules for kind in self.kinds_at(number)))
            for number in self._planted
        }

    def _answer(self, cause: Cause) -> Answer:
        expected = EXPECTED[cause.kind]
        shows = [one for one in self.versions if one.number in self._numbers(cause)]
        rules = {finding.rule for version in shows for finding in version.findings}
        said = tuple(words for version in shows if (words := expected.said(version)))
        return Answer(cause, self._numbers(cause), expected.all_rules & rules, said)

    def _numbers(self, cause: Cause) -> frozenset[str]:
        """Say on which invoices a cause shows: what never came on the one after it."""
        if cause.number:
            return frozenset({cause.number})
        later = [one for one in self.versions if one.account == cause.account and _begins_after(one, cause)]
        return frozenset(one.number for one in later[:1])

    def _tally(self, rule: str) -> Tally:
        spoken = [version.number for version in self.versions for one in version.findings if one.rule == rule]
        return Tally(
            rule=rule,
            findings=len(spoken),
            right=sum(rule in self._reasons.get(number, ()) for number in spoken),
            answered=sum(rule in one.rules for one in self.answers),
            missed=sum(rule in one.expected.rules for one in self.missed),
        )


def share(part: int, of: int) -> str:
    """Write a share as whole percent; a dash of nothing."""
    return f"{part * WHOLE / of:.0f} %" if of else "–"


def _begins_after(version: Version, cause: Cause) -> bool:
    period = version.document.period
    return bool(period and period.starts_on and period.starts_on > cause.covers.ends_on)


def named(kinds: Iterable[Kind]) -> str:
    """Write kinds of causes one after the other."""
    return ", ".join(kinds) or "nothing"
