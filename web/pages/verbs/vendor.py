"""Settling with the vendor what is disputed: the letter, the answer, the wait for a correction."""

from collections.abc import Iterable

from pendulum import DateTime
from sqlalchemy.orm import Session

from web.pages.drafted import dispute_draft
from web.pages.verbs.verb import WHY, Field, Fields, Offer, Place, Scene, Verb
from workflow.disputes.dispute import AWAITED, CLOSED, FLAGGED
from workflow.handling.at_seat import AtSeat
from workflow.handling.vendor_asking import ask_vendor, await_correction, note_answer, stop_waiting

LETTER = "This letter goes out once you send it, answers come to finance, and the reviewers are left alone meanwhile."

COPY = "The setup file names no vendor_support address for this workspace. Copy the letter, and note the answer below."


def _is_disputed(scene: Scene) -> bool:
    """Tell whether this is the admin of a review in which something is disputed still."""
    return scene.is_admin and scene.case.dispute is not None and scene.case.dispute.state != CLOSED


def _ask_offers(scene: Scene) -> Iterable[Offer]:
    """Offer the letter for as long as it is disputed, and to dispute what nobody has flagged."""
    to, dispute = scene.case.workspace.vendor_support, scene.case.dispute
    if _is_disputed(scene):
        draft = dispute_draft(scene.session, scene.desk, scene.case)
        again = " again" if dispute and dispute.state != FLAGGED else ""
        yield Offer(
            f"Send the dispute letter{again}", f"Send it to {to}" if to else "", LETTER if to else COPY, draft=draft
        )
    elif scene.is_admin and dispute is None and to:
        explains = "The review is disputed then, and the vendor is asked by a letter that states the discrepancy."
        yield Offer("Dispute it, by a letter to the vendor", f"Ask {to}", explains, (Field("why", "What is wrong"),))


def _note_offers(scene: Scene) -> Iterable[Offer]:
    """Offer a note for as long as it is disputed."""
    if _is_disputed(scene):
        text = Field("text", "What the vendor answered")
        yield Offer("Note what the vendor answered", "Note it", "It stands here for everybody who is asked.", (text,))


def _await_offers(scene: Scene) -> Iterable[Offer]:
    """Offer to wait, unless somebody waits."""
    if _is_disputed(scene) and scene.case.dispute and scene.case.dispute.state != AWAITED:
        explains = "The reviewers are left alone meanwhile. The payment deadline stays, and you are told before it."
        yield Offer("Wait for a corrected invoice", "Wait for it", explains, (WHY,))


def _stop_offers(scene: Scene) -> Iterable[Offer]:
    """Offer to end the wait."""
    if scene.is_admin and scene.case.waits_since:
        yield Offer("Wait no longer", "Wait no longer", "The reviewers are asked again.", (WHY,))


def _ask(session: Session, at: AtSeat, typed: Fields, now: DateTime) -> None:
    ask_vendor(session, at, now, typed.get("why", ""))


def _note(session: Session, at: AtSeat, typed: Fields, now: DateTime) -> None:
    note_answer(session, at, typed.get("text", "").strip(), now)


def _await(session: Session, at: AtSeat, typed: Fields, now: DateTime) -> None:
    await_correction(session, at, typed.get("why", "").strip(), now)


def _stop(session: Session, at: AtSeat, typed: Fields, now: DateTime) -> None:
    stop_waiting(session, at, typed.get("why", "").strip(), now)


ASK_VENDOR = Verb("ask-vendor", _ask_offers, _ask, Place.DISPUTE)
NOTE_ANSWER = Verb("note-answer", _note_offers, _note, Place.DISPUTE)
AWAIT_CORRECTION = Verb("await-correction", _await_offers, _await, Place.DISPUTE)
STOP_WAITING = Verb("stop-waiting", _stop_offers, _stop, Place.DISPUTE)
