"""An invoice is examined with what its vendor counted: usage is asked about in the tick that brings the invoice."""

from datetime import date, timedelta

import pytest

from sandbox.year import alder, cedar, elm
from tests.sandbox.ledger import the_year
from tests.stories.year import ISSUED, Customer, Customers
from workflow.findings import examine as examining
from workflow.findings.examine import check
from workflow.findings.facts import Facts, Noticed
from workflow.findings.finding import Severity
from workflow.invoices.source import Span


class Minutes:
    """A check that says what each campaign was counted for."""

    name = "minutes"

    def evaluate(self, facts: Facts) -> Noticed | None:
        """Say it."""
        counted = [fact for one in facts.usage.values() for fact in one.facts if fact.kind == "campaign"]
        said = [f"{fact.name} {fact.quantity} {'final' if fact.is_final else 'in progress'}" for fact in counted]
        return Noticed(Severity.INFO, {}, ", ".join(said)) if said else None


@pytest.fixture
def _minutes_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(examining, "check", lambda facts: check(facts, (Minutes(),)))


def counted(customer: Customer, covers: Span) -> str:
    """Give what the campaigns of some days were truly billed for, as the check says it."""
    campaigns = the_year().traffic[customer.account].campaigns
    return ", ".join(f"{one.name} {one.minutes(covers)} final" for one in campaigns if one.minutes(covers))


@pytest.mark.usefixtures("_minutes_are_told")
@pytest.mark.parametrize(("key", "period"), [(alder.KEY, alder.RISE), (cedar.KEY, cedar.DEARER)])
def test_an_invoice_is_examined_with_its_campaigns_final_counts_in_one_tick(
    customers: Customers, key: str, period: int
) -> None:
    customer = customers.begin(key, period)
    assert customer.goes_to(ISSUED) == ["ana: opened", "omar: opened"]
    (finding,) = customer.facts(customer.number()).findings
    assert finding.why == counted(customer, customer.covers)
    assert customer.month.reports[-1].troubles == []


def charged_today(customer: Customer) -> tuple[str, int]:
    """Have the vendor charge a card up to the very day of the charge; gives its number, and that day."""
    shown = customer.vendor.books[customer.account]
    place = next(at for at, item in enumerate(shown) if item["invoice_number"] == customer.number("-T1"))
    item = shown[place]
    assert isinstance(item["period"], dict)
    shown[place] = {**item, "period": {**item["period"], "ends_on": item["issued_on"]}}
    return customer.number("-T1"), customer.day(date.fromisoformat(str(item["issued_on"])))


@pytest.mark.usefixtures("_minutes_are_told")
def test_what_was_still_being_counted_is_told_anew_in_the_open_review_once_it_is_final(customers: Customers) -> None:
    customer = customers.begin(elm.KEY, elm.RISE + 1)
    number, day = charged_today(customer)
    customer.goes_to(day)
    (before,) = customer.facts(number).findings
    assert "in progress" in before.why
    customer.goes_to(day + 1)
    (after,) = customer.facts(number).findings
    covers = Span(customer.covers.starts_on, customer.covers.ends_on + timedelta(days=day))
    assert after.why == counted(customer, covers)
    assert customer.reviews() == [(number, "open")]
