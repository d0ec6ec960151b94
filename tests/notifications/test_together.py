"""Letters about a review of several invoices, which were charged to a card in one period."""

from collections.abc import Mapping

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from notifications.desk import Desk, compose_all
from notifications.message import Message
from notifications.pages import Place
from tests.factories import NOW, a_document, a_workspace
from tests.notifications.samples import HOME, KEYS
from tests.workflow.walking import Team, a_period, a_team, open_all, say
from workflow.invoices.document import InvoiceDocument
from workflow.notices.outbox import claim, mark_sent
from workflow.people.person import RoleHolder
from workflow.people.workspace import Workspace
from workflow.reviews.review import Review

DESK = Desk(Place(HOME, KEYS), "example.com", NOW, NOW)
AP = "ap@example.com"


@pytest.fixture
def team(session: Session) -> Team:
    return a_team(session)


@pytest.fixture
def acme(session: Session) -> Workspace:
    """Return a customer that pays by card, whose November is over."""
    acme = a_workspace(session, collection="automatic")
    start = NOW.set(month=11, day=1, hour=0)
    a_period(session, acme, start, start.add(months=1))
    return acme


def card(number: str, voice: str = "100.00") -> InvoiceDocument:
    return a_document(number, voice, due_on=None, payment_status="paid")


def opened(session: Session, acme: Workspace, *numbers: str) -> Review:
    (review,) = open_all(session, acme, [card(number) for number in numbers])
    return review


def due(session: Session) -> Mapping[tuple[str, str], Message]:
    """Compose what is due and take it as sent; gives the letters by kind and reader."""
    claimed = claim(session, NOW, NOW, 100)
    composed = compose_all(session, claimed, DESK)
    assert [one.problem for one in composed if one.problem] == []
    for one in composed:
        mark_sent(session, one.notice, NOW, NOW, "told")
    return {(one.notice.kind, one.message.to.email): one.message for one in composed if one.message}


def said(message: Message) -> str:
    return " ".join(message.text.split())


@pytest.mark.usefixtures("team")
def test_one_letter_asks_about_all(session: Session, acme: Workspace, team: Team) -> None:
    opened(session, acme, "A-1", "B-2", "C-3")
    letter = due(session)["opened", team.ana.email]
    assert all(number in said(letter) for number in ("A-1", "B-2", "C-3"))
    assert letter.text.count("/act/") == 1


def test_once_approved_all_documents_go_to_accounts_payable(session: Session, acme: Workspace, team: Team) -> None:
    review = opened(session, acme, "A-1", "B-2")
    for person in (team.ana, team.omar):
        say(session, review, person, "approve")
    released = due(session)["released", AP]
    assert {one.name for one in released.attachments} == {"A-1.json", "B-2.json"}


def test_what_is_asked_anew_says_of_what_it_takes_the_place(session: Session, acme: Workspace, team: Team) -> None:
    opened(session, acme, "A-1", "B-2")
    assert len(due(session)) == 2
    opened(session, acme, "C-3")
    again = due(session)
    assert set(again) == {("opened", team.ana.email), ("opened", team.omar.email)}
    assert "Invoice C-3 came for the same billing period" in said(again["opened", team.ana.email])


def test_whoever_is_not_asked_again_reads_why(session: Session, acme: Workspace, team: Team) -> None:
    opened(session, acme, "A-1", "B-2")
    due(session)
    session.execute(delete(RoleHolder).where(RoleHolder.person_id == team.ana.id))
    opened(session, acme, "C-3")
    withdrawn = due(session)["withdrawn", team.ana.email]
    assert "Invoice C-3 came for the same billing period" in said(withdrawn)


def test_a_change_after_approval_names_the_invoice_that_changed(session: Session, acme: Workspace, team: Team) -> None:
    review = opened(session, acme, "A-1", "B-2")
    for person in (team.ana, team.omar):
        say(session, review, person, "approve")
    due(session)
    open_all(session, acme, [card("B-2", "200.00")])
    changed = due(session)["changed", team.ana.email]
    assert "Changed after approval: invoice B-2, Acme EMEA</h1>" in changed.html
    assert changed.subject == "Re: Please review: invoices A-1 and B-2, Acme EMEA, €1,425.62"
    assert "Invoice B-2 of Acme EMEA changed after it was approved." in said(changed)
    assert "is now €831.81" in said(changed)
