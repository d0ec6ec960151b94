"""Stage 4: route examined invoices to roles and people, plan the deadline, open the review."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from pendulum import DateTime
from sqlalchemy.orm import Session

from workflow.base import new_id
from workflow.batch import Batch, Trouble, decide_each
from workflow.bulk import insert_all, write_in_halves
from workflow.events.event import Happened, record
from workflow.events.transitions import move
from workflow.findings.examine import step_aside
from workflow.invoices.invoice import EXAMINED, UNDER_REVIEW
from workflow.invoices.quoting import called
from workflow.notices.digests import put_in_digest
from workflow.notices.posting import post
from workflow.periods.period import INVOICED, REVIEWED
from workflow.policy.policy import Policy, keep
from workflow.reviews.asking import digest_items, mails
from workflow.reviews.candidates import gather
from workflow.reviews.courses import Course, Opening, Surroundings, decide_course
from workflow.reviews.entries import Entry
from workflow.reviews.ledger import finish_left, finish_periods
from workflow.reviews.matters import Matter, matters
from workflow.reviews.overtaking import overtake
from workflow.reviews.review import OPEN, AccessLink, Assignment, PlannedRung, Review, ReviewedRevision
from workflow.reviews.route_facts import RouteMaterial
from workflow.reviews.rungs import rung_rows
from workflow.reviews.seats import link_row, seat_row, spoken
from workflow.reviews.staffing import staff


def open_reviews(session: Session, now: DateTime, policy: Policy) -> Batch:
    """Open the reviews of one batch of examined revisions."""
    gathered = gather(session, now, policy)
    if not gathered.candidates:
        return Batch()
    policy_hash = keep(session, policy)
    all_matters = matters(gathered)
    around = _surroundings(session, all_matters, now, policy)
    courses, undecided = decide_each(all_matters, lambda one: decide_course(one, around))
    overtake(session, [one.matter for one in courses], _spared(courses), now)
    openings = [opening for course in courses for opening in course.openings]
    refused = write_in_halves(session, openings, lambda part: _write(session, part, policy_hash, around))
    _let_wait(session, [opening for opening, _ in refused], now)
    _finish(session, courses, now)
    apart = [(revision, error) for matter, error in undecided for revision in matter.revisions]
    apart += [(revision, error) for opening, error in refused for revision in opening.revisions]
    step_aside(session, apart, now)
    troubles = tuple(Trouble(f"revision:{revision.id}", str(error)) for revision, error in apart)
    claimed = {one.entry.revision.id for one in gathered.candidates}
    return Batch(len(claimed - {revision.id for revision, _ in apart}), troubles)


def _surroundings(session: Session, all_matters: Sequence[Matter], now: DateTime, policy: Policy) -> Surroundings:
    revision_ids = [entry.revision.id for one in all_matters for its in one.questions for entry in its]
    with_lines = any(rule.line_kinds for rule in policy.routing.rules)
    return Surroundings(policy, staff(session, now), RouteMaterial(session, revision_ids, with_lines=with_lines), now)


def _spared(courses: Sequence[Course]) -> Mapping[UUID, set[UUID]]:
    """Say by review who is asked anew, and is told so: they need not hear that it was withdrawn."""
    spared: dict[UUID, set[UUID]] = defaultdict(set)
    for opening in (opening for course in courses for opening in course.openings):
        for review_id in opening.instead_of:
            spared[review_id] |= {person.id for person in opening.asking.asked}
    return spared


def _let_wait(session: Session, refused: Sequence[Opening], now: DateTime) -> None:
    """Let what nobody asks about any longer wait like what is new."""
    carried = [revision for one in refused for revision in one.carried]
    move(session, carried, EXAMINED, now=now, why="its review was withdrawn, and the next could not be opened")


def _finish(session: Session, courses: Sequence[Course], now: DateTime) -> None:
    """Close the ledger lines of periods about which nobody is asked any longer."""
    candidates = [one for course in courses for one in course.matter.candidates]
    reviews = {review.id for one in candidates if not one.is_asked for review in one.overtakes}
    if reviews:
        finish_periods(session, sorted(reviews), now)
    revised = {one.entry.workspace.id for one in candidates if one.entry.is_revised}
    if revised:
        finish_left(session, revised, now)


def _write(session: Session, openings: Sequence[Opening], policy_hash: str, around: Surroundings) -> None:
    now, askings = around.now, [one.asking for one in openings]
    seats = [((one.workspace.id, one.review_id, new_id()), seating) for one in askings for seating in one.seatings]
    insert_all(session, Review, [_review_row(opening, policy_hash, now) for opening in openings])
    insert_all(session, ReviewedRevision, [_reviewed_row(one, entry) for one in openings for entry in one.entries])
    insert_all(session, Assignment, [seat_row(*ids, seating, now) for ids, seating in seats])
    insert_all(session, AccessLink, [link_row(*ids, seating.person) for ids, seating in seats if seating.person])
    rungs = [row for one in askings for row in rung_rows(one.workspace.id, one.review_id, one.rungs)]
    insert_all(session, PlannedRung, rungs)
    record(session, [_happened(opening, now) for opening in openings])
    post(session, mails(askings, around.policy.mail, now))
    put_in_digest(session, digest_items(askings, around.policy.mail, now))
    carried = {revision.id for one in openings for revision in one.carried}
    new = [revision for one in openings for revision in one.revisions if revision.id not in carried]
    move(session, new, UNDER_REVIEW, now=now, why="a review was opened")
    reopened = {entry.period for one in openings for entry in one.entries if entry.period}
    move(session, [p for p in reopened if p.state == REVIEWED], INVOICED, now=now, why="a new review was opened")


def _review_row(opening: Opening, policy_hash: str, now: DateTime) -> dict[str, Any]:
    return {
        "id": opening.review_id,
        "workspace_id": opening.asking.workspace.id,
        "state": OPEN,
        "policy_hash": policy_hash,
        "opened_at": now,
        "period_id": opening.entries[0].together,
        **vars(opening.deadline),
    }


def _reviewed_row(opening: Opening, entry: Entry) -> dict[str, Any]:
    revision = entry.revision
    return {"review_id": opening.review_id, "revision_id": revision.id, "invoice_id": revision.invoice_id}


def _happened(opening: Opening, now: DateTime) -> Happened:
    asking, entries = opening.asking, opening.entries
    data = {
        "invoices": {str(one.invoice.id): one.revision.number for one in entries},
        "asked": {spoken(one): one.person.email if one.person else None for one in asking.seatings},
        "hops": {spoken(one): list(one.picked.hops) for one in asking.seatings if one.picked and one.picked.hops},
        "decide_by": opening.deadline.decide_by.to_iso8601_string(),
        "instead_of": [str(review_id) for review_id in opening.instead_of],
    }
    numbers = ", ".join(called(one.invoice.number) for one in entries)
    what = (
        f"invoice {numbers} was examined and is" if len(entries) == 1 else f"invoices {numbers} were examined and are"
    )
    about = f"review:{opening.review_id}"
    return Happened(asking.workspace.id, now, "review.open", about, f"{what} to be decided", data=data)
