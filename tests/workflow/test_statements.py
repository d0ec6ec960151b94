"""A batch costs the same number of statements for 10 rows and for 500, in every stage that may not cost more."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from tests.factories import NOW, a_document, a_policy, a_workspace
from tests.workflow.counting import counted
from tests.workflow.walking import a_period, a_team, nothing_is_counted, received
from workflow.base import new_id
from workflow.batch import Batch
from workflow.bulk import insert_all
from workflow.decisions.gathering import case_files
from workflow.events.event import Happened, record
from workflow.events.seal import seal
from workflow.findings.examine import examine
from workflow.invoices.chase import chase
from workflow.invoices.document import CoveredPeriod, InvoiceDocument
from workflow.invoices.intake import accept
from workflow.people.workspace import Workspace
from workflow.periods.closing import close_periods
from workflow.periods.period import AWAITING, BillingPeriod
from workflow.reviews.ladder import climb
from workflow.reviews.opening import open_reviews
from workflow.reviews.replanning import replan
from workflow.reviews.review import UNSETTLED, Assignment, Review
from workflow.reviews.standing import standing
from workflow.reviews.waking import wake

POLICY = a_policy(vendor_mail="send")
ESCALATION = NOW.set(day=11, hour=13)

Prepare = Callable[[Session, int], None]
Run = Callable[[Session], Batch]


def workspaces(session: Session, count: int) -> None:
    for number in range(count):
        a_workspace(session, f"w-{number}", first_period_starts=NOW.date().replace(day=1, month=11))


def silent_periods(session: Session, count: int) -> None:
    workspace = a_workspace(session)
    day = {"starts_on": NOW.date(), "ends_on": NOW.date(), "expected_by": NOW, "chase_at": NOW, "fetch_failures": 0}
    answers = {"state": AWAITING, "first_empty_at": NOW.subtract(hours=2), "last_empty_at": NOW}
    rows = [
        {
            "id": new_id(),
            "workspace_id": workspace.id,
            "starts_at": NOW.add(minutes=n),
            "ends_at": NOW.add(minutes=n + 1),
            **day,
            **answers,
        }
        for n in range(count)
    ]
    insert_all(session, BillingPeriod, rows)


def documents(count: int) -> list[InvoiceDocument]:
    """Make an invoice for each of so many sellers."""
    one = a_document()
    return [one.model_copy(update={"number": f"A-{number}"}) for number in range(count)]


def invoices_of_days(session: Session, count: int, name: str) -> None:
    """Write an invoice for each of so many days, which are billing periods of an account that pays by card."""
    account = session.query(Workspace).one()
    one = a_document()
    days = [
        {"starts_on": day, "ends_on": day} for day in (str(NOW.subtract(days=n).date()) for n in range(1, count + 1))
    ]
    its = [
        one.model_copy(update={"number": f"{name}-{day['ends_on']}", "period": CoveredPeriod(**day)}) for day in days
    ]
    accept(session, account, [received(document) for document in its], NOW)
    nothing_is_counted(session)
    examine(session, NOW, POLICY)


def joined_reviews(session: Session, count: int) -> None:
    account = a_workspace(session, collection="automatic")
    for number in range(1, count + 1):
        start = NOW.start_of("day").subtract(days=number)
        a_period(session, account, start, start.add(days=1))
    invoices_of_days(session, count, "FIRST")
    open_reviews(session, NOW, POLICY)
    invoices_of_days(session, count, "SECOND")


def all_of_them_due(session: Session) -> None:
    """Put off what was reminded of, and close the company on a day that the rest of the plan counts."""
    for moment in (ESCALATION.subtract(days=2), ESCALATION.subtract(days=1)):
        climb(session, moment)
    session.execute(update(Assignment).values(snoozed_until=NOW))
    session.execute(update(Review).where(Review.state.in_(UNSETTLED)).values(replan_at=NOW))
    closed = [{"from": "2026-12-14", "until": "2026-12-14", "name": "Stocktaking"}]
    session.execute(update(Workspace).values(closures=closed))


def climb_with_all(session: Session) -> Batch:
    """Plan anew, climb and wake; each finds each review."""
    batches = [step(session, ESCALATION) for step in (replan, climb, wake)]
    return Batch(min(batch.done for batch in batches))


def take_in(session: Session, those: Sequence[InvoiceDocument]) -> Batch:
    """Take in one delivery."""
    workspace = session.query(Workspace).one()
    return Batch(len(accept(session, workspace, [received(one) for one in those], NOW)))


def read_files(session: Session) -> Batch:
    """Read the case files of all reviews."""
    return Batch(len(case_files(session, [review.id for review in session.query(Review)])))


def from_delivery_to_escalation(session: Session, count: int) -> Iterator[tuple[str, Run]]:
    """Walk so many invoices on; gives each step that is to be counted before the walk goes on."""
    a_workspace(session)
    its = documents(count)
    yield "accept", lambda session: take_in(session, its)
    nothing_is_counted(session)
    yield "examine", lambda session: examine(session, NOW, POLICY)
    yield "open_reviews", lambda session: open_reviews(session, NOW, POLICY)
    yield "case files", read_files
    yield "standing", lambda session: Batch(len(standing(session)["reviews"]))
    take_in(session, [one.model_copy(update={"corrects": "changed"}) for one in its])
    examine(session, NOW, POLICY)
    yield "open_reviews of changed invoices", lambda session: open_reviews(session, NOW, POLICY)
    all_of_them_due(session)
    yield "replan, climb and wake", climb_with_all


def events(session: Session, count: int) -> None:
    workspace = a_workspace(session)
    record(session, [Happened(workspace.id, NOW, "thing.done", f"thing:{n}", "so") for n in range(count)])


STAGES: dict[str, tuple[Prepare, Run]] = {
    "close_periods": (workspaces, lambda session: close_periods(session, NOW, POLICY)),
    "chase": (silent_periods, lambda session: chase(session, NOW.add(days=30), POLICY)),
    "seal": (events, seal),
}


def cost(session: Session, run: Run, count: int) -> list[tuple[str, ...]]:
    """Run a stage that finds at least so many rows; gives how the statements begin that it sent."""
    session.flush()
    session.expunge_all()
    with counted(session) as statements:
        assert run(session).done >= count
        session.flush()
    return [tuple(one.split()[:3]) for one in statements]


@contextmanager
def undone(session: Session) -> Iterator[None]:
    """Begin with a team, and take all back after."""
    with session.begin_nested() as transaction:
        a_team(session)
        yield
        transaction.rollback()


def cost_of(session: Session, prepare: Prepare, run: Run, count: int) -> list[tuple[str, ...]]:
    """Tell what a stage costs for so many rows."""
    with undone(session):
        prepare(session, count)
        return cost(session, run, count)


def costs_on_the_way(session: Session, count: int) -> dict[str, list[tuple[str, ...]]]:
    """Tell what each stage of one walk costs for so many invoices."""
    with undone(session):
        return {name: cost(session, run, count) for name, run in from_delivery_to_escalation(session, count)}


@pytest.mark.parametrize("stage", STAGES)
def test_a_batch_costs_the_same_for_ten_rows_and_for_five_hundred(session: Session, stage: str) -> None:
    few, many = (cost_of(session, *STAGES[stage], count) for count in (10, 500))
    assert few == many


@pytest.mark.timeout(400)  # beside other tests, PostgreSQL sometimes plans badly for tables that it has not looked at
def test_every_stage_costs_the_same_for_ten_invoices_and_for_five_hundred(session: Session) -> None:
    few, many = (costs_on_the_way(session, count) for count in (10, 500))
    assert few == many


def test_asking_anew_about_whole_periods_costs_the_same_for_any_number(session: Session) -> None:
    few, many = (
        cost_of(session, joined_reviews, lambda session: open_reviews(session, NOW, POLICY), count) for count in (5, 50)
    )
    assert few == many
