"""The ledger as it is read: what belongs to each period, in as many statements for a hundred periods as for two."""

import pytest
from pendulum import DateTime
from sqlalchemy.orm import Session

from tests.factories import NOW, a_document, a_workspace
from tests.workflow.counting import counted
from tests.workflow.walking import Team, a_period, open_one, take_in
from workflow.invoices.aside import keep_aside
from workflow.invoices.expecting import note_answer
from workflow.invoices.source import SetAside
from workflow.notices.notice import Kind
from workflow.notices.posting import ToTell, post
from workflow.people.workspace import Workspace
from workflow.periods.period import BillingPeriod, FailedFetch
from workflow.reviews.ledgerview import ledger
from workflow.reviews.line import LedgerLine
from workflow.reviews.standing import standing

END = NOW.set(day=1, hour=0)


@pytest.fixture
def november(session: Session, acme: Workspace) -> BillingPeriod:
    return a_period(session, acme, END.subtract(months=1), END, state="late", chase_rung="admin", chase_at=NOW)


def only_line(session: Session, workspace: Workspace) -> LedgerLine:
    """Give the one line of a workspace."""
    (line,) = ledger(session, [workspace])[workspace.id]
    return line


def failed(session: Session, period: BillingPeriod, asked_at: DateTime, problem: str) -> None:
    """Write that the source could not be heard."""
    session.add(
        FailedFetch(
            workspace_id=period.workspace_id, period_id=period.id, asked_at=asked_at, state="broken", problem=problem
        )
    )
    session.flush()


@pytest.mark.usefixtures("team")
def test_an_invoice_is_shown_with_its_newest_review(session: Session, acme: Workspace, november: BillingPeriod) -> None:
    open_one(session, acme)
    review = open_one(session, acme, voice="1.00")
    (invoice,) = only_line(session, acme).invoices
    assert november.state == "invoiced"
    assert (invoice.number, invoice.revision, invoice.state) == ("CAL-2026-11", 2, "under_review")
    assert invoice.review is not None
    assert (invoice.review.id, [seat.role for seat in invoice.review.waits_for]) == (
        review.id,
        ["finance", "operations"],
    )


def test_notes_are_shown_with_who_wrote_them(
    session: Session, acme: Workspace, november: BillingPeriod, team: Team
) -> None:
    note_answer(session, november, team.ana, "It comes on Friday.", NOW)
    session.flush()
    (note,) = only_line(session, acme).notes
    assert (note.kind, note.text, note.by, note.at) == ("vendor_answer", "It comes on Friday.", "Ana", NOW)


def test_a_problem_counts_only_if_it_was_the_last_answer(
    session: Session, acme: Workspace, november: BillingPeriod
) -> None:
    failed(session, november, NOW.subtract(hours=6), "The key was withdrawn.")
    november.asked_at = NOW
    assert only_line(session, acme).problem is None
    failed(session, november, NOW, "The vendor is busy.")
    assert only_line(session, acme).problem == "The vendor is busy."


@pytest.mark.usefixtures("november")
@pytest.mark.parametrize(
    ("received", "may_be_awaited", "shown"),
    [(NOW, True, ("nov.pdf",)), (NOW, False, ()), (END.subtract(days=1), True, ())],
)
def test_a_file_is_shown_where_it_may_be_the_invoice(
    session: Session, acme: Workspace, received: DateTime, may_be_awaited: bool, shown: tuple[str, ...]
) -> None:
    file = SetAside("nov.pdf", "It holds no figures.", b"%PDF", may_be_awaited=may_be_awaited)
    keep_aside(session, acme, [file], received)
    assert only_line(session, acme).files == shown


def test_a_drafted_letter_waits_until_it_is_sent(
    session: Session, acme: Workspace, november: BillingPeriod, team: Team
) -> None:
    post(session, [ToTell(acme.id, Kind.MISSING, november.id, "chase", NOW, team.ana.id)])
    assert only_line(session, acme).draft == "chase"
    post(session, [ToTell(acme.id, Kind.MISSING, november.id, "chase", NOW, address="billing@vendor.example")])
    assert only_line(session, acme).draft is None


def test_older_periods_are_on_the_next_page(session: Session, acme: Workspace) -> None:
    for months in range(20):
        a_period(session, acme, END.subtract(months=months + 1), END.subtract(months=months))
    first, second, third = (ledger(session, [acme], page)[acme.id] for page in (1, 2, 3))
    assert [len(lines) for lines in (first, second, third)] == [14, 6, 0]
    assert first[0].period.starts_on > first[-1].period.starts_on > second[0].period.starts_on


def test_one_workspace_does_not_crowd_out_another(session: Session, acme: Workspace) -> None:
    other = a_workspace(session, "other")
    for months in range(20):
        a_period(session, acme, END.subtract(months=months + 1), END.subtract(months=months))
    a_period(session, other, END.subtract(years=9), END.subtract(years=8))
    lines = ledger(session, [acme, other])
    assert (len(lines[acme.id]), len(lines[other.id])) == (14, 1)


@pytest.mark.usefixtures("team")
def test_reading_costs_the_same_for_any_number_of_workspaces(session: Session) -> None:
    costs = []
    for count in (1, 8):
        for number in range(count):
            workspace = a_workspace(session, f"w-{count}-{number}")
            for months in range(count):
                a_period(session, workspace, END.subtract(months=months + 1), END.subtract(months=months))
            take_in(session, workspace, a_document())
            keep_aside(session, workspace, [SetAside("a", "b", b"c")], NOW)
        session.flush()
        session.expunge_all()
        with counted(session) as statements:
            standing(session)
        costs.append(len(statements))
    assert costs[0] == costs[1] <= 15
