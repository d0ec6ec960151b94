"""One installation for many lives: what may happen to it, each a method, with real ticks and a real mail server."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date, timedelta
from pathlib import Path

import pendulum
from pendulum import DateTime
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from config.settings import Settings
from sandbox.mail import MailCatcher
from tasks.house import House, open_house
from tasks.ticking import tick
from tests.factories import a_document
from tests.promise.setting import WORKSPACES, a_setup
from workflow.decisions.checklist import attestations
from workflow.decisions.decide import Answer, Refused, decide
from workflow.decisions.gathering import case_files
from workflow.handling.at_seat import AtSeat, at_seat
from workflow.handling.extending import extend
from workflow.handling.snoozing import snooze
from workflow.handling.vendor_asking import ask_vendor, await_correction, note_answer
from workflow.invoices.intake import accept
from workflow.invoices.source import Received
from workflow.people.absences import AbsenceRefused, AbsenceToNote, note_absence
from workflow.people.person import Person
from workflow.people.workspace import Workspace
from workflow.reviews.review import OPEN, UNSETTLED, AccessLink, Assignment, Review
from workflow.schema import metadata
from workflow.setup.applying import apply
from workflow.setup.reading import read_setup

BEGINS = pendulum.datetime(2026, 12, 17, 7, 30)
"""Before a Christmas whose holidays fall on a weekend in one of the two places."""


VERBS: Mapping[str, Callable[[Session, AtSeat, DateTime], None]] = {
    "snooze": lambda session, at, now: snooze(session, at, now.add(hours=50), now),
    "extend": lambda session, at, now: extend(session, at, at.review.payment_deadline.add(days=10).date(), "new", now),
    "ask": lambda session, at, now: ask_vendor(session, at, now, "the minutes"),
    "wait": lambda session, at, now: await_correction(session, at, "promised", now),
    "answered": lambda session, at, now: note_answer(session, at, "it is right", now),
}


class World:
    """An installation and its business time; `ticked` is when the stages last worked."""

    def __init__(self, house: House, post: MailCatcher, folder: Path) -> None:
        """Take over an installation whose tables may hold whatever the life before left."""
        self.house, self.post, self.folder = house, post, folder
        self.now = self.ticked = BEGINS
        self.mail_works_since: DateTime | None = BEGINS
        self.gone: list[str] = []
        self.closed: list[tuple[date, date]] = []
        self.numbers = 0

    def begins(self, clean: str, quiet: str) -> None:
        """Empty everything and begin anew."""
        self.__init__(self.house, self.post, self.folder)  # type: ignore[misc]
        empty(self.house.engine)
        self.post.clear()
        self.post.accept()
        self.clean, self.quiet = clean, quiet
        self._applies()
        self.ticks()

    def ticks(self) -> None:
        """Run every stage, as of now."""
        report = tick(self.house, self.now)
        self.ticked = self.now
        wrong = [trouble for name, trouble in report.troubles if name != "notices"]
        assert not wrong, f"at {self.now}: {wrong}"

    def passes(self, hours: int) -> None:
        """Let so many hours pass in which nobody ticks; what is due stays due."""
        self.now = self.now.add(hours=hours)

    def comes(self, key: str, days_to_due: int | None, amount: str) -> None:
        """Let an invoice come that is due in so many days; one without a due date is charged or has terms."""
        self.numbers += 1
        today = self.now.in_timezone(WORKSPACES[key][0]).date()
        due_on = None if days_to_due is None else str(today + timedelta(days=days_to_due))
        document = a_document(
            f"{key}-{self.numbers}", amount, issued_on=str(today), due_on=due_on, currency=WORKSPACES[key][2]
        )
        received = Received(document, document.number.encode(), "application/json", f"{document.number}.json")
        with self.house.sessions.begin() as session:
            workspace = session.scalars(select(Workspace).where(Workspace.key == key)).one()
            accept(session, workspace, [received], self.now)

    def answers(self, which: int, answer: str) -> None:
        """Let somebody who has a link to an open seat answer it; what the engine refuses is refused for a reason."""
        with self.house.sessions() as session:
            link = _one_of(_open_links(session), which)
            if link is None:
                return
            seat = session.get_one(Assignment, link.assignment_id)
            case = case_files(session, [link.review_id])[link.review_id]
            given = "reject" if seat.role == "admin" and answer == "flag" else answer
            boxes = tuple(value for value, _ in attestations(seat.role))
            try:
                decide(session, Answer(link.id, link.person_id, given, "seen", boxes, case.shown, "code"), self.now)
            except Refused:
                session.rollback()
            else:
                session.commit()

    def handles(self, which: int, verb: str) -> None:
        """Let somebody who has a link to an open seat do something else with the review; not everybody may."""
        with self.house.sessions() as session:
            link = _one_of(_open_links(session), which)
            if link is None:
                return
            try:
                VERBS[verb](session, at_seat(session, link.id, link.person_id), self.now)
            except Refused:
                session.rollback()
            else:
                session.commit()

    def goes_away(self, name: str, starts_in: int, days: int, deputy: str | None) -> None:
        """Note an absence; one that the engine refuses is not noted."""
        with self.house.sessions() as session:
            people = {one.name: one for one in session.scalars(select(Person).where(Person.active))}
            if name not in people:
                return
            first = self.now.in_timezone(people[name].timezone or "UTC").date() + timedelta(days=starts_in)
            last = first + timedelta(days=days)
            wanted = AbsenceToNote(people[name], first, last, people.get(deputy or ""), "away", None)
            try:
                note_absence(session, wanted, self.now)
            except AbsenceRefused:
                session.rollback()
            else:
                session.commit()

    def leaves(self, name: str) -> None:
        """Take somebody out of the setup file; one admin stays."""
        if name != "ada" and name not in self.gone:
            self.gone.append(name)
            self._applies()

    def returns(self) -> None:
        """Take everybody back who left."""
        self.gone.clear()
        self._applies()

    def closes(self, in_days: int, days: int) -> None:
        """Close the company on some days."""
        first = self.now.date() + timedelta(days=in_days)
        self.closed.append((first, first + timedelta(days=days)))
        self._applies()

    def opens_again(self) -> None:
        """Take every closure back."""
        self.closed.clear()
        self._applies()

    def mail_fails(self) -> None:
        """Let the mail server refuse everything for now."""
        self.post.refuse("come back later")
        self.mail_works_since = None

    def mail_works(self) -> None:
        """Let the mail server take mail again."""
        self.post.accept()
        self.mail_works_since = self.mail_works_since or self.now

    def _applies(self) -> None:
        base = self.house.base_policy
        text = a_setup(self.gone, self.closed, self.clean, self.quiet)
        with self.house.sessions.begin() as session:
            apply(session, read_setup(text, "setup.toml", base), self.folder, self.now, base)


def _open_links(session: Session) -> Sequence[AccessLink]:
    return session.scalars(
        select(AccessLink)
        .join(Assignment, Assignment.id == AccessLink.assignment_id)
        .join(Review, Review.id == AccessLink.review_id)
        .where(Assignment.state == OPEN, Review.state.in_(UNSETTLED))
        .order_by(AccessLink.id)
    ).all()


def _one_of(links: Sequence[AccessLink], which: int) -> AccessLink | None:
    return links[which % len(links)] if links else None


def empty(engine: Engine) -> None:
    """Leave the tables without a row."""
    with engine.begin() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())


@contextmanager
def a_world(database_url: str, folder: Path) -> Iterator[World]:
    """Open an installation with its mail catcher."""
    with ExitStack() as stack:
        post = MailCatcher()
        post.start()
        stack.callback(post.stop)
        for key in WORKSPACES:
            (folder / "inbox" / key).mkdir(parents=True, exist_ok=True)
        settings = Settings(
            env="development",
            database_url=database_url,
            smtp_url=post.smtp_url,
            mail_from="countersign@localhost",
            base_url="http://127.0.0.1:8000",
            secret_key="a key for the promise",
        )
        yield World(stack.enter_context(open_house(settings)), post, folder)
