"""Disputes as case files, `status` and `explain` show them; a fixed number of statements for any number."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from workflow.disputes.dispute import Dispute, DisputeNote
from workflow.ladders.rungs import RungName
from workflow.people.person import Person
from workflow.people.workspace import Workspace
from workflow.reviews.disputed import DisputeFacts, DisputeNoteFacts
from workflow.reviews.review import PlannedRung

_IS_ITS_NOTICE = and_(PlannedRung.review_id == Dispute.review_id, PlannedRung.rung == RungName.VENDOR_NOTICE)


def dispute_facts(session: Session, review_ids: Sequence[UUID]) -> Mapping[UUID, DisputeFacts]:
    """Read the disputes of these reviews, by review, in two statements; each with by when the vendor is to be told."""
    rows = session.execute(
        select(Dispute, Person.name, Workspace, PlannedRung.at)
        .join(Person, Person.id == Dispute.opened_by)
        .join(Workspace, Workspace.id == Dispute.workspace_id)
        .outerjoin(PlannedRung, _IS_ITS_NOTICE)
        .where(Dispute.review_id.in_(review_ids))
        .order_by(PlannedRung.round)  # so that of two the one that was planned last counts
    ).all()
    notes = _notes(session, review_ids)
    return {
        one.review_id: DisputeFacts(
            state=one.state,
            reason=one.reason,
            by=name,
            letter_by=workspace.calendar.local_date(notice_at) if notice_at else None,
            asked_at=one.asked_at,
            notes=tuple(notes.get(one.id, ())),
            outcome=one.outcome,
            outcome_why=one.outcome_why,
            undisputed=one.undisputed,
        )
        for one, name, workspace, notice_at in rows
    }


def shown(facts: DisputeFacts | None) -> dict[str, Any] | None:
    """Give the form in which `status --json` and `explain --json` show a dispute; dates and moments are ISO 8601."""
    if facts is None:
        return None
    return {
        "state": facts.state,
        "reason": facts.reason,
        "letter_by": facts.letter_by.isoformat() if facts.letter_by else None,
        "asked_at": facts.asked_at.to_iso8601_string() if facts.asked_at else None,
        "answers": [{"text": one.text, "at": one.at.to_iso8601_string()} for one in facts.notes],
        "outcome": facts.outcome,
        "outcome_why": facts.outcome_why,
        "undisputed": None if facts.undisputed is None else f"{facts.undisputed:f}",
    }


def _notes(session: Session, review_ids: Sequence[UUID]) -> Mapping[UUID, list[DisputeNoteFacts]]:
    rows = session.execute(
        select(DisputeNote, Person.name)
        .join(Dispute, Dispute.id == DisputeNote.dispute_id)
        .join(Person, Person.id == DisputeNote.person_id)
        .where(Dispute.review_id.in_(review_ids))
        .order_by(DisputeNote.noted_at, DisputeNote.id)
    )
    notes: dict[UUID, list[DisputeNoteFacts]] = defaultdict(list)
    for note, name in rows:
        notes[note.dispute_id].append(DisputeNoteFacts(name, note.text, note.noted_at))
    return notes
