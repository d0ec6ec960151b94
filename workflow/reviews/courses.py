"""What becomes of a matter: who is asked, by when, about each question in it; `Staff` remembers the picks."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from pendulum import DateTime

from workflow.base import new_id
from workflow.invoices.invoice import Revision
from workflow.ladders.deadlines import Deadline
from workflow.ladders.planning import plan
from workflow.people.person import Role
from workflow.people.pools import Staff
from workflow.policy.policy import Policy
from workflow.reviews.asking import Asking
from workflow.reviews.matters import Matter, Question
from workflow.reviews.overtaking import why_withdrawn
from workflow.reviews.route_facts import RouteMaterial
from workflow.reviews.routing import Fitness, seat_reviewers, wanted
from workflow.reviews.terms import earliest_deadline, terms_of
from workflow.reviews.unsettled import Overtaken

INSTEAD = "This review takes the place of an earlier one, which takes no answer any longer."


@dataclass(frozen=True)
class Surroundings:
    """What all openings of one batch are decided by; `staff` remembers the picks."""

    policy: Policy
    staff: Staff
    material: RouteMaterial
    now: DateTime


@dataclass(frozen=True)
class Opening:
    """A review as it will be opened: about what, who is asked, by when, and on which ladder.

    `carried` are revisions that another review was about until now; `instead_of` names such reviews.
    """

    entries: Question
    asking: Asking
    deadline: Deadline
    carried: tuple[Revision, ...]
    instead_of: tuple[UUID, ...]

    @property
    def review_id(self) -> UUID:
        """Give the id of the review that will be."""
        return self.asking.review_id

    @property
    def revisions(self) -> list[Revision]:
        """List what it is about."""
        return [one.revision for one in self.entries]


@dataclass(frozen=True)
class Course:
    """How a matter is carried on: the reviews that are opened."""

    matter: Matter
    openings: tuple[Opening, ...]


def decide_course(matter: Matter, around: Surroundings) -> Course:
    """Decide about each review that comes of a matter."""
    return Course(matter, tuple(decide_opening(one, matter, around) for one in matter.questions))


def decide_opening(entries: Question, matter: Matter, around: Surroundings) -> Opening:
    """Decide who is asked, by when, and how they hear of it."""
    workspace, policy = entries[0].workspace, around.policy
    facts = around.material.facts(workspace.key, [one.revision for one in entries])
    terms = [terms_of(one.invoice.number, one.revision, workspace) for one in entries]
    deadline = earliest_deadline(terms, workspace.calendar, policy.deadline)
    ids = {one.revision.id for one in entries}
    before = [old for old in matter.overtaken if any(one.revision.id in ids for one in old.standing)]
    roles, fitness = wanted(policy.routing, facts), _fitness(entries, before, deadline)
    asking = Asking(
        review_id=new_id(),
        workspace=workspace,
        seatings=seat_reviewers(
            workspace, around.staff, roles, allow_same_person=policy.allow_same_person, fitness=fitness
        ),
        admins=around.staff.directory.holders(workspace, Role.ADMIN),
        part=str(max(one.revision.number for one in entries)),
        decide_by=deadline.decide_by,
        rungs=plan(deadline.decide_by, around.now, workspace.calendar, policy),
        loudest=facts.loudest,
        instead=_instead(matter, before),
    )
    carried = [one.revision for old in before for one in old.standing if one.revision.id in ids]
    return Opening(entries, asking, deadline, tuple(carried), tuple(old.review.id for old in before))


def _fitness(entries: Question, before: Sequence[Overtaken], deadline: Deadline) -> Fitness:
    """Whoever sat on what was asked before goes first; whoever keyed an invoice in does not answer for it."""
    sat = {place: person_id for old in before for place, person_id in old.seats.items()}
    keyed_by = frozenset(one.revision.keyed_by for one in entries if one.revision.keyed_by)
    return Fitness(sat, keyed_by, deadline.decide_by)


def _instead(matter: Matter, before: Sequence[Overtaken]) -> str:
    if not before:
        return ""
    why = why_withdrawn(matter)
    return " ".join([*dict.fromkeys(why[old.review.id] for old in before), INSTEAD])
