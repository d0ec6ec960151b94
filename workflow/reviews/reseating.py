"""Who takes a seat whose person can no longer sit there: decided for one seat, written for many at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from pendulum import DateTime
from sqlalchemy.orm import Session

from workflow.bulk import change_all, insert_new
from workflow.events.event import SYSTEM, Happened, record
from workflow.notices.notice import Kind
from workflow.notices.posting import ToTell, post
from workflow.people.person import Person, Role
from workflow.people.pools import Picked, Staff
from workflow.people.workspace import Workspace
from workflow.reviews.review import OPEN, AccessLink, Assignment, Review
from workflow.reviews.routing import Seating
from workflow.reviews.seats import link_row, spoken, unstaffed
from workflow.reviews.segregation import NOBODY, spoken_for
from workflow.reviews.staffing import pick_admin


@dataclass(frozen=True)
class Around:
    """A review with all that decides who may sit on its seats; `sitting` is who sits there now, by seat.

    `keyed_by` keyed in what it is about. `passed_on` is what was decided for its other seats and is not written yet.
    """

    review: Review
    workspace: Workspace
    seats: Sequence[Assignment]
    sitting: Mapping[UUID, Person]
    allow_same_person: bool = False
    keyed_by: frozenset[UUID] = NOBODY
    passed_on: tuple["Reseat", ...] = ()

    def seated(self, seat: Assignment) -> frozenset[UUID]:
        """Give those for whom nobody may speak on a seat, because they do on another; an admin on none besides."""
        alone = seat.role == Role.ADMIN or not self.allow_same_person
        moved = {one.seat.id: one for one in self.passed_on}
        others = [one for one in self.seats if one.id != seat.id]
        stayed = spoken_for(seat.role, (one for one in others if one.id not in moved), allow_same_person=not alone)
        rivals = (moved[one.id] for one in others if one.id in moved and (alone or one.role == seat.role))
        return stayed.union(*(one.picked.identities for one in rivals if one.picked))

    def barred(self, seat: Assignment) -> frozenset[UUID]:
        """Give everybody who may not take a seat: for whom somebody speaks elsewhere, and who keyed it in."""
        return self.seated(seat) | self.keyed_by


@dataclass(frozen=True)
class Reseat:
    """A seat that gets another person: who sat there, who was found (null: nobody), and why, as a sentence.

    `by` is who handed it over; null: nobody did, it followed from what is known of the people.
    """

    seat: Assignment
    workspace: Workspace
    old: Person | None
    picked: Picked | None
    why: str
    by: Person | None = None
    admins: tuple[Person, ...] = ()
    """Whom to tell where nobody was found."""


def reseats_of(around: Around, everybody: Staff) -> list[Reseat]:
    """Decide for all open seats of a review, one after the other; whoever takes one does not take the next."""
    return reseats_of_seats(around.seats, around, everybody)


def reseats_of_seats(seats: Iterable[Assignment], around: Around, everybody: Staff) -> list[Reseat]:
    """Decide for these seats of a review; empty ones come last, for who gives up another may take them."""
    found: list[Reseat] = []
    for seat in sorted(seats, key=lambda one: one.id not in around.sitting):
        reseat = reseat_of(seat, replace(around, passed_on=tuple(found)), everybody)
        found += [reseat] if reseat else []
    return found


def reseat_of(seat: Assignment, around: Around, everybody: Staff) -> Reseat | None:
    """Decide who takes a seat on which nobody sits, or whose person may or can no longer answer; None: all stays.

    First the deputies of the person who is away, then whoever of the pool is there. With nobody a reviewer's seat is
    emptied, and every admin is told; an admin's goes to another admin or stays as it is. Whoever no mail reaches keeps
    theirs unless somebody can take it whom mail reaches: they may still find it by themselves.
    """
    if seat.state != OPEN:
        return None
    sitting = around.sitting.get(seat.id)
    why = unfit(seat, around, everybody)
    if why is None:
        return _relieved(seat, sitting, around, everybody) if sitting and sitting.mail_refused_at else None
    picked = _found(seat, around, everybody)
    kept = seat.role == Role.ADMIN and _is_here(seat, sitting, around.workspace, everybody)
    if picked is None and (sitting is None or kept):
        return None
    admins = tuple(everybody.directory.holders(around.workspace, Role.ADMIN))
    return Reseat(seat, around.workspace, sitting, picked, why, admins=admins)


def _relieved(seat: Assignment, sitting: Person, around: Around, everybody: Staff) -> Reseat | None:
    unreached = everybody.directory.unreached
    picked = _found(seat, replace(around, keyed_by=around.keyed_by | unreached), everybody)
    if picked is None or picked.person.id in unreached:
        return None
    return Reseat(seat, around.workspace, sitting, picked, f"The mail server refuses mail to {sitting.name}.")


def unfit(seat: Assignment, around: Around, everybody: Staff) -> str | None:
    """Say why the person on an open seat should not sit there; None when all is well."""
    sitting, workspace = around.sitting.get(seat.id), around.workspace
    if sitting is None:
        return "Nobody sat there."
    if sitting.id not in everybody.directory.holding(seat.role):
        gone = f"no longer holds the role {seat.role}" if sitting.active else "has left"
        return f"{sitting.name} {gone}."
    if not _is_here(seat, sitting, workspace, everybody):
        return f"{sitting.name} no longer answers for {seat.role} in {workspace.name}."
    gone_away = everybody.away(sitting, workspace, _until(seat, around))
    return f"{gone_away.why}." if gone_away else None


def _is_here(seat: Assignment, sitting: Person | None, workspace: Workspace, everybody: Staff) -> bool:
    """Tell whether somebody answers for the role here; a deputy does wherever the one whose place they take does."""
    people = everybody.directory
    if sitting is None or sitting.id not in people.holding(seat.role):
        return False
    return seat.deputy_of is not None or sitting in people.holders(workspace, seat.role)


def _until(seat: Assignment, around: Around) -> DateTime | None:
    """Say by when somebody must find a working day; an admin is there for what was not decided in time, too."""
    return None if seat.role == Role.ADMIN else around.review.decide_by


def _found(seat: Assignment, around: Around, everybody: Staff) -> Picked | None:
    workspace, barred, until = around.workspace, around.barred(seat), _until(seat, around)
    meant_for = everybody.directory.holding(seat.role).get(seat.deputy_of or seat.person_id or seat.id)
    deputy = everybody.deputy_for(meant_for, workspace, seat.role, barred, until) if meant_for else None
    if deputy or seat.role != Role.ADMIN:
        return deputy or everybody.pick(workspace, seat.role, barred, until)
    picked = pick_admin(everybody, workspace, around.seated(seat), around.keyed_by)
    stays = picked and meant_for and everybody.away(picked.person, workspace)  # one who is away for another is no help
    return None if stays else picked


def write_reseats(session: Session, reseats: Sequence[Reseat], now: DateTime) -> None:
    """Write seats that get other people, and tell those, or every admin of a seat on which nobody sits now."""
    pass_on(session, reseats, now)
    post(session, [notice for one in reseats for notice in _notices(one, now)])


def pass_on(session: Session, reseats: Sequence[Reseat], now: DateTime) -> None:
    """Write who sits where, with a link and one line of history each; telling them is the caller's."""
    if not reseats:
        return
    change_all(session, [(one.seat, _values(one)) for one in reseats])
    links = [
        link_row(one.workspace.id, one.seat.review_id, one.seat.id, one.picked.person) for one in reseats if one.picked
    ]
    insert_new(session, AccessLink, links)
    record(session, [_happened(one, now) for one in reseats])


def _values(one: Reseat) -> dict[str, UUID | None]:
    picked = one.picked
    deputy_of = picked.deputy_of.id if picked and picked.deputy_of else None
    return {"person_id": picked.person.id if picked else None, "deputy_of": deputy_of, "snoozed_until": None}


def _happened(one: Reseat, now: DateTime) -> Happened:
    picked = one.picked
    data = {
        "review": str(one.seat.review_id),
        "role": _name(one),
        "old": one.old.email if one.old else None,
        "new": picked.person.email if picked else None,
        "deputy_of": picked.deputy_of.email if picked and picked.deputy_of else None,
        "hops": list(picked.hops) if picked else [],
    }
    actor = one.by.email if one.by else SYSTEM
    return Happened(one.workspace.id, now, "assignment.handed", f"assignment:{one.seat.id}", one.why, actor, data)


def _notices(one: Reseat, now: DateTime) -> list[ToTell]:
    review_id, workspace_id, moment = one.seat.review_id, one.workspace.id, now.in_timezone("UTC")
    if one.picked:
        part, data = handed_part(now), {"by": one.by.name if one.by else None, "why": _told(one)}
        return [ToTell(workspace_id, Kind.OPENED, review_id, part, now, one.picked.person.id, data=data)]
    part, data = f"{_name(one)}@{moment:%Y%m%dT%H%M%S}", unstaffed(_seating(one))
    return [ToTell(workspace_id, Kind.UNSTAFFED, review_id, part, now, admin.id, data=data) for admin in one.admins]


def handed_part(now: DateTime) -> str:
    """Name a hand-over in the key of its notice, by its moment in UTC: it may come to the same person again."""
    return f"handed@{now.in_timezone('UTC'):%Y%m%dT%H%M%S}"


def _told(one: Reseat) -> str:
    """Say why it comes to the reader: the way over the deputies says more than that its first person is away."""
    hops = one.picked.hops if one.picked else ()
    return " ".join(hops) or one.why


def _seating(one: Reseat) -> Seating:
    return Seating(one.seat.role, one.picked, one.seat.seat)


def _name(one: Reseat) -> str:
    return spoken(_seating(one))
