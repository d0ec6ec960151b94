"""What the checks say of the year's invoices: all that was planted, and nothing loud of what is as it should be."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest

from config.database import make_engine
from sandbox.year import alder, cedar
from sandbox.year.books import year_books
from sandbox.year.cause import Kind
from tests.databases import disposed
from tests.findings_report.bridges import led
from tests.findings_report.expected import EXPECTED
from tests.findings_report.judging import Judged
from tests.findings_report.replaying import LAST, replay
from tests.schema import create_schema
from workflow.findings.finding import Severity
from workflow.findings.rules.registry import RULES

FEW = 3


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Judged]:
    """Give the year as it was examined, in one database for all tests of this file."""
    with disposed(make_engine(f"sqlite:///{tmp_path_factory.mktemp('year')}/year.db")) as engine:
        create_schema(engine)
        year = year_books(LAST)
        yield Judged(replay(engine, year), year)


def test_every_planted_cause_is_found(judged: Judged) -> None:
    assert [one.cause.sentence for one in judged.missed] == []


def test_no_severe_finding_stands_on_an_invoice_in_which_nothing_was_planted(judged: Judged) -> None:
    assert [(version.number, one.why) for version, one in judged.unplanted(Severity.SEVERE)] == []


def test_and_hardly_any_that_asks_for_a_look(judged: Judged) -> None:
    assert len(judged.unplanted(Severity.CHECK)) <= FEW


def test_no_check_fails_on_any_invoice_of_the_year(judged: Judged) -> None:
    findings = [one for version in judged.versions for one in version.findings]
    assert [one.why for one in findings if "failed" in one.inputs] == []


def test_every_bridge_sums_to_the_smallest_coin(judged: Judged) -> None:
    bridges = led(judged)
    assert len(bridges) > len(judged.versions) // 2
    assert [(one.version.number, one.gap) for one in bridges if one.gap] == []


def test_only_errors_of_the_vendor_stay_unexplained(judged: Judged) -> None:
    assert [(one.version.number, one.version.unexplained) for one in led(judged) if one.is_unfounded] == []


@pytest.mark.parametrize(
    ("kind", "rest"),
    [
        (Kind.SUMS, cedar.TOO_MUCH),
        (Kind.TAX_ARITHMETIC, cedar.TOO_MUCH_TAX),
        (Kind.USAGE_MISMATCH, alder.MINUTES_TOO_MANY * alder.SCALE.minute_price),
    ],
)
def test_and_each_to_the_coin(judged: Judged, kind: Kind, rest: Decimal) -> None:
    assert [one.unexplained for one in judged.versions if kind in judged.kinds_at(one.number)] == [rest]


def test_what_nothing_speaks_of_is_missed(judged: Judged) -> None:
    silent = Judged([replace(version, findings=()) for version in judged.versions], judged.year)
    said_otherwise = {Kind.REISSUED, Kind.CORRECTED, Kind.VOIDED, Kind.CREDITED, Kind.TOP_UP}
    assert {one.cause.kind for one in silent.missed} == set(Kind) - said_otherwise


def test_what_speaks_of_nothing_planted_is_counted(judged: Judged) -> None:
    unplanted = Judged(judged.versions, replace(judged.year, causes=()))
    assert len(unplanted.unplanted(Severity.SEVERE)) > 0
    assert {one.right for one in unplanted.tallies()} == {0}


def test_each_kind_of_cause_has_a_rule_that_is_there() -> None:
    assert EXPECTED.keys() == set(Kind)
    assert set().union(*(one.all_rules for one in EXPECTED.values())) <= {rule.name for rule in RULES}
