"""What a moment of the month is told as: the new lines of history, put into sentences, place by place."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from sandbox.month import Acted, Scene
from sandbox.players import Mail, Person
from sandbox.plot import DIGEST, SAMPLE_WORKSPACE, cast, told_as
from workflow.decisions.gathering import case_files
from workflow.events.event import Event
from workflow.people.workspace import Workspace
from workflow.periods.period import HISTORY, BillingPeriod
from workflow.reviews.casefile import CaseFile

MOMENT = "ddd D MMM HH:mm"
WORRY = "worry"
TOLD = "told"
DONE = "done"
PLAIN = "plain"

MISSING = {
    "period.late": "Its invoice has not come: {why}.",
    "period.chase": "Still no invoice: the vendor is written to.",
    "period.chase_again": "Still no invoice: the vendor is written to once more.",
    "period.admin": "Still no invoice: the admins are told.",
}
RUNGS = {
    "rung.reminder": "Not everybody has answered. Reminder",
    "rung.warning": "Still not. Warning",
    "rung.escalation": "Nobody has settled it, so an admin is asked. Escalation",
    "rung.final_call": "Every admin is called. Final call",
    "rung.overdue": "It is overdue, every admin is told. Overdue",
}
TROUBLES = frozenset({"notice.waits", "notice.failed", "connection.broken", "connection.incomplete"})


@dataclass(frozen=True)
class Line:
    """One sentence of the story; `links` stand below it, each on a line of its own."""

    kind: str
    text: str
    links: tuple[str, ...] = ()


@dataclass(frozen=True)
class Passage:
    """What happened in one workspace at one moment, with the time that the clocks there show."""

    when: str
    workspace: str
    lines: tuple[Line, ...]


class Chronicle:
    """Reads on in the history, scene by scene."""

    def __init__(self, readers: sessionmaker[Session]) -> None:
        """Begin at the beginning."""
        self._readers = readers
        self._last: UUID | None = None
        self._people = {person.email: person for person in cast()}

    def passages(self, scene: Scene) -> list[Passage]:
        """Tell what is new since the last scene, one passage for each workspace in which something happened."""
        with self._readers() as session:
            events = self._new_events(session)
            mails = {mail["notice"]: mail for mail in scene.mails if mail["notice"]}
            opened = [UUID(event.about.partition(":")[2]) for event, _ in events if event.kind == "review.open"]
            known = _Known(mails, case_files(session, opened), self._people)
            return list(_passages(scene, events, known))

    def _new_events(self, session: Session) -> list[tuple[Event, Workspace]]:
        new = select(Event, Workspace).join(Workspace, Workspace.id == Event.workspace_id).order_by(Event.id)
        events = session.execute(new.where(Event.id > self._last) if self._last else new).tuples().all()
        if events:
            self._last = events[-1][0].id
        return list(events)


@dataclass(frozen=True)
class _Known:
    """What the sentences of a scene are made from."""

    mails: Mapping[str, Mail]
    cases: Mapping[UUID, CaseFile]
    people: Mapping[str, Person]


def _passages(scene: Scene, events: Sequence[tuple[Event, Workspace]], known: _Known) -> Iterator[Passage]:
    workspaces = {workspace.key: workspace for _, workspace in events}
    for key, workspace in workspaces.items():
        here = [event for event, its in events if its.key == key]
        told = (line for event in here for line in _lines(event, known))
        lines = [*_acts(scene, here, workspace.timezone), *_sample(scene, key), *told]
        if lines:
            when = local(scene.at, workspace.timezone)
            yield Passage(when, workspace.name, tuple(dict.fromkeys(lines)))


def local(moment: DateTime, timezone: str) -> str:
    """Write a moment as the clocks of a place show it, with the place's name."""
    city = timezone.rpartition("/")[2].replace("_", " ")
    return f"{moment.in_timezone(timezone).format(MOMENT)} {city}"


def fetched_history(session: Session) -> tuple[int, int]:
    """Count the earlier billing periods that have been fetched, and all of them."""
    waiting = select(func.count()).where(BillingPeriod.state == HISTORY, BillingPeriod.fetch_at.is_not(None))
    total = session.scalar(select(func.count()).where(BillingPeriod.state == HISTORY)) or 0
    return total - (session.scalar(waiting) or 0), total


def _acts(scene: Scene, events: Sequence[Event], timezone: str) -> Iterator[Line]:
    actors = {event.actor for event in events}
    for acted in scene.acted:
        if acted.person.email in actors:
            yield Line(DONE, _act(acted, scene.at, timezone))


def _act(acted: Acted, at: DateTime, timezone: str) -> str:
    """Say what somebody did, with the time where that person is, if that is elsewhere."""
    person, deed = acted.person, acted.deed
    where = "" if person.timezone == timezone else f", {local(at, person.timezone)}"
    steps = ["opens the link", "types in the code that was mailed" if acted.proved else "is known by the cookie"]
    if deed.answer == "approve":
        steps.append("ticks what is to be attested")
    does = "approves" if deed.answer == "approve" else "rejects"
    reason = f": “{deed.reason}”" if deed.reason else "."
    return f"{person.name} ({deed.role}{where}) {', '.join(steps)} and {does}{reason}"


def _sample(scene: Scene, key: str) -> Iterator[Line]:
    if scene.sample and key == SAMPLE_WORKSPACE:
        yield Line(DONE, "Ana Alvarez (finance) takes in a file from the post: countersign import.")


def _lines(event: Event, known: _Known) -> Iterator[Line]:
    if event.kind == "period.awaiting_invoice":
        yield Line(PLAIN, f"{event.why[:1].upper()}{event.why[1:]}; its invoice is expected.")
    elif event.kind in MISSING and ("from" in event.data or event.kind != "period.late"):
        yield Line(WORRY, MISSING[event.kind].format(why=event.why))
    elif event.kind in RUNGS and event.data.get("state") == "done":
        yield Line(WORRY, f"{RUNGS[event.kind]}, {event.why}.")
    elif event.kind == "review.open":
        yield from _opening(known.cases[UUID(event.about.partition(":")[2])])
    elif event.kind in {"review.approved", "review.rejected", "review.withdrawn"}:
        yield Line(DONE, f"The review is settled: {event.kind.partition('.')[2]}.")
    elif event.kind == "notice.sent":
        yield from _mail(event.about.partition(":")[2], known)
    elif event.kind in TROUBLES:
        yield Line(WORRY, f"{event.kind}: {event.why}")


def _opening(case: CaseFile) -> Iterator[Line]:
    zone = case.workspace.timezone
    amount = f" over {case.total[0]:,.2f} {case.total[1]}" if case.total else ""
    findings = [finding for invoice in case.invoices for finding in invoice.findings]
    noticed = "" if findings else "; checked, and nothing is noticed"
    yield Line(PLAIN, f"Invoice {', '.join(case.numbers)}{amount} has come{noticed}.")
    yield from (Line(WORRY, finding.why) for finding in findings)
    decide_by, pay_by = case.decide_by.in_timezone(zone), case.payment_deadline.in_timezone(zone)
    if case.opened_at < case.decide_by:
        yield Line(PLAIN, f"To be decided by {decide_by.format(MOMENT)}, for payment by {pay_by.format(MOMENT)}.")
    else:
        yield Line(WORRY, f"Payment was due by {pay_by.format('D MMM YYYY')}, so it goes to the admins at once.")


def _mail(notice: str, known: _Known) -> Iterator[Line]:
    mail = known.mails.get(notice)
    if mail is None or told_as(mail).startswith("code:"):
        return
    person = known.people.get(mail["to"])
    reader = f"{person.name} ({', '.join(person.roles)})" if person else mail["to"]
    how = f"{reader}, in the digest" if told_as(mail) == DIGEST else reader
    yield Line(TOLD, f"{how}: {mail['subject']}", tuple(mail["links"]))
