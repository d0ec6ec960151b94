"""What the due rungs of a review ask for: who is told what, and what becomes of each rung; pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from pendulum import DateTime

from workflow.ladders.overdue import newest_overdue, next_overdue
from workflow.ladders.rungs import Rung, RungName, RungState
from workflow.notices.notice import Kind
from workflow.notices.posting import ToTell
from workflow.people.person import Person, Role
from workflow.people.pools import Staff
from workflow.people.workspace import Workspace
from workflow.policy.policy import Policy
from workflow.reviews.admins import AdminSeat, seat_admin
from workflow.reviews.reseating import Around, Reseat, reseats_of_seats
from workflow.reviews.review import OPEN, UNSETTLED, Assignment, PlannedRung, Review

ORDER = list(RungName)
TO_ASSIGNEE = (RungName.REMINDER, RungName.WARNING)
TO_ADMINS = (RungName.FINAL_CALL, RungName.OVERDUE)


@dataclass(frozen=True)
class Climb:
    """A review with its seats, the policy it was opened with, and the rungs that are due, in order of time."""

    around: Around
    policy: Policy
    due: tuple[PlannedRung, ...]

    @property
    def review(self) -> Review:
        """Give the review."""
        return self.around.review

    @property
    def workspace(self) -> Workspace:
        """Give whose invoice it is about."""
        return self.around.workspace

    @property
    def waiting(self) -> list[Assignment]:
        """List the reviewers' seats that are not answered yet."""
        return [seat for seat in self.around.seats if seat.state == OPEN and seat.role != Role.ADMIN]


@dataclass(frozen=True)
class Crew:
    """Who can be picked, and whom policies name besides, by e-mail address."""

    staff: Staff
    named: Mapping[str, Person]


@dataclass(frozen=True)
class Became:
    """What became of a due rung, and why; `snoozed` are the seats that it left out because they were put off."""

    rung: PlannedRung
    state: RungState
    why: str
    snoozed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Step:
    """What is to be written for one review.

    `reseats` are seats that get other people first; `told_admins` get a link to the admin's seat.
    """

    climb: Climb
    became: tuple[Became, ...]
    reseats: tuple[Reseat, ...] = ()
    notices: tuple[ToTell, ...] = ()
    admin_seat: AdminSeat | None = None
    told_admins: tuple[Person, ...] = ()
    following: Rung | None = None


@dataclass(frozen=True)
class _Due:
    """The due rungs by name, and of those to the same readers the newest, which is the only one that goes out."""

    rungs: Mapping[RungName, PlannedRung]
    assignee: RungName | None
    admins: RungName | None

    @property
    def escalates(self) -> bool:
        return RungName.ESCALATION in self.rungs

    @property
    def notices(self) -> bool:
        return RungName.VENDOR_NOTICE in self.rungs


def decide_step(one: Climb, crew: Crew, now: DateTime) -> Step:
    """Decide who is told at the due rungs: whoever sits there once it was looked whether they still can."""
    if one.review.state not in UNSETTLED:
        return Step(one, tuple(Became(rung, RungState.CANCELLED, "the review was settled") for rung in one.due))
    reseats = reseats_of_seats(one.waiting, one.around, crew.staff)  # the admin's is found when it is needed
    due = _due(one)
    picked = _picked(one, due, crew)
    besides = _besides(one, due, crew, picked)
    called = _called(one, due, crew, picked, besides)
    notices = [
        *_to_assignees(one, due, reseats, now),
        *(_notice(one, RungName.ESCALATION, person, now) for person in _escalated(due, picked, besides)),
        *(_notice(one, due.admins, admin, now) for admin in called if due.admins),
        *_to_fallback(one, due, called, now),
        *(_notice(one, RungName.VENDOR_NOTICE, admin, now) for admin in _reminded_of_notice(one, due, crew)),
    ]
    admins = {admin.id for admin in crew.staff.directory.holders(one.workspace, Role.ADMIN)}
    linked = [person for person in (*besides, *called, *_reminded_of_notice(one, due, crew)) if person.id in admins]
    following = None
    if RungName.OVERDUE in due.rungs:
        following = next_overdue(one.review.decide_by, now, one.workspace.calendar, one.policy.quiet)
    became = tuple(_became(one, due, reseats, now))
    return Step(one, became, tuple(reseats), tuple(notices), picked, tuple(linked), following)


def _due(one: Climb) -> _Due:
    rungs = {RungName(rung.rung): rung for rung in one.due}
    to_assignee = [name for name in TO_ASSIGNEE if name in rungs and not one.review.waits_since]
    to_admins = [name for name in TO_ADMINS if name in rungs]
    return _Due(rungs, max(to_assignee, key=ORDER.index, default=None), max(to_admins, key=ORDER.index, default=None))


def _snoozed(one: Climb, reseats: Sequence[Reseat], now: DateTime) -> list[Assignment]:
    """List the seats whose people put it off until later; whoever takes a seat now has put nothing off."""
    moved = {reseat.seat.id for reseat in reseats}
    return [seat for seat in one.waiting if seat.id not in moved and seat.snoozed_until and seat.snoozed_until > now]


def _to_assignees(one: Climb, due: _Due, reseats: Sequence[Reseat], now: DateTime) -> list[ToTell]:
    """Only whoever blocks is mailed: the people on open reviewers' seats, but those who put it off."""
    if due.assignee is None:
        return []
    snoozed = {seat.id for seat in _snoozed(one, reseats, now)}
    moved = {reseat.seat.id: reseat.picked.person.id if reseat.picked else None for reseat in reseats}
    sitting = (moved.get(seat.id, seat.person_id) for seat in one.waiting if seat.id not in snoozed)
    part = _part(one, due.assignee, now)
    return [_told(one, part, now, person_id) for person_id in sorted(filter(None, set(sitting)))]


def _picked(one: Climb, due: _Due, crew: Crew) -> AdminSeat | None:
    if not due.escalates and due.admins is None and not due.notices:
        return None
    why = f"{(due.admins or RungName.ESCALATION).replace('_', ' ')}: nobody has decided"
    around = one.around
    return seat_admin(one.review.id, one.workspace, around.seats, crew.staff, why, around.keyed_by)


def _besides(one: Climb, due: _Due, crew: Crew, picked: AdminSeat | None) -> list[Person]:
    """Say whom policy names for the roles that have not answered; the picked admin is told anyway."""
    if not due.escalates:
        return []
    silent = {seat.role for seat in one.waiting}
    named = one.policy.escalate_to
    emails = dict.fromkeys(email.lower() for role in named if role in silent for email in named[role])
    people = [crew.named[email] for email in emails if email in crew.named]
    return [person for person in people if picked is None or person.id != picked.person.id]


def _called(one: Climb, due: _Due, crew: Crew, picked: AdminSeat | None, besides: Sequence[Person]) -> list[Person]:
    """Say which admins hear of a final call or of being overdue: all, but who hears the escalation gets one mail."""
    if due.admins is None:
        return []
    escalated = {person.id for person in _escalated(due, picked, besides)}
    everybody = crew.staff.directory.holders(one.workspace, Role.ADMIN)
    return [admin for admin in everybody if admin.id not in escalated]


def _reminded_of_notice(one: Climb, due: _Due, crew: Crew) -> list[Person]:
    """Say who hears that the vendor was not told yet: every admin, but one mail is enough for who hears of the flag.

    The rung is gone once the vendor was asked.
    """
    if not due.notices:
        return []
    at = due.rungs[RungName.VENDOR_NOTICE].at
    knows = {seat.person_id for seat in one.around.seats if seat.role == Role.ADMIN and seat.opened_at == at}
    return [admin for admin in crew.staff.directory.holders(one.workspace, Role.ADMIN) if admin.id not in knows]


def _escalated(due: _Due, picked: AdminSeat | None, besides: Sequence[Person]) -> list[Person]:
    if not due.escalates:
        return []
    return [*([picked.person] if picked else []), *besides]


def _to_fallback(one: Climb, due: _Due, called: Sequence[Person], now: DateTime) -> list[ToTell]:
    """Tell the contact of last resort at the final call, unless that is an admin who hears it anyway."""
    address = one.policy.admin.fallback_contact
    if not address or RungName.FINAL_CALL not in due.rungs or due.admins is None:
        return []
    if address.lower() in {admin.email for admin in called}:
        return []
    part = _part(one, due.admins, now)
    return [ToTell(one.workspace.id, Kind.RUNG, one.review.id, part, now, address=address)]


def _notice(one: Climb, rung: RungName, person: Person, now: DateTime) -> ToTell:
    return _told(one, _part(one, rung, now), now, person.id)


def _told(one: Climb, part: str, now: DateTime, person_id: UUID) -> ToTell:
    return ToTell(one.workspace.id, Kind.RUNG, one.review.id, part, now, person_id)


def _part(one: Climb, rung: RungName, now: DateTime) -> str:
    """Name the rung in the notice's key, with its date where it comes more than once.

    Being overdue is told once a business day; an extension begins the ladder again.
    """
    calendar = one.workspace.calendar
    on = calendar.local_date(next(row.at for row in one.due if row.rung == rung))
    if rung is RungName.OVERDUE:
        return f"{rung}@{max(on, newest_overdue(one.review.decide_by, now, calendar, one.policy.quiet))}"
    return rung if one.review.round == 1 else f"{rung}@{on}-{one.review.round}"


def _became(one: Climb, due: _Due, reseats: Sequence[Reseat], now: DateTime) -> Iterator[Became]:
    snoozed = tuple(sorted(seat.role for seat in _snoozed(one, reseats, now)))
    for rung in one.due:
        name = RungName(rung.rung)
        if name in TO_ASSIGNEE and one.review.waits_since:
            yield Became(rung, RungState.DROPPED, "the vendor is waited for")
        elif name in TO_ASSIGNEE + TO_ADMINS and name not in {due.assignee, due.admins}:
            yield Became(rung, RungState.DROPPED, "a newer rung was due too")
        else:
            yield Became(rung, RungState.DONE, rung.because, snoozed if name in TO_ASSIGNEE else ())
