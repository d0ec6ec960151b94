"""Asking: somebody at a seat asks a colleague or the vendor, and the answer stands with the review.

The seat stays with who asks, and no clock stops: only an admin's dispute waits for the vendor.
"""

from collections.abc import Sequence
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workflow.base import new_id
from workflow.decisions.decide import Conflict, Incomplete, NotAllowed, printable
from workflow.events.event import Happened, record
from workflow.handling.at_seat import AtSeat
from workflow.notices.notice import Kind
from workflow.notices.posting import ToTell, post
from workflow.people.person import Person, Role
from workflow.people.pools import Directory, directory
from workflow.people.workspace import Workspace
from workflow.reviews.question import Question
from workflow.reviews.review import OPEN, UNSETTLED, Assignment, Review

LONGEST = 2_000
MOST_OPEN = 10
NO_ADDRESS = (
    "The setup file names no address of the vendor for this workspace. Set vendor_support in its [[workspaces]] table "
    "and apply it, or ask a colleague."
)


def colleagues(session: Session, workspace: Workspace) -> list[Person]:
    """List everybody who holds a role in a workspace, in order of e-mail address."""
    return _holders(directory(session), workspace)


def ask_colleague(session: Session, at: AtSeat, to: UUID, text: str, now: DateTime) -> Question:
    """Ask somebody who holds a role here; they get a letter with a link of their own.

    Raises Incomplete without a question or for who holds no role here, Conflict where too many are open.
    """
    person = next((one for one in colleagues(session, at.workspace) if one.id == to), None)
    if person is None or person.id == at.person.id:
        raise Incomplete("Choose a colleague who holds a role in this workspace.")
    question = _asked(session, at, text, person, now)
    told = ToTell(at.workspace.id, Kind.QUESTION, at.review.id, question.id.hex, now, person.id)
    post(session, [told])
    return question


def ask_vendor(session: Session, at: AtSeat, text: str, now: DateTime) -> Question:
    """Ask the vendor's support address; answers come to who asks and to finance, and somebody writes them down.

    Raises Incomplete without a question, Conflict without an address or where too many are open.
    """
    if not at.workspace.vendor_support:
        raise Conflict(NO_ADDRESS)
    question = _asked(session, at, text, None, now)
    finance = [one.email for one in directory(session).holders(at.workspace, Role.FINANCE)]
    data = {"reply_to": list(dict.fromkeys([at.person.email, *finance]))}
    address, part = at.workspace.vendor_support, question.id.hex
    post(session, [ToTell(at.workspace.id, Kind.QUESTION, at.review.id, part, now, address=address, data=data)])
    return question


def note_vendors_answer(session: Session, at: AtSeat, question_id: UUID, text: str, now: DateTime) -> None:
    """Write down what the vendor answered to a question of this review; whoever got the mail may.

    Raises Conflict where there is no such question or it has its answer, Incomplete without a text.
    """
    question = session.get(Question, question_id, with_for_update=True, populate_existing=True)
    if question is None or question.review_id != at.review.id or question.person_id is not None:
        raise Conflict("There is no such question to the vendor on this review. Open the page again.")
    _answer(session, question, at.person, text, "", now)


def answer_question(
    session: Session, question_id: UUID, person_id: UUID, text: str, known_by: str, now: DateTime
) -> None:
    """Take a colleague's answer and tell who asked.

    Raises NotAllowed for whoever was not asked or holds no role here any more, Conflict where it was answered or the
    review is settled, Incomplete without a text.
    """
    asked = session.get_one(Question, question_id)
    review = session.get_one(Review, asked.review_id, with_for_update=True, populate_existing=True)
    question = session.get_one(Question, question_id, populate_existing=True)
    person = session.get_one(Person, person_id)
    if not may_answer(session, question, person):
        raise NotAllowed("This question was asked to somebody else, or you hold no role in this workspace any more.")
    if review.state not in UNSETTLED:
        raise Conflict(f"This review is {review.state}; no answer is needed any more.")
    _answer(session, question, person, text, known_by, now)


def may_answer(session: Session, question: Question, person: Person) -> bool:
    """Tell whether this is who was asked, and still somebody of this workspace."""
    if question.person_id != person.id or not person.active:
        return False
    workspace = session.get_one(Workspace, question.workspace_id)
    return any(one.id == person.id for one in colleagues(session, workspace))


def _holders(everybody: Directory, workspace: Workspace) -> list[Person]:
    found = {one.id: one for role in Role for one in everybody.holders(workspace, role)}
    return sorted(found.values(), key=lambda one: one.email)


def _asked(session: Session, at: AtSeat, text: str, to: Person | None, now: DateTime) -> Question:
    said = _said(text, "Write down what you want to know.")
    still_open = select(func.count()).where(Question.review_id == at.review.id, Question.answered_at.is_(None))
    if session.scalars(still_open).one() >= MOST_OPEN:
        raise Conflict(f"{MOST_OPEN} questions about this review wait for an answer. Ask again once one has come.")
    question = Question(
        id=new_id(),
        workspace_id=at.workspace.id,
        review_id=at.review.id,
        assignment_id=at.seat.id,
        asked_by=at.person.id,
        person_id=to.id if to else None,
        text=said,
        asked_at=now,
    )
    session.add(question)
    session.flush()
    whom = to.name if to else "the vendor"
    data = {"question": str(question.id), "to": to.email if to else at.workspace.vendor_support, "text": said}
    why = f"{at.person.name} asked {whom}"
    about = f"review:{at.review.id}"
    record(session, [Happened(at.workspace.id, now, "question.asked", about, why, at.person.email, data)])
    return question


def _answer(session: Session, question: Question, by: Person, text: str, known_by: str, now: DateTime) -> None:
    said = _said(text, "Write down the answer.")
    if question.answered_at:
        raise Conflict("This question has its answer already. Open the page again to read it.")
    question.answer, question.answered_by, question.answered_at = said, by.id, now
    question.known_by = known_by or None
    session.flush()
    vendors = question.person_id is None
    why = f"{by.name} noted what the vendor answered" if vendors else f"{by.name} answered"
    data = {"question": str(question.id), "text": said, **({"known_by": known_by} if known_by else {})}
    about = f"review:{question.review_id}"
    record(session, [Happened(question.workspace_id, now, "question.answered", about, why, by.email, data)])
    told = (question.workspace_id, Kind.ANSWER, question.review_id, question.id.hex, now)
    post(session, [ToTell(*told, reader) for reader in _readers(session, question) if reader != by.id])


def _readers(session: Session, question: Question) -> Sequence[UUID]:
    """Give who asked, and whoever sits on their seat now."""
    seat = session.get_one(Assignment, question.assignment_id)
    sitting = seat.person_id if seat.state == OPEN and seat.role != Role.ADMIN else None
    return sorted({question.asked_by, *([sitting] if sitting else [])})


def _said(text: str, missing: str) -> str:
    """Give the text as it is kept; raises Incomplete where there is none or too much."""
    said = printable(text.replace("\r\n", "\n"))
    if not said:
        raise Incomplete(missing)
    if len(said) > LONGEST:
        raise Incomplete(f"The text is too long; {LONGEST:,} characters are enough.")
    return said
