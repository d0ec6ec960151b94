"""Asking a colleague or the vendor a question, and writing down what the vendor answered to one."""

from collections.abc import Iterable
from uuid import UUID

from pendulum import DateTime
from sqlalchemy.orm import Session

from web.pages.verbs.handing import MOST_CHOICES, called, person_named
from web.pages.verbs.verb import Choice, Field, Fields, Offer, Scene, Verb
from workflow.decisions.decide import Conflict
from workflow.handling.at_seat import AtSeat
from workflow.handling.questions import (
    LONGEST,
    MOST_OPEN,
    ask_colleague,
    ask_vendor,
    colleagues,
    note_vendors_answer,
)
from workflow.reviews.questioned import QuestionFacts

LONGEST_QUOTE = 60
QUESTION = Field("text", "Your question", longest=LONGEST)
STAYS = "The review task stays with you, and the deadline as it is."
NO_SUCH = "There is no such question on this review. Open the page again."


def _ask_offers(scene: Scene) -> Iterable[Offer]:
    """Offer to ask everybody else who holds a role in this workspace."""
    others = [one for one in colleagues(scene.session, scene.at.workspace) if one.id != scene.at.person.id]
    if not others or _is_full(scene):
        return
    whom = Field("to", "E-mail address of your colleague", "email")
    if len(others) <= MOST_CHOICES:
        whom = Field("to", "Whom", "choice", choices=tuple(Choice(one.email, called(one, others)) for one in others))
    explains = f"They get a mail with your question and answer it on a page of their own. {STAYS}"
    yield Offer("Ask a colleague", "Ask them", explains, (whom, QUESTION))


def _vendor_offers(scene: Scene) -> Iterable[Offer]:
    """Offer to ask the vendor, where an address is known."""
    to = scene.case.workspace.vendor_support
    if to and not _is_full(scene):
        explains = (
            f"Your question goes to {to} as you write it, with the number of the invoice; answers come to you and to "
            f"finance. {STAYS}"
        )
        yield Offer("Ask the vendor a question", "Send it to the vendor", explains, (QUESTION,))


def _note_offers(scene: Scene) -> Iterable[Offer]:
    """Offer a note for each question to the vendor that waits for its answer."""
    answer = Field("text", "What the vendor answered", longest=LONGEST)
    for question in scene.case.questions:
        if question.is_open and question.person_id is None:
            carries = (("question", str(question.id)),)
            explains = "It stands here for everybody who is asked, and whoever asked gets it by mail."
            yield Offer(f"Note the answer to “{_quoted(question)}”", "Note it", explains, (answer,), carries)


def _is_full(scene: Scene) -> bool:
    return sum(question.is_open for question in scene.case.questions) >= MOST_OPEN


def _quoted(question: QuestionFacts) -> str:
    text = " ".join(question.text.split())
    return text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]}…"


def _ask(session: Session, at: AtSeat, typed: Fields, now: DateTime) -> None:
    ask_colleague(session, at, person_named(session, typed), typed.get("text", ""), now)


def _vendor(session: Session, at: AtSeat, typed: Fields, now: DateTime) -> None:
    ask_vendor(session, at, typed.get("text", ""), now)


def _note(session: Session, at: AtSeat, typed: Fields, now: DateTime) -> None:
    try:
        question_id = UUID(typed.get("question", ""))
    except ValueError:
        raise Conflict(NO_SUCH) from None
    note_vendors_answer(session, at, question_id, typed.get("text", ""), now)


ASK = Verb("ask", _ask_offers, _ask)
ASK_BY_MAIL = Verb("question-vendor", _vendor_offers, _vendor)
NOTE_REPLY = Verb("note-reply", _note_offers, _note)
