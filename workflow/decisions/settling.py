"""What follows from an answer: the review moves, the other seats close, and whoever must know is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from pendulum import DateTime
from sqlalchemy.orm import Session

from workflow.decisions.outcome import outcome
from workflow.disputes.asking import dispute_of, write_to_vendor
from workflow.disputes.closing import Ending, close
from workflow.disputes.dispute import Outcome
from workflow.disputes.opening import Flag, open_dispute
from workflow.events.transitions import move
from workflow.notices.notice import Kind
from workflow.notices.posting import ToTell, post
from workflow.people.person import Person, Role
from workflow.people.workspace import Workspace
from workflow.reviews.admins import seat_admin, write_admin_seats
from workflow.reviews.casefile import CaseFile
from workflow.reviews.ledger import finish_periods
from workflow.reviews.review import APPROVED, CANCELLED, DISPUTED, FLAGGED, OPEN, Assignment, Review
from workflow.reviews.rungs import cancel_rungs
from workflow.reviews.segregation import keyed_by
from workflow.reviews.staffing import staff


@dataclass(frozen=True)
class Said:
    """An answer that was taken, with the review around it as it is now."""

    review: Review
    seats: Sequence[Assignment]
    case: CaseFile
    by: Person
    reason: str | None
    part: Decimal | None = None
    """What may be paid of it, in its currency; None: all."""


def follow_up(session: Session, said: Said, now: DateTime) -> None:
    """Carry the review on after an answer."""
    review = said.review
    to = outcome(said.seats, disputed=review.state == DISPUTED)
    if to is None or to == review.state:
        _tell_flag(session, said, now)
        return
    why = {DISPUTED: f"flagged: {said.reason}", APPROVED: "every answer needed is there"}.get(
        to, f"{to}: {said.reason}"
    )
    settled = None if to == DISPUTED else {"settled_at": now}
    move(session, [review], to, now=now, why=why, actor=said.by.email, also=settled)
    if to == DISPUTED:
        _dispute(session, said, now)
    else:
        _settle(session, said, now)


def _dispute(session: Session, said: Said, now: DateTime) -> None:
    """Open the dispute and the admin's seat; where the policy says so, the vendor is asked by itself."""
    review, workspace = said.review, session.get_one(Workspace, said.review.workspace_id)
    dispute = open_dispute(session, Flag(review, workspace, said.case.policy, said.by, said.reason or ""), now)
    if said.case.policy.vendor_mail == "send" and workspace.vendor_support:
        write_to_vendor(session, dispute, review, workspace, None, now)
    _ask_admin(session, said, workspace, now)


def _ask_admin(session: Session, said: Said, workspace: Workspace, now: DateTime) -> None:
    """Open the admin's seat for a flag and tell the admin who sits on it."""
    review, by = said.review, said.by
    keyed = keyed_by(session, [review.id])[review.id]
    why = f"{by.email} flagged the invoice"
    seat = seat_admin(review.id, workspace, said.seats, staff(session, now), why, keyed)
    if seat is None:
        return
    write_admin_seats(session, [seat], now)
    data = {"reason": said.reason, "by": by.name}
    post(session, [ToTell(workspace.id, Kind.OPENED, review.id, "flag", now, seat.person.id, data=data)])


def _tell_flag(session: Session, said: Said, now: DateTime) -> None:
    """Tell the admin of a flag on what is disputed already."""
    flagged = next((one for one in said.seats if one.state == FLAGGED and one.person_id == said.by.id), None)
    admin = next((one for one in said.seats if one.role == Role.ADMIN and one.person_id), None)
    if flagged and admin:
        part, data = f"flag@{flagged.role}-{flagged.seat}", {"reason": said.reason, "by": said.by.name}
        review = said.review
        post(session, [ToTell(review.workspace_id, Kind.OPENED, review.id, part, now, admin.person_id, data=data)])


def _settle(session: Session, said: Said, now: DateTime) -> None:
    review = said.review
    open_seats = [seat for seat in said.seats if seat.state == OPEN]
    move(session, open_seats, CANCELLED, now=now, why=f"the review was {review.state}", actor=said.by.email)
    cancel_rungs(session, [review.id])
    _close_dispute(session, said, now)
    post(session, _letters(said, now))
    finish_periods(session, [review.id], now)


def _close_dispute(session: Session, said: Said, now: DateTime) -> None:
    """End the dispute, if there is one, as the answer says that settled the review."""
    dispute = dispute_of(session, said.review) if said.case.dispute else None
    if dispute is None:
        return
    accepted = Outcome.ACCEPTED if said.part is None else Outcome.PART_PAID
    ended = accepted if said.review.state == APPROVED else Outcome.REJECTED
    why = said.reason or "approved as it is"
    close(session, [dispute], Ending(ended, why, said.by.email, said.part), now)


def _letters(said: Said, now: DateTime) -> list[ToTell]:
    """Tell everybody who was asked or called, but not who just answered; and accounts payable, once approved."""
    review, case = said.review, said.case
    asked = {link.person_id for link in case.links}
    part = str(max(one.revision for one in case.invoices))
    letters = [
        ToTell(review.workspace_id, Kind.DECIDED, review.id, part, now, person_id)
        for person_id in sorted(asked - {said.by.id})
    ]
    if review.state == APPROVED and case.workspace.ap_contact:
        address = case.workspace.ap_contact
        letters.append(ToTell(review.workspace_id, Kind.RELEASED, review.id, part, now, address=address))
    return letters
