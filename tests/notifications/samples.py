"""Facts for letters, made by hand: one review, one missing invoice, one broken connection, one code."""

import datetime
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID

import pendulum
from pendulum import DateTime

from notifications.catalogue import letter_for
from notifications.facts import (
    CodeFacts,
    PeriodFacts,
    Reader,
    ReviewFacts,
    SeatLink,
    Told,
    WorkspaceFacts,
    WorkspaceState,
)
from notifications.figures import Figures
from notifications.message import Attachment
from notifications.render import Rendered, render
from tests.factories import a_document, a_policy, an_earlier_document
from workflow.invoices.document import InvoiceDocument
from workflow.notices.outbox import Claimed
from workflow.reviews.casefile import (
    AccountFacts,
    Answered,
    CaseFile,
    Earlier,
    FindingFacts,
    InvoiceFacts,
    Link,
    RungFacts,
    Seat,
    Who,
)

HOME = "https://countersign.example"
NOW = pendulum.datetime(2026, 12, 7, 9, 0)
KEYS = (b"first key", b"second key")
BERLIN = "Europe/Berlin"


def an_id(number: int) -> UUID:
    """Make an id that is the same in every run."""
    return UUID(f"01934567-89ab-7cde-8f01-{number:012d}")


REVIEW, PERIOD, WORKSPACE = an_id(1), an_id(2), an_id(3)
FINANCE_SEAT, OPERATIONS_SEAT, ADMIN_SEAT = an_id(11), an_id(12), an_id(13)
ANA = Who(an_id(21), "Ana Alvarez", "ana@example.com", BERLIN, "en_US")
BEN = Who(an_id(22), "Ben Baker", "ben@example.com", BERLIN, "en_US")
CARA = Who(an_id(23), "Cara Castellanos", "cara@example.com", BERLIN, "de_DE")
LINK = Link(an_id(31), FINANCE_SEAT, ANA.id, 1)
ADMIN_LINK = Link(an_id(33), ADMIN_SEAT, CARA.id, 1)
LINKS = (LINK, Link(an_id(32), OPERATIONS_SEAT, BEN.id, 1))


def a_reader(person: Who) -> Reader:
    """Make a reader of a person."""
    return Reader(person.email, person.name, Figures(person.timezone, person.locale), person.id)


def a_notice(kind: str, part: str, about: UUID = REVIEW, reader: Reader | None = None, **data: Any) -> Claimed:
    """Make a claimed notice."""
    person_id = reader.person_id if reader else None
    key = f"{kind}:{about}:{part}:{person_id or '-'}"
    address = None if person_id or reader is None else reader.email
    lease = NOW.add(minutes=1)
    return Claimed(an_id(99), WORKSPACE, key, kind, about, part, person_id, address, data, 0, None, lease)


def berlin(day: int, month: int = 12) -> DateTime:
    """Make the moment of 14:00 in Berlin."""
    return pendulum.datetime(2026, month, day, 14, 0, tz=BERLIN).in_timezone("UTC")


def an_account() -> AccountFacts:
    """Make the workspace of the case file."""
    contacts = {"ap_contact": "ap@example.com", "vendor_support": "billing@vendor.example"}
    return AccountFacts(WORKSPACE, "acme-emea", "Acme EMEA", "44", BERLIN, "EUR", "4711", **contacts)


def an_invoice(document: InvoiceDocument | None = None, **changes: Any) -> InvoiceFacts:
    """Make the reviewed invoice: it rose by two fifths against the month before."""
    why = "The total rose by 1,428.00 EUR (41.4 %) against CAL-2026-10, more than 10 % and 250.00."
    prior = an_earlier_document()
    values: dict[str, Any] = {
        "invoice_id": an_id(41),
        "revision_id": an_id(42),
        "revision": 1,
        "is_newest": True,
        "document": document or a_document(),
        "content_hash": "0" * 64,
        "received_at": NOW,
        "file_name": "CAL-2026-11.pdf",
        "media_type": "application/pdf",
        "findings": (FindingFacts("total_changed", "check", {}, why),),
        "earlier": (
            Earlier("CAL-2026-10", datetime.date(2026, 10, 31), prior.total, "EUR", "approved"),
            Earlier("CAL-2026-09", datetime.date(2026, 9, 30), Decimal("3310.58"), "EUR", "history"),
        ),
        "prior": prior,
    }
    return InvoiceFacts(**{**values, **changes})


def a_case(**changes: Any) -> CaseFile:
    """Make an open review with both reviewers asked and nothing answered."""
    rungs = {"reminder": berlin(9), "warning": berlin(10), "escalation": berlin(11), "final_call": berlin(14)}
    values: dict[str, Any] = {
        "review_id": REVIEW,
        "workspace": an_account(),
        "state": "open",
        "opened_at": NOW,
        "payment_deadline": berlin(18),
        "payment_because": "due on 2026-12-18; cut-off 14:00 Europe/Berlin",
        "decide_by": berlin(15),
        "decide_because": "3 business days before the payment deadline",
        "settled_at": None,
        "policy": a_policy(),
        "invoices": (an_invoice(),),
        "seats": (
            Seat(FINANCE_SEAT, "finance", 1, "open", ANA, None),
            Seat(OPERATIONS_SEAT, "operations", 1, "open", BEN, None),
        ),
        "rungs": tuple(RungFacts(rung, at, "as planned", "planned") for rung, at in rungs.items()),
        "links": LINKS,
    }
    return CaseFile(**{**values, **changes})


def an_admins_case(state: str = "open", **changes: Any) -> CaseFile:
    """Make the review once the admin's seat is open; operations has answered."""
    case = a_case()
    answered = Answered(BEN, "approve", None, NOW.add(days=1), "code")
    seats = (
        case.seats[0],
        replace(case.seats[1], state="approved", answered=answered),
        Seat(ADMIN_SEAT, "admin", 1, "open", CARA, None),
    )
    return replace(case, **{"state": state, "seats": seats, "links": (*LINKS, ADMIN_LINK), **changes})


def a_settled_case(state: str = "approved", reason: str | None = None) -> CaseFile:
    """Make the review after the admin has settled it."""
    case = an_admins_case()
    answered = Answered(CARA, state.removesuffix("d"), reason, NOW.add(days=2), "code")
    seats = (replace(case.seats[0], state="cancelled"), case.seats[1], replace(case.seats[2], state=state))
    seats = (*seats[:2], replace(seats[2], answered=answered))
    return replace(case, state=state, settled_at=NOW.add(days=2), seats=seats)


def about_review(kind: str, part: str, case: CaseFile, reader: Reader, **more: Any) -> ReviewFacts:
    """Make the facts of a letter about a review; links lead to the reader's open seats."""
    now, data = more.pop("now", NOW), more.pop("data", {})
    mine = {link.assignment_id for link in case.links if link.person_id == reader.person_id}
    links = tuple(
        SeatLink(seat.role, f"{HOME}/act/{'T' * 40}{seat.role[:3]}")
        for seat in case.seats
        if seat.state == "open" and seat.assignment_id in mine and case.settled_at is None
    )
    notice = a_notice(kind, part, REVIEW, reader, **data)
    return ReviewFacts(notice, reader, now, now, HOME, case, links, more.pop("documents", ()))


def a_workspace_state(**changes: Any) -> WorkspaceState:
    """Make the workspace of letters that are about no review."""
    plans = ({"from": "2026-01-01", "name": "Growth", "amount": "499.00"},)
    workspace = WorkspaceState(
        "acme-emea", "Acme EMEA", "44", "billing@vendor.example", "complete", None, None, None, plans
    )
    return replace(workspace, **changes)


def about_period(part: str, reader: Reader, workspace: WorkspaceState | None = None, **data: Any) -> PeriodFacts:
    """Make the facts of a letter about the missing invoice of November."""
    notice = a_notice("missing", part, PERIOD, reader, **data)
    days = datetime.date(2026, 11, 1), datetime.date(2026, 11, 30)
    return PeriodFacts(
        notice,
        reader,
        NOW,
        NOW,
        HOME,
        workspace or a_workspace_state(),
        "late",
        *days,
        "chase",
        berlin(9),
        "CAL-2026-10",
    )


def about_connection(state: str = "broken") -> WorkspaceFacts:
    """Make the facts of a letter about a connection that does not work."""
    problem = "The vendor answered 401: the key is wrong or was withdrawn."
    workspace = a_workspace_state(
        connection=state, connection_since=NOW, connection_problem=problem, last_success_at=NOW.subtract(days=1)
    )
    reader = a_reader(CARA)
    return WorkspaceFacts(
        a_notice("connector", "20261207T090000Z", WORKSPACE, reader), reader, NOW, NOW, HOME, workspace
    )


def about_a_file() -> WorkspaceFacts:
    """Make the facts of a letter about a file that could not be read."""
    reader = a_reader(CARA)
    data = {"name": "november.pdf", "reason": "november.pdf is a PDF; reading PDF invoices is not built yet."}
    notice = a_notice("set_aside", "0f1e2d3c4b5a6978", WORKSPACE, reader, **data)
    return WorkspaceFacts(notice, reader, NOW, NOW, HOME, a_workspace_state())


def about_code(**changes: Any) -> CodeFacts:
    """Make the facts of a mailed code."""
    reader, expires = a_reader(ANA), NOW.add(minutes=10)
    notice = a_notice("code", "abc", FINANCE_SEAT, reader)
    facts = CodeFacts(
        notice, reader, NOW, NOW, HOME, "042137", expires, used=False, review_id=REVIEW, numbers=("CAL-2026-11",),
        workspace_name="Acme EMEA",
    )  # fmt: skip
    return replace(facts, **changes)


def every_letter() -> dict[str, Told]:
    """Make the facts of each letter once, by the name of its golden file."""
    ana, cara = a_reader(ANA), a_reader(CARA)
    vendor, payables = Reader("billing@vendor.example", figures=Figures(BERLIN)), Reader("ap@example.com")
    flag = {"reason": "Twice the minutes of October, and no campaign that explains it.", "by": "Ben Baker"}
    document = Attachment("CAL-2026-11.pdf", "application/pdf", b"%PDF-1.7 made up")
    unstaffed = a_case(seats=(a_case().seats[0], Seat(OPERATIONS_SEAT, "operations", 1, "open", None, None)))
    approved = a_settled_case()
    return {
        "opened": about_review("opened", "1", a_case(), ana),
        "opened_flag": about_review("opened", "flag", an_admins_case("disputed"), cara, data=flag),
        "rung_reminder": about_review("rung", "reminder", a_case(), ana, now=berlin(9)),
        "rung_warning": about_review("rung", "warning", a_case(), ana, now=berlin(10)),
        "rung_escalation": about_review("rung", "escalation", an_admins_case(), cara, now=berlin(11)),
        "rung_final_call": about_review("rung", "final_call", an_admins_case(), cara, now=berlin(14)),
        "rung_overdue": about_review("rung", "overdue@2026-12-16", an_admins_case(), cara, now=berlin(16)),
        "missing_late": about_period("late", ana),
        "missing_draft": about_period("chase", ana, draft=True),
        "missing_chase": about_period("chase", vendor, reply_to=["ana@example.com"]),
        "missing_chase_again": about_period("chase_again", vendor, reply_to=["ana@example.com"]),
        "missing_admin": about_period("admin", cara),
        "decided": about_review("decided", "1", approved, ana),
        "decided_rejected": about_review("decided", "1", a_settled_case("rejected", "Billed twice."), ana),
        "released": about_review("released", "1", approved, payables, documents=(document,)),
        "withdrawn": about_review(
            "withdrawn",
            "1",
            a_case(state="withdrawn", settled_at=NOW),
            ana,
            data={"why": "The vendor voided invoice CAL-2026-11."},
        ),
        "connector": about_connection(),
        "set_aside": about_a_file(),
        "unstaffed": about_review("unstaffed", "operations", unstaffed, cara, data={"role": "operations"}),
        "code": about_code(),
    }


def in_words(facts: Told) -> Rendered:
    """Write the letter of these facts."""
    letter = letter_for(facts.notice).compose(facts)
    return render(letter.folder, letter.context, facts.reader.figures)
