"""Letter: the vendor is told what is wrong with an invoice, with the arithmetic, and asked to explain or correct it.

It carries the reviewer's reason and the figures; no names of people, no notes, nothing about anybody else.
"""

from dataclasses import dataclass, replace
from typing import Any

from pendulum import DateTime

from config.clock import parse_moment
from notifications.facts import Letter, Reader, ReviewFacts
from notifications.figures import Figures
from notifications.letters.mailto import mailto
from notifications.letters.summary import is_unsettled, named
from notifications.render import render_text
from notifications.wording import Ours, one_line
from workflow.findings.finding import Severity
from workflow.findings.outward import told_to_vendor
from workflow.invoices.quoting import called
from workflow.reviews.casefile import CaseFile, InvoiceFacts

FOLDER = "dispute"


@dataclass(frozen=True)
class Charged:
    """One invoice in question: rows of labels and values, and what does not agree, a sentence each."""

    number: str
    rows: tuple[tuple[str, str], ...]
    points: tuple[str, ...]


def still_true(facts: ReviewFacts) -> bool:
    """Stop once the review is settled."""
    return is_unsettled(facts.case) and facts.case.dispute is not None


def compose(facts: ReviewFacts) -> Letter:
    """Choose what the letter says; answers go to finance."""
    context = asked_of_vendor(facts, f"{facts.case.workspace.name}, accounts payable") | {
        "because": "You get this because this address is the vendor's support contact of the account.",
        "stops": "Your answer or a corrected invoice stops it.",
    }
    return Letter(FOLDER, context, reply_to=tuple(facts.notice.data.get("reply_to", ())))


def ready_letter(facts: ReviewFacts) -> dict[str, Any]:
    """Give the letter as an admin may send it: its subject, its words, and where a mail program opens it."""
    workspace = facts.case.workspace
    vendor = Reader(workspace.vendor_support or "", figures=Figures(workspace.timezone))
    letter = asked_of_vendor(replace(facts, reader=vendor), f"{facts.reader.name}\n{workspace.name}")
    subject = one_line(render_text(f"{FOLDER}/subject.txt", letter, vendor.figures))
    body = render_text(f"{FOLDER}/letter.txt", letter, vendor.figures)
    return {"draft_subject": subject, "draft": body, "mailto": mailto(vendor.email, subject, body), "to": vendor.email}


def asked_of_vendor(facts: ReviewFacts, signed: str) -> dict[str, Any]:
    """Give what the letter to the vendor names, whoever sends it."""
    case = facts.case
    if case.dispute is None:
        raise ValueError("nothing is disputed")
    return {
        "reader": facts.reader,
        "what": named(case),
        "before": _asked_before(facts),
        "answer_by": next((at for at in (case.decide_by, case.payment_deadline) if at > facts.now), None),
        "rows": [("Customer", Ours(case.workspace.name)), ("Account", Ours(case.workspace.account))],
        "charged": [_charged(one, facts.reader.figures) for one in case.invoices],
        "reason": case.dispute.reason,
        "signed": signed,
    }


def _asked_before(facts: ReviewFacts) -> DateTime | None:
    """Say when the vendor was written to before: as the notice says, and of a letter not sent yet, the last time."""
    if "reply_to" in facts.notice.data:
        before = facts.notice.data.get("before")
        return parse_moment(before) if before else None
    return facts.case.dispute.asked_at if facts.case.dispute else None


def _charged(invoice: InvoiceFacts, writes: Figures) -> Charged:
    document = invoice.document
    rows = (
        ("Billing period", writes.days(document.period)),
        ("Amount", writes.money(document.total, document.currency)),
        ("Due", writes.day(document.due_on)),
    )
    loud = [one for one in invoice.speaking if one.severity != Severity.INFO]
    outward = [told_to_vendor(one.rule, one.why) for one in loud]
    told = [writes.told(sentence) for sentence in outward if sentence]
    return Charged(called(document.number), rows, tuple(filter(None, [*told, _rest(invoice, writes)])))


def _rest(invoice: InvoiceFacts, writes: Figures) -> str | None:
    """Say how much of the change from the invoice before nothing explains."""
    bridge = invoice.bridge
    if bridge is None or not bridge.unexplained or bridge.before is None or bridge.after is None:
        return None
    currency = bridge.currency
    before, change = writes.money(bridge.before, currency), writes.change(bridge.after - bridge.before, currency)
    rest = writes.change(bridge.unexplained, currency)
    return (
        f"Against {called(bridge.prior_number or '')} with {before} the total has changed by {change}; "
        f"of this, {rest} is explained by no line, price or usage."
    )


def is_late_notice(case: CaseFile, now: DateTime) -> bool:
    """Tell whether the last day for the vendor's notice has come, and nobody has asked the vendor."""
    dispute = case.dispute
    if dispute is None or dispute.asked_at or dispute.letter_by is None:
        return False
    return dispute.letter_by <= now.in_timezone(case.workspace.timezone).date()
