"""What an admin does about the vendor: ask what is wrong, note the answer, wait for a correction, wait no longer."""

from dataclasses import replace
from typing import Any

from pendulum import DateTime
from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.base import new_id
from workflow.decisions.decide import Conflict, NotAllowed
from workflow.disputes.asking import dispute_of, write_to_vendor
from workflow.disputes.dispute import ANSWERED, AWAITED, CLOSED, Dispute, DisputeNote
from workflow.disputes.opening import Flag, open_dispute
from workflow.events.event import Happened, record
from workflow.events.transitions import move
from workflow.handling.at_seat import AtSeat
from workflow.handling.reasons import reasoned
from workflow.notices.notice import Kind
from workflow.notices.posting import ToTell, post
from workflow.people.person import REVIEWERS, Person, Role
from workflow.reviews.review import DISPUTED, OPEN
from workflow.reviews.waiting import begin_waiting, end_waiting

NO_ADDRESS = (
    "The setup file names no address of the vendor for this workspace. Set vendor_support in its [[workspaces]] table "
    "and apply it, or write to the vendor yourself and note the answer here."
)


def ask_vendor(session: Session, at: AtSeat, now: DateTime, why: str = "") -> None:
    """Send the vendor the letter about the discrepancy, and wait for the answer.

    Where nobody has flagged anything, `why` says what is wrong and disputes the review. Raises Conflict for a second
    letter on one day, or where there is no address to write to.
    """
    _check_admin(at)
    if not at.workspace.vendor_support:
        raise Conflict(NO_ADDRESS)
    dispute = dispute_of(session, at.review) or _disputed(session, at, why, now)
    calendar = at.workspace.calendar
    if dispute.asked_at and calendar.local_date(dispute.asked_at) == calendar.local_date(now):
        raise Conflict("The vendor was asked today already. Wait for the answer, or ask again tomorrow.")
    write_to_vendor(session, dispute, at.review, at.workspace, at.person, now)


def note_answer(session: Session, at: AtSeat, text: str, now: DateTime) -> None:
    """Keep what the vendor answered, tell the open reviewers and whoever flagged, and wait no longer."""
    _check_admin(at)
    said, dispute = reasoned(text, "Write down what the vendor answered."), _dispute(session, at)
    note = DisputeNote(
        id=new_id(),
        workspace_id=at.review.workspace_id,
        dispute_id=dispute.id,
        person_id=at.person.id,
        text=said,
        noted_at=now,
    )
    session.add(note)
    why, data = "the vendor's answer was noted", {"review": str(at.review.id), "text": said}
    if dispute.state == ANSWERED:
        about = f"dispute:{dispute.id}"
        record(session, [Happened(at.review.workspace_id, now, "dispute.noted", about, why, at.person.email, data)])
    move(session, [dispute], ANSWERED, now=now, why=why, actor=at.person.email, data=data)
    end_waiting(session, at.review, why, now, at.person.email)
    letter = _letter(at, note.id.hex[-12:], {"text": said, "by": at.person.name}, now)
    post(session, _go_on(session, at, dispute, letter))


def await_correction(session: Session, at: AtSeat, why: str, now: DateTime) -> None:
    """Wait for a corrected invoice: the reviewers are left alone, and the payment deadline stays where it is."""
    _check_admin(at)
    said, dispute = reasoned(why, "Say what the vendor is to correct."), _dispute(session, at)
    if dispute.state == AWAITED and at.review.waits_since:
        raise Conflict("A correction is awaited already.")
    data = {"review": str(at.review.id)}
    move(session, [dispute], AWAITED, now=now, why=said, actor=at.person.email, data=data)
    begin_waiting(session, at.review, said, now, at.person.email)


def stop_waiting(session: Session, at: AtSeat, why: str, now: DateTime) -> None:
    """Wait for the vendor no longer: whoever still answers is told; raises Conflict where nobody waits."""
    _check_admin(at)
    said = reasoned(why, "Say why the vendor is not waited for any longer.")
    if at.review.waits_since is None:
        raise Conflict("Nobody waits for the vendor on this review. Open the page again.")
    end_waiting(session, at.review, said, now, at.person.email)
    letter = _letter(at, new_id().hex[-12:], {"text": said, "by": at.person.name, "in_vain": True}, now)
    post(session, _go_on(session, at, _dispute(session, at), letter))


def _check_admin(at: AtSeat) -> None:
    if at.seat.role != Role.ADMIN:
        raise NotAllowed(
            "The vendor is asked from the admin's review task. Flag the invoice, and an admin will see it."
        )


def _dispute(session: Session, at: AtSeat) -> Dispute:
    dispute = dispute_of(session, at.review)
    if dispute is None or dispute.state == CLOSED:
        raise Conflict("Nothing is disputed on this review. Ask the vendor first, and say what is wrong.")
    return dispute


def _disputed(session: Session, at: AtSeat, why: str, now: DateTime) -> Dispute:
    """Dispute a review that nobody has flagged: the admin says what is wrong."""
    said = reasoned(
        why, "Nobody has flagged this invoice. Say what is wrong with it; the letter to the vendor quotes it."
    )
    move(session, [at.review], DISPUTED, now=now, why=f"disputed: {said}", actor=at.person.email)
    return open_dispute(session, Flag(at.review, at.workspace, at.policy, at.person, said), now)


def _go_on(session: Session, at: AtSeat, dispute: Dispute, letter: ToTell) -> list[ToTell]:
    """Address a letter to whoever still answers, and to whoever flagged; not to the admin who acts."""
    open_seats = [seat for seat in at.seats if seat.state == OPEN and seat.role in REVIEWERS]
    readers = {seat.person_id for seat in open_seats if seat.person_id} | {dispute.opened_by}
    active = session.scalars(select(Person.id).where(Person.id.in_(readers - {at.person.id}), Person.active))
    return [replace(letter, person_id=person_id) for person_id in sorted(active)]


def _letter(at: AtSeat, part: str, data: dict[str, Any], now: DateTime) -> ToTell:
    return ToTell(at.workspace.id, Kind.ANSWERED, at.review.id, part, now, data=data)
