"""The audit trail of a review: who answered what and how they were known, which documents, which mails, every event."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from notifications.figures import Figures
from web.views.case import ANSWERED, ROLES
from web.views.findings import told
from web.views.happenings import Happening, happening
from web.views.moments import At, brief
from web.views.tasks import Gist, gist
from workflow.decisions.checklist import attestations
from workflow.decisions.decision import Decision
from workflow.events.event import Event
from workflow.invoices.invoice import Revision
from workflow.notices.notice import Delivery, Kind, Notice
from workflow.people.person import Role
from workflow.reviews.casefile import CaseFile, Seat

KNOWN_BY = {
    "code": "a code mailed for this very task within the half hour before",
    "cookie": "a browser that a mailed code had shown to be theirs",
}
DELIVERIES = {
    Delivery.DUE: "waits",
    Delivery.SENDING: "being sent",
    Delivery.SENT: "sent",
    Delivery.MOOT: "no longer true, not sent",
    Delivery.FAILED: "given up",
}


@dataclass(frozen=True)
class Answer:
    """One decision: who, as what, what, when, how they were known, what they attested, the hash of what was shown."""

    role: str
    who: str
    email: str
    said: str
    at: At
    reason: str
    known_by: str
    attested: tuple[str, ...]
    shown: str
    stands_in: str


@dataclass(frozen=True)
class Document:
    """One version of an invoice, with the hashes of its bytes and of what they say."""

    number: str
    revision: int
    received: At
    file_name: str
    sha256: str
    content_hash: str
    reviewed: bool


@dataclass(frozen=True)
class Noticed:
    """What a check noticed; `muted` says by whom and why it does not speak, empty where it does."""

    tone: str
    why: str
    muted: str


@dataclass(frozen=True)
class Mail:
    """One mail: to whom, about what, when it was due, and what became of it."""

    to: str
    what: str
    posted: At
    state: str
    sent: str


@dataclass(frozen=True)
class Trail:
    """Everything on the page but the policy."""

    gist: Gist
    answers: tuple[Answer, ...]
    unanswered: tuple[str, ...]
    documents: tuple[Document, ...]
    mails: tuple[Mail, ...]
    events: tuple[Happening, ...]


@dataclass(frozen=True)
class Gathered:
    """What the page is made of; revisions with their invoice's number, notices with their reader's name."""

    case: CaseFile
    decisions: Sequence[Decision]
    revisions: Sequence[tuple[str, Revision]]
    notices: Sequence[tuple[Notice, str]]
    events: Sequence[Event]


def trail(gathered: Gathered, writes: Figures) -> Trail:
    """Lay out the trail of a review."""
    case = gathered.case
    seats = {seat.assignment_id: seat for seat in case.seats}
    reviewed = {one.revision_id for one in case.invoices}
    abouts = _abouts(gathered)
    return Trail(
        gist=gist(case, writes),
        answers=tuple(_answer(one, seats[one.assignment_id], case, writes) for one in gathered.decisions),
        unanswered=tuple(_unanswered(case.seats)),
        documents=tuple(_document(number, one, reviewed, writes) for number, one in gathered.revisions),
        mails=tuple(_mail(notice, name, writes) for notice, name in gathered.notices),
        events=tuple(happening(one, writes, abouts.get(one.about, "")) for one in gathered.events),
    )


def noticed(case: CaseFile, writes: Figures) -> tuple[Noticed, ...]:
    """List what the checks noticed about the invoices of a review, what is muted too."""
    speaking = (Noticed(one.severity, one.why, "") for its in case.invoices for one in told(its.speaking, writes))
    muted = (Noticed("muted", one.why, one.muted or "") for its in case.invoices for one in told(its.muted, writes))
    return (*speaking, *muted)


def _answer(decision: Decision, seat: Seat, case: CaseFile, writes: Figures) -> Answer:
    currency = case.total[1] if case.total else case.workspace.currency
    part = f", {writes.money(decision.amount, currency)} of it" if decision.amount is not None else ""
    return Answer(
        role=ROLES[Role(seat.role)],
        who=seat.person.name if seat.person else "",
        email=seat.person.email if seat.person else "",
        said=ANSWERED.get(decision.answer, decision.answer).capitalize() + part,
        at=brief(writes, decision.at),
        reason=decision.reason or "",
        known_by=KNOWN_BY.get(decision.known_by, decision.known_by),
        attested=tuple(text for value, text in attestations(seat.role) if value in decision.attested),
        shown=decision.shown,
        stands_in=seat.deputy_of.name if seat.deputy_of else "",
    )


def _unanswered(seats: Iterable[Seat]) -> Iterable[str]:
    for seat in seats:
        if seat.answered is None:
            who = seat.person.name if seat.person else "nobody could be found"
            yield f"{ROLES[Role(seat.role)]}: {who} ({'not answered yet' if seat.state == 'open' else seat.state})"


def _document(number: str, one: Revision, reviewed: Iterable[UUID], writes: Figures) -> Document:
    return Document(
        number,
        one.number,
        brief(writes, one.received_at),
        one.file_name,
        one.sha256,
        one.content_hash,
        one.id in reviewed,
    )


def _mail(notice: Notice, name: str, writes: Figures) -> Mail:
    return Mail(
        to=name or notice.address or "",
        what=mail_about(notice),
        posted=brief(writes, notice.posted_at),
        state=DELIVERIES.get(Delivery(notice.state), notice.state) + (f": {notice.problem}" if notice.problem else ""),
        sent=brief(writes, notice.sent_at).words if notice.sent_at else "",
    )


def mail_about(notice: Notice) -> str:
    """Say in a word or two what a mail is about."""
    if notice.kind == Kind.CODE:
        return "Sign-in code"
    return (notice.part.replace("@", " ") if notice.kind == Kind.RUNG else notice.kind).replace("_", " ").capitalize()


def _abouts(gathered: Gathered) -> Mapping[str, str]:
    """Say in words what the events are about."""
    seats = {
        f"assignment:{seat.assignment_id}": f"{ROLES[Role(seat.role)]}{f' {seat.seat}' if seat.seat > 1 else ''}"
        for seat in gathered.case.seats
    }
    versions = {f"revision:{one.id}": f"{number}, revision {one.number}" for number, one in gathered.revisions}
    mails = {
        f"notice:{one.key}": f"{mail_about(one)} to {name or one.address or '-'}" for one, name in gathered.notices
    }
    return {**seats, **versions, **mails}
