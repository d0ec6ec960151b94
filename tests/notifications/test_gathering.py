"""What letters read from the database: the newer version, the invoice that came, the waiver, the file, the next try."""

from collections.abc import Mapping

import pendulum
import pytest
from sqlalchemy.orm import Session

from notifications.desk import Desk, compose_all
from notifications.message import Message
from notifications.pages import Place
from tests.factories import NOW, a_document, a_workspace
from tests.notifications.samples import HOME, KEYS
from tests.workflow.walking import Team, a_period, a_team, every, open_all, open_one, say, take_in
from workflow.invoices.aside import dismiss, keep_aside
from workflow.invoices.connection import note_answer, note_connection
from workflow.invoices.expecting import waive
from workflow.invoices.invoice import FileSetAside
from workflow.invoices.source import Completeness, Fetched, SetAside
from workflow.notices.notice import Kind
from workflow.notices.outbox import claim, mark_sent
from workflow.notices.posting import ToTell, post
from workflow.people.workspace import Workspace
from workflow.periods.period import LATE, BillingPeriod

DESK = Desk(Place(HOME, KEYS), "example.com", NOW, NOW)
AP, VENDOR = "ap@example.com", "billing@vendor.example"
OLD, NEW = "CAL-2026-11", "CAL-2026-11-R"


@pytest.fixture
def acme(session: Session) -> Workspace:
    """Return a customer in Berlin."""
    return a_workspace(session)


@pytest.fixture
def team(session: Session) -> Team:
    """Return the people who are asked."""
    return a_team(session)


def letters(session: Session, kind: Kind) -> Mapping[str, Message | None]:
    """Compose what is due, and give the letters of a kind by their reader; None for what is no longer true."""
    composed = compose_all(session, claim(session, NOW, NOW, 100), DESK)
    assert [one.problem for one in composed if one.problem] == []
    of_kind = [one for one in composed if one.notice.kind == kind]
    return {one.message.to.email if one.message else "-": one.message for one in of_kind}


def text(message: Message | None) -> str:
    """Give the text of a letter, with plain spaces in its times."""
    assert message
    return message.text.replace("\N{NARROW NO-BREAK SPACE}", " ")


def words(message: Message | None) -> str:
    """Give the text of a letter on one line."""
    return " ".join(text(message).split())


def approved(session: Session, acme: Workspace, team: Team) -> None:
    review = open_one(session, acme)
    for person in (team.ana, team.omar):
        say(session, review, person, "approve")


def missing(session: Session, acme: Workspace, team: Team) -> BillingPeriod:
    """Write a period whose invoice is late, which finance and the vendor were told."""
    starts, ends = (pendulum.datetime(2026, month, 1, tz="Europe/Berlin") for month in (11, 12))
    period = a_period(session, acme, starts, ends, state=LATE)
    post(session, [
        ToTell(acme.id, Kind.MISSING, period.id, "late", NOW, team.ana.id),
        ToTell(acme.id, Kind.MISSING, period.id, "chase", NOW, address=VENDOR),
    ])  # fmt: skip
    for notice in claim(session, NOW, NOW, 100):
        mark_sent(session, notice, NOW, NOW, "told")
    return period


def test_whoever_approved_reads_what_changed_and_who_is_asked(session: Session, acme: Workspace, team: Team) -> None:
    approved(session, acme, team)
    open_one(session, acme, due_on="2026-12-31")
    changed = letters(session, Kind.CHANGED)
    assert changed.keys() == {team.ana.email, team.omar.email, AP}
    said, told = words(changed[team.ana.email]), text(changed[team.ana.email])
    assert "  Due date\n    was     Dec 18, 2026\n    is now  Dec 31, 2026\n" in told
    assert f"The review of revision 2 is asked of {team.ana.name} (finance) and {team.omar.name} (operations)" in said


def test_accounts_payable_can_answer_whoever_approved(session: Session, acme: Workspace, team: Team) -> None:
    approved(session, acme, team)
    open_one(session, acme, due_on="2026-12-31")
    to_payables = letters(session, Kind.CHANGED)[AP]
    assert text(to_payables).splitlines()[2].startswith(f"Please do not pay invoice {OLD} of Acme EMEA before")
    assert to_payables
    assert to_payables.headers["Reply-To"] == f"{team.ana.email}, {team.omar.email}"


def test_what_was_voided_is_not_to_be_paid(session: Session, acme: Workspace, team: Team) -> None:
    approved(session, acme, team)
    open_all(session, acme, [a_document(status="void")])
    said = words(letters(session, Kind.CHANGED)[AP])
    assert f"Do not pay invoice {OLD} of Acme EMEA: it changed" in said
    assert "No new review follows." in said


def test_a_reissue_is_named_by_its_number(session: Session, acme: Workspace, team: Team) -> None:
    approved(session, acme, team)
    open_all(session, acme, [a_document(NEW, corrects=OLD, issued_on="2026-12-03")])
    letter = letters(session, Kind.CHANGED)[team.omar.email]
    assert f"The review of invoice {NEW} is asked of" in words(letter)
    assert f"was     “{OLD}”\n    is now  “{NEW}”" in text(letter)


def test_an_approval_that_was_overtaken_is_no_longer_released(session: Session, acme: Workspace, team: Team) -> None:
    approved(session, acme, team)
    take_in(session, acme, a_document(due_on="2026-12-31"))
    assert letters(session, Kind.RELEASED) == {"-": None}


def test_what_is_withdrawn_says_what_follows(session: Session, acme: Workspace, team: Team) -> None:
    open_one(session, acme)
    open_all(session, acme, [a_document(NEW, corrects=OLD, issued_on="2026-12-03")])
    said = words(letters(session, Kind.WITHDRAWN)[team.ana.email])
    assert f"The review of invoice {NEW} is asked of" in said
    assert HOME not in said


def test_when_the_invoice_comes_everybody_hears_which(session: Session, acme: Workspace, team: Team) -> None:
    missing(session, acme, team)
    take_in(session, acme, a_document())
    told = letters(session, Kind.MISSING)
    assert f"{OLD}, €4,877.81, received on Mon, Dec 7, 2026, 10:00 AM Berlin time" in words(told[team.ana.email])
    assert text(told[VENDOR]).startswith("Hello,\n\nThank you: your invoice")
    assert f"Invoice: {OLD}\n" in text(told[VENDOR])


def test_a_waiver_says_who_and_why(session: Session, acme: Workspace, team: Team) -> None:
    waive(session, missing(session, acme, team), team.ada, "The account is closed.", NOW)
    told = letters(session, Kind.MISSING)
    assert told.keys() == {team.ana.email}
    assert f"{team.ada.name} waived it on Mon, Dec 7, 2026, 10:00 AM Berlin time: “The account is closed.”" in words(
        told[team.ana.email]
    )


def test_a_file_that_somebody_settled_is_told_to_nobody_more(session: Session, acme: Workspace, team: Team) -> None:
    keep_aside(session, acme, [SetAside("a.pdf", "it is a scan", b"%PDF", "billing@vendor.example")], NOW)
    session.flush()
    (file,) = every(session, FileSetAside).values()
    dismiss(session, file, team.ada, "an advertisement", NOW)
    session.commit()
    assert letters(session, Kind.SET_ASIDE) == {"-": None}


def test_a_file_is_linked_to(session: Session, acme: Workspace, team: Team) -> None:
    keep_aside(session, acme, [SetAside("a.pdf", "it is a scan", b"%PDF")], NOW)
    session.commit()
    (file_id,) = every(session, FileSetAside)
    told = letters(session, Kind.SET_ASIDE)
    assert told.keys() == {team.ada.email, team.ana.email}
    assert f"\n{HOME}/files/{file_id}\n" in text(told[team.ana.email])


def test_a_broken_connection_says_when_it_is_tried_again(session: Session, acme: Workspace, team: Team) -> None:
    period = missing(session, acme, team)
    period.fetch_failures, period.fetch_at = 2, NOW.add(minutes=30)
    note_answer(session, period, Fetched(Completeness.BROKEN, problem="no scope", request_id="req_7d1f"), NOW)
    note_connection(session, acme, NOW)
    session.commit()
    said = text(letters(session, Kind.CONNECTOR)[team.ada.email])
    assert "What was said: “no scope”" in said
    assert "Next try                 Mon, Dec 7, 2026, 10:30 AM Berlin time" in said
    assert "Vendor's request id      req_7d1f" in said
