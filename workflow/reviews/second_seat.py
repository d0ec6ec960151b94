"""Seats of a review that is open already: who must be asked besides can show when it is examined again."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.base import new_id
from workflow.bulk import insert_all
from workflow.events.event import Happened, record
from workflow.invoices.invoice import Revision
from workflow.notices.notice import Kind
from workflow.notices.posting import ToTell, post
from workflow.people.person import Role
from workflow.people.pools import Directory, Staff
from workflow.people.workspace import Workspace
from workflow.policy.policy import Policy, policies_of
from workflow.reviews.review import AccessLink, Assignment, Review, ReviewedRevision
from workflow.reviews.route_facts import RouteMaterial
from workflow.reviews.routing import Place, Seating, places, wanted
from workflow.reviews.seats import link_row, seat_row, spoken, unstaffed
from workflow.reviews.segregation import keyed_by, spoken_for
from workflow.reviews.staffing import staff

WHY = "what was noticed since asks for one more"


@dataclass(frozen=True)
class _Lacking:
    """A review that gets more seats, with those it has; `barred` are those who answer none of them."""

    review: Review
    workspace: Workspace
    policy: Policy
    seats: Sequence[Assignment]
    places: Sequence[Place]
    barred: frozenset[UUID]


@dataclass(frozen=True)
class _Added:
    """A seat as it will be: in which review of which workspace, and who was found for it."""

    id: UUID
    review_id: UUID
    workspace: Workspace
    seating: Seating


def seat_lacking(session: Session, reviews: Mapping[UUID, Review], now: DateTime) -> None:
    """Ask whoever policy wants asked now and was not; seats that are there, and answers that were given, stay.

    `reviews` are those that the caller holds locked, by the revision that they are about; each goes by the policy that
    it was opened with.
    """
    lacking = _lacking(session, list({one.id: one for one in reviews.values()}.values()))
    if not lacking:
        return
    everybody = staff(session, now)
    added = [seat for one in lacking for seat in _picked(one, everybody)]
    ids = [((one.workspace.id, one.review_id, one.id), one.seating) for one in added]
    insert_all(session, Assignment, [seat_row(*its, seating, now) for its, seating in ids])
    insert_all(session, AccessLink, [link_row(*its, seating.person) for its, seating in ids if seating.person])
    record(session, [_happened(one, now) for one in added])
    post(session, [notice for one in added for notice in _notices(one, everybody.directory, now)])


def _lacking(session: Session, reviews: Sequence[Review]) -> list[_Lacking]:
    if not reviews:
        return []
    ids = [one.id for one in reviews]
    revisions = _revisions(session, ids)
    its = select(Workspace).where(Workspace.id.in_({one.workspace_id for one in reviews}))
    workspaces = {one.id: one for one in session.scalars(its)}
    policies = policies_of(session, {one.policy_hash for one in reviews})
    with_lines = any(rule.line_kinds for one in policies.values() for rule in one.routing.rules)
    revision_ids = [one.id for of_one in revisions.values() for one in of_one]
    material = RouteMaterial(session, revision_ids, with_lines=with_lines)
    seats, barred = _seats(session, ids), keyed_by(session, ids)
    lacking = []
    for one in reviews:
        workspace, policy = workspaces[one.workspace_id], policies[one.policy_hash]
        roles = wanted(policy.routing, material.facts(workspace.key, revisions[one.id]))
        there = {(seat.role, seat.seat) for seat in seats[one.id]}
        missing = [place for place in places(roles) if place not in there]
        lacking += [_Lacking(one, workspace, policy, seats[one.id], missing, barred[one.id])] if missing else []
    return lacking


def _revisions(session: Session, review_ids: Sequence[UUID]) -> Mapping[UUID, list[Revision]]:
    rows = session.execute(
        select(ReviewedRevision.review_id, Revision)
        .join(Revision, Revision.id == ReviewedRevision.revision_id)
        .where(ReviewedRevision.review_id.in_(review_ids))
    )
    revisions: dict[UUID, list[Revision]] = defaultdict(list)
    for review_id, revision in rows:
        revisions[review_id].append(revision)
    return revisions


def _seats(session: Session, review_ids: Sequence[UUID]) -> Mapping[UUID, list[Assignment]]:
    seats: dict[UUID, list[Assignment]] = defaultdict(list)
    for one in session.scalars(select(Assignment).where(Assignment.review_id.in_(review_ids))):
        seats[one.review_id].append(one)
    return seats


def _picked(one: _Lacking, everybody: Staff) -> list[_Added]:
    """Find somebody for each seat who speaks on no other."""
    found: list[_Added] = []
    for role, seat in one.places:
        taken = set(one.barred | spoken_for(role, one.seats, allow_same_person=one.policy.allow_same_person))
        for other in (added.seating for added in found):
            if other.picked and (other.role == role or not one.policy.allow_same_person):
                taken |= other.picked.identities
        picked = everybody.pick(one.workspace, role, taken, one.review.decide_by)
        found.append(_Added(new_id(), one.review.id, one.workspace, Seating(role, picked, seat)))
    return found


def _happened(one: _Added, now: DateTime) -> Happened:
    person = one.seating.person
    hops = list(one.seating.picked.hops) if one.seating.picked else []
    name = spoken(one.seating)
    data = {"review": str(one.review_id), "role": name, "person": person.email if person else None, "hops": hops}
    return Happened(one.workspace.id, now, "assignment.open", f"assignment:{one.id}", WHY, data=data)


def _notices(one: _Added, people: Directory, now: DateTime) -> list[ToTell]:
    """Tell whoever is asked, or every admin that nobody could be found."""
    workspace, seating, part = one.workspace, one.seating, spoken(one.seating)
    if seating.person:
        return [ToTell(workspace.id, Kind.OPENED, one.review_id, part, now, seating.person.id)]
    return [
        ToTell(workspace.id, Kind.UNSTAFFED, one.review_id, part, now, admin.id, data=unstaffed(seating))
        for admin in people.holders(workspace, Role.ADMIN)
    ]
