"""What letters say of the seats of a review: who has not answered, and what is known of why."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from pendulum import DateTime

from notifications.facts import ReviewFacts
from notifications.figures import Figures
from notifications.wording import Ours
from workflow.people.person import Role
from workflow.reviews.casefile import CaseFile, Seat, Who
from workflow.reviews.review import OPEN, UNSETTLED


@dataclass(frozen=True)
class _View:
    """The absences of a review, seen by one reader at a moment."""

    case: CaseFile
    writes: Figures
    now: DateTime

    def away_until(self, person: Who | None) -> str:
        """Say until when somebody is away whose absence covers today, by their own clock; empty for who is there."""
        if person is None:
            return ""
        today = self.now.in_timezone(person.timezone).date()
        theirs = (one for one in self.case.absences if one.person_id == person.id)
        last = max((one.last_on for one in theirs if one.first_on <= today <= one.last_on), default=None)
        return self.writes.day(last) if last else ""

    def snoozed_until(self, seat: Seat) -> str:
        """Say until when the reminders of a seat are put off; empty where they are not."""
        until = seat.snoozed_until
        return self.writes.moment(until) if until and until > self.now else ""


def blocking(facts: ReviewFacts) -> list[Ours]:
    """Say of each reviewer's seat that is still open who has not answered, and what is known of why."""
    seats = [seat for seat in facts.case.seats if seat.state == OPEN and seat.role != Role.ADMIN]
    view = _View(facts.case, facts.reader.figures, facts.now)
    return [Ours(_blocks(seat, view)) for seat in seats] if facts.case.state in UNSETTLED else []


def seat_notes(case: CaseFile, writes: Figures, now: DateTime) -> Mapping[UUID, list[Ours]]:
    """Say beside each seat in whose place somebody sits there, and of an open one why an answer may not come."""
    view = _View(case, writes, now)
    return {seat.assignment_id: [Ours(note) for note in _notes(seat, view)] for seat in case.seats}


def _notes(seat: Seat, view: _View) -> Iterator[str]:
    if seat.deputy_of:
        away = view.away_until(seat.deputy_of)
        yield f"in the place of {seat.deputy_of.name}" + (f", who is away until {away}" if away else "")
    if seat.state != OPEN or seat.person is None:
        return
    if away := view.away_until(seat.person):
        yield f"away until {away}"
    if seat.person.refuses_mail:
        yield "mail to their address is refused"
    if snoozed := view.snoozed_until(seat):
        yield f"to be reminded on {snoozed}"


def _blocks(seat: Seat, view: _View) -> str:
    if seat.person is None:
        return f"Nobody could be found to answer as {seat.role}"
    away, snoozed = view.away_until(seat.person), view.snoozed_until(seat)
    said = f"{_asked(seat, seat.person, view)} has not answered"
    if away:
        said = f"{seat.person.name} is away until {away}, so nobody has answered as {seat.role}"
    later = f" and wants to be reminded on {snoozed}" if snoozed else ""
    return f"{said}{later}" + ("; mail to their address is refused" if seat.person.refuses_mail else "")


def _asked(seat: Seat, person: Who, view: _View) -> str:
    """Begin the sentence about who was asked, and in whose place."""
    if seat.deputy_of is None:
        return f"{person.name} ({seat.role})"
    away = view.away_until(seat.deputy_of)
    if away:
        return f"{seat.deputy_of.name} is away until {away}, so {person.name} was asked as {seat.role}, and"
    return f"{person.name} ({seat.role}), who stands in for {seat.deputy_of.name},"
