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
    Arrived,
    CodeFacts,
    ConnectionFacts,
    FileFacts,
    Newer,
    PeriodFacts,
    Reader,
    ReviewFacts,
    SeatLink,
    Told,
    Waiver,
    WorkspaceState,
)
from notifications.figures import Figures
from notifications.render import Rendered, render
from notifications.undelivered import UndeliveredFacts
from tests.factories import a_document, a_policy, an_earlier_document
from workflow.invoices.document import InvoiceDocument, to_json
from workflow.notices.outbox import Claimed
from workflow.reviews.casefile import (
    AccountFacts,
    Answered,
    CaseFile,
    Earlier,
    InvoiceFacts,
    Link,
    RungFacts,
    Seat,
    Who,
)
from workflow.reviews.explained import BridgeFacts, FindingFacts, NoteFacts, StepFacts

HOME = "https://countersign.example"
NOW = pendulum.datetime(2026, 12, 7, 9, 0)
KEYS = (b"first key", b"second key")
BERLIN = "Europe/Berlin"


def an_id(number: int) -> UUID:
    """Make an id that is the same in every run."""
    return UUID(f"01934567-89ab-7cde-8f01-{number:012d}")


FIRST = ("opened 1", "opened 2", "opened flag", "rung escalation", "unstaffed operations", "unstaffed finance-2")
"""The letters with which the mails about a review begin, in the samples."""
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


MINUTES = (
    '"Voice minutes, outbound": from 30000 to 45000 minutes at 0.08 EUR (from the invoice itself); analytics of '
    "campaign camp_81f2 count 45000, final, seen 2026-12-02; line 2, against line 2 of CAL-2026-10."
)


ROSE = (
    "The total rose from 3449.81 EUR to 4877.81 EUR, by 1428.00 EUR (+41.4 %); more than 10 % and 250.00 EUR is "
    "material. Compared with CAL-2026-10."
)
PAYEE = (
    'The money is to go elsewhere than before: the account is "LT601010012345678901", on CAL-2026-10 it was '
    '"IE29AIBK93115212345678".'
)
CAME_LATE = (
    "It came on 2026-12-04, 4 business days after its last day; usually it takes 1.5 (median of the last ones), and "
    "more than 2 later is late."
)


def a_bridge(*more: tuple[str, str, str]) -> BridgeFacts:
    """Make the bridge from October to November: more minutes and their tax; `more` steps leave less for the minutes."""
    steps = [StepFacts(step, Decimal(amount), evidence) for step, amount, evidence in more]
    minutes = Decimal("1200.00") - sum((one.amount for one in steps), Decimal(0))
    steps = [
        StepFacts("quantity", minutes, MINUTES),
        *steps,
        StepFacts("tax", Decimal("228.00"), "19 % of 4099.00 EUR is 778.81 EUR on CAL-2026-11."),
    ]
    before, after = an_earlier_document().total, a_document().total
    rest = sum((one.amount for one in steps if one.step == "unexplained"), Decimal(0))
    charged = Decimal("4099.00")
    return BridgeFacts("EUR", "CAL-2026-10", before, after, tuple(steps), charged, charged - abs(rest))


def an_explained_invoice(**changes: Any) -> InvoiceFacts:
    """Make the reviewed invoice with findings of every kind, one of them muted, a rest to ask about, and a note."""
    severe = FindingFacts("payee_changed", "severe", {}, PAYEE)
    info = FindingFacts("late_arrival", "info", {}, CAME_LATE)
    why = "Muted until 2026-12-31 by Cara Castellanos: We signed the new prices."
    muted = FindingFacts("unit_price", "check", {}, "The price of a minute rose.", why)
    note = NoteFacts("campaign", "Black Friday call-back, Nov 23 to 30: about 12,000 minutes.", "Ben Baker", NOW)
    steps = [
        ("price", "120.00", '"Voice minutes, outbound": from 0.076 EUR to 0.08 EUR, from the invoice itself.'),
        ("one_offs", "-50.00", '"Credit for the outage of Nov 3" happens once: line 4.'),
        ("unexplained", "36.00", "No line, plan, rate or usage shows it."),
    ]
    findings = (info, *an_invoice().findings, muted, severe)
    return an_invoice(**{"bridge": a_bridge(*steps), "findings": findings, "notes": (note,), **changes})


def an_invoice(document: InvoiceDocument | None = None, **changes: Any) -> InvoiceFacts:
    """Make the reviewed invoice: it rose by two fifths against the month before."""
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
        "findings": (FindingFacts("total_changed", "check", {}, ROSE),),
        "earlier": (
            Earlier("CAL-2026-10", datetime.date(2026, 10, 31), prior.total, "EUR", "approved"),
            Earlier("CAL-2026-09", datetime.date(2026, 9, 30), Decimal("3310.58"), "EUR", "history"),
        ),
        "prior": prior,
        "bridge": None if document else a_bridge(),
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


def a_flagged_case(role: str, reason: str, **changes: Any) -> CaseFile:
    """Make the review that the holder of a role flagged, the other one having approved, or not answered yet."""
    case = an_admins_case("disputed", **changes)
    seats = tuple(_flagged(seat, reason) if seat.role == role else seat for seat in case.seats)
    return replace(case, seats=seats)


def _flagged(seat: Seat, reason: str) -> Seat:
    assert seat.person
    return replace(seat, state="flagged", answered=Answered(seat.person, "flag", reason, NOW, "code"))


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
    documents, newer = more.pop("documents", ()), more.pop("newer", None)
    again = f"{kind} {part}" not in FIRST
    return ReviewFacts(notice, reader, now, now, HOME, case, links, documents, newer, again=again)


def a_workspace_state(**changes: Any) -> WorkspaceState:
    """Make the workspace of letters that are about no review."""
    plans = ({"from": "2026-01-01", "name": "Growth", "amount": "499.00"},)
    workspace = WorkspaceState(
        "acme-emea", "Acme EMEA", "44", "billing@vendor.example", "complete", None, None, None, plans
    )
    return replace(workspace, **changes)


def a_revised_document(**changes: Any) -> InvoiceDocument:
    """Make the invoice as the vendor changed it: fewer minutes, later, to another account, with a line more."""
    first = a_document(voice="3500.00")
    support = {"kind": "one_off", "description": "Onboarding support", "quantity": "2", "unit_price": "60.00",
               "amount": "120.00", "tax_rate": "19"}  # fmt: skip
    values: dict[str, Any] = {
        "due_on": "2026-12-31",
        "payee": {"name": "Callaro Inc.", "iban": "LT601010012345678901", "bic": "AIBKIE2D"},
        "lines": [*to_json(first)["lines"], support],
    }
    return a_document(voice="3500.00", **{**values, **changes})


def a_newer_version(document: InvoiceDocument | None = None, **changes: Any) -> Newer:
    """Make what took the place of the reviewed invoice: its second revision, with a review of its own."""
    review = a_case(review_id=an_id(4), invoices=(an_invoice(document, revision=2),))
    return replace(Newer(document or a_revised_document(), 2, "under_review", review), **changes)


def about_change(reader: Reader, newer: Newer, why: str, case: CaseFile | None = None) -> ReviewFacts:
    """Make the facts of a letter about an approved invoice that has changed."""
    return about_review("changed", "2", case or a_settled_case(), reader, data={"why": why}, newer=newer)


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


def about_arrival(reader: Reader, **changes: Any) -> PeriodFacts:
    """Make the facts of a letter about the invoice of November, which has come after all."""
    arrived = (Arrived("CAL-2026-11", Decimal("4877.81"), "EUR", NOW),)
    return replace(about_period("arrived", reader), **{"state": "invoiced", "arrived": arrived, **changes})


def about_waiver(**changes: Any) -> PeriodFacts:
    """Make the facts of a letter about the invoice of November, which nobody expects any more."""
    waiver = Waiver("Ana Alvarez", "The account was closed in October; there is nothing to bill.", NOW)
    return replace(about_period("waived", a_reader(CARA)), **{"state": "waived", "waiver": waiver, **changes})


REFUSED = (
    "the vendor refused the key in CALLARO_API_KEY: 403 FORBIDDEN, missing scope (request req_7d1f); "
    "give it one with billing:read"
)
LATER = "the vendor cannot answer now: 503 SERVICE_UNAVAILABLE (request req_7d1f)"


UNKNOWN_USER = "the mail server refused it: 550 5.1.1 no such user"


def about_connection(state: str = "broken", problem: str = REFUSED) -> ConnectionFacts:
    """Make the facts of a letter about a connection that does not work."""
    workspace = a_workspace_state(
        connection=state, connection_since=NOW, connection_problem=problem, last_success_at=NOW.subtract(days=1)
    )
    reader = a_reader(CARA)
    notice = a_notice("connector", "2026-12-07", WORKSPACE, reader)
    return ConnectionFacts(notice, reader, NOW, NOW, HOME, workspace, NOW.add(minutes=30), "req_7d1f")


def about_a_refused_person(waiting: int = 0) -> UndeliveredFacts:
    """Make the facts of a letter about a person whose address refuses mail, with open review tasks that stay there."""
    reader = a_reader(CARA)
    notice = a_notice("undelivered", "20261207T090000", ANA.id, reader)
    workspace = a_workspace_state()
    return UndeliveredFacts(
        notice, reader, NOW, NOW, HOME, workspace, ANA.email, UNKNOWN_USER, name=ANA.name, since=NOW, waiting=waiting
    )


def about_a_refused_address(kind: str = "released") -> UndeliveredFacts:
    """Make the facts of a letter about an address of nobody here, and what did not arrive there."""
    reader = a_reader(CARA)
    notice = a_notice("undelivered", an_id(98).hex, WORKSPACE, reader)
    return UndeliveredFacts(
        notice, reader, NOW, NOW, HOME, a_workspace_state(), "ap@example.com", UNKNOWN_USER, kind=kind
    )


def about_a_file(**changes: Any) -> FileFacts:
    """Make the facts of a letter about a file that could not be read."""
    reader = a_reader(CARA)
    facts = FileFacts(
        a_notice("set_aside", "0f1e2d3c4b5a6978", WORKSPACE, reader), reader, NOW, NOW, HOME, a_workspace_state(),
        an_id(51), "november.pdf", "billing@vendor.example: Your invoice", "november.pdf is a PDF without figures "
        "that a program can read.", is_waiting=True, may_be_awaited=True,
    )  # fmt: skip
    return replace(facts, **changes)


def about_code(**changes: Any) -> CodeFacts:
    """Make the facts of a mailed code."""
    reader, expires = a_reader(ANA), NOW.add(minutes=10)
    notice = a_notice("code", "abc", FINANCE_SEAT, reader)
    facts = CodeFacts(
        notice, reader, NOW, NOW, HOME, "042137", expires, used=False, review_id=REVIEW, numbers=("CAL-2026-11",),
        workspace_name="Acme EMEA",
    )  # fmt: skip
    return replace(facts, **changes)


def in_words(facts: Told) -> Rendered:
    """Write the letter of these facts."""
    letter = letter_for(facts.notice).compose(facts)
    return render(letter.folder, letter.context, facts.reader.figures)
