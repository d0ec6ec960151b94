"""What became of each invoice of the month, for the closing table and for the checks."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import select
from sqlalchemy.orm import Session

from sandbox.players import Mail
from sandbox.plot import DIGEST, told_as
from workflow.calendars import ONE_DAY, Calendar
from workflow.decisions.gathering import case_files
from workflow.people.workspace import Workspace
from workflow.periods.period import LATE, BillingPeriod
from workflow.reviews.casefile import CaseFile
from workflow.reviews.review import Review

Post = Sequence[tuple[DateTime, Mail]]
"""Every mail of the month with the moment at which it was sent."""

CODE = "code:"


@dataclass(frozen=True)
class Telling:
    """One kind of mail about one thing: what it was (`rung:warning`), when it went out, to which addresses."""

    what: str
    at: DateTime
    readers: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """How it went with one invoice; one that never came has no number, no deadline and no margin."""

    about: UUID
    workspace: str
    timezone: str
    number: str | None
    state: str
    told: tuple[Telling, ...]
    answers: tuple[tuple[str, str, str], ...] = ()
    opened_at: DateTime | None = None
    deadline: DateTime | None = None
    margin: int | None = None


def outcomes(session: Session, post: Post) -> list[Outcome]:
    """List the reviews in the order of their opening, then the periods whose invoice is missing."""
    reviews = session.scalars(select(Review).order_by(Review.opened_at, Review.id)).all()
    cases = case_files(session, [review.id for review in reviews])
    told = _tellings(post, {number: case.review_id for case in cases.values() for number in case.numbers})
    workspaces = {workspace.id: workspace for workspace in session.scalars(select(Workspace))}
    late = session.scalars(select(BillingPeriod).where(BillingPeriod.state == LATE)).all()
    return [
        *(_reviewed(cases[one.id], workspaces[one.workspace_id].calendar, told.get(one.id, ())) for one in reviews),
        *(_missing(one, workspaces[one.workspace_id], told.get(one.id, ())) for one in late),
    ]


def _tellings(post: Post, reviews: Mapping[str, UUID]) -> Mapping[UUID, tuple[Telling, ...]]:
    readers: dict[tuple[UUID, str, DateTime], list[str]] = defaultdict(list)
    for at, mail in post:
        for about in _about(mail, reviews):
            readers[about, told_as(mail), at].append(mail["to"])
    told: dict[UUID, tuple[Telling, ...]] = defaultdict(tuple)
    for (about, what, at), addresses in readers.items():
        told[about] += (Telling(what, at, tuple(sorted(addresses))),)
    return told


def _about(mail: Mail, reviews: Mapping[str, UUID]) -> list[UUID]:
    """Name what a mail is about: a digest all reviews whose numbers it names, a sign-in code nothing."""
    if told_as(mail) == DIGEST:
        return [about for number, about in reviews.items() if number in mail["text"]]
    return [] if told_as(mail).startswith(CODE) else [UUID(mail["notice"].split(":")[1])]


def _reviewed(case: CaseFile, calendar: Calendar, told: tuple[Telling, ...]) -> Outcome:
    settled = case.settled_at
    return Outcome(
        about=case.review_id,
        workspace=case.workspace.name,
        timezone=case.workspace.timezone,
        number=", ".join(case.numbers),
        state=case.state,
        told=told,
        answers=tuple(_answers(case)),
        opened_at=case.opened_at,
        deadline=case.payment_deadline,
        margin=business_days_between(settled, case.payment_deadline, calendar) if settled else None,
    )


def _missing(period: BillingPeriod, workspace: Workspace, told: tuple[Telling, ...]) -> Outcome:
    return Outcome(period.id, workspace.name, workspace.timezone, None, period.state, told)


def _answers(case: CaseFile) -> Iterator[tuple[str, str, str]]:
    """Give each answer: the role it was given in, who gave it, and what it was."""
    for seat in case.seats:
        if seat.answered:
            yield seat.role, seat.answered.by.name, seat.answered.answer


def business_days_between(first: DateTime, last: DateTime, calendar: Calendar) -> int:
    """Count the business days after the local day of one moment up to that of another; negative when it is earlier."""
    start, end = calendar.local_date(first), calendar.local_date(last)
    if end < start:
        return -business_days_between(last, first, calendar)
    days = (end - start).days
    return sum(calendar.is_business_day(start + ONE_DAY * number) for number in range(1, days + 1))
