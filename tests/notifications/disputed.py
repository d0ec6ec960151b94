"""The facts of the letters about a dispute, made by hand."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from pendulum import DateTime

from notifications.facts import Reader, ReviewFacts, Told
from notifications.figures import Figures
from notifications.message import Attachment
from tests.notifications.samples import (
    ANA,
    BERLIN,
    CARA,
    NOW,
    ROSE,
    a_flagged_case,
    a_reader,
    a_settled_case,
    about_review,
    an_explained_invoice,
    berlin,
)
from workflow.disputes.dispute import ASKED, AWAITED, FLAGGED
from workflow.reviews.casefile import CaseFile, InvoiceFacts
from workflow.reviews.disputed import DisputeFacts, DisputeNoteFacts
from workflow.reviews.explained import FindingFacts

REASON = "Twice the minutes of October, and no campaign that explains it."
ANSWER = "Our dialler repeated calls on Nov 12. A corrected invoice follows next week."
VENDOR = Reader("billing@vendor.example", figures=Figures(BERLIN))
USAGE = (
    '"Call-back": 45000 minutes billed, 41000 minutes counted by the vendor. That is 4000 more (+9.8 %), '
    "worth 320.00 EUR at 0.08 EUR each; more than 1 % is to be looked at."
)


def a_doubtful_invoice() -> InvoiceFacts:
    """Make the reviewed invoice with what the vendor may read, what it may not, and a rest that nothing explains."""
    invoice = an_explained_invoice()
    findings = (
        FindingFacts("usage", "check", {}, USAGE),
        FindingFacts("total_changed", "check", {}, ROSE),
        FindingFacts("number_reused", "check", {}, "Another workspace holds CAL-2026-11 of the same seller too."),
        *(one for one in invoice.findings if one.rule != "total_changed"),
    )
    return replace(invoice, findings=findings)


def a_disputed_case(**dispute: Any) -> CaseFile:
    """Make a flagged review; nobody has asked the vendor unless `dispute` says so."""
    values: dict[str, Any] = {"state": FLAGGED, "reason": REASON, "by": ANA.name, "letter_by": berlin(17).date()}
    facts = DisputeFacts(**{**values, **dispute})
    return a_flagged_case("finance", REASON, invoices=(a_doubtful_invoice(),), dispute=facts)


def to_the_vendor(case: CaseFile, now: DateTime = NOW, **data: Any) -> ReviewFacts:
    """Make the facts of the letter to the vendor."""
    part, sent = "asked@20261207T090000", {"reply_to": ["ana@example.com"], **data}
    return about_review("dispute", part, case, VENDOR, data=sent, now=now)


def a_case_paid_in_part() -> CaseFile:
    """Make the review of which an admin had a part paid."""
    case = a_settled_case(reason="We pay what was counted; the rest waits for the corrected invoice.")
    finance, operations, admin = case.seats
    assert admin.answered is not None
    answered = replace(admin.answered, answer="pay_part", amount=Decimal("4557.81"))
    return replace(case, seats=(finance, operations, replace(admin, answered=answered)))


def dispute_letters() -> dict[str, Told]:
    """Make the facts of each letter about a dispute, by the name of its golden file."""
    ana, cara = a_reader(ANA), a_reader(CARA)
    asked = a_disputed_case(state=ASKED, asked_at=NOW)
    flag = {"reason": REASON, "by": ANA.name}
    document = Attachment("CAL-2026-11.pdf", "application/pdf", b"%PDF-1.7 made up")
    last_day, before = berlin(17), NOW.subtract(days=4).to_iso8601_string()
    said = DisputeNoteFacts(CARA.name, ANSWER, NOW.add(days=2))
    waiting = replace(a_disputed_case(state=AWAITED, asked_at=NOW, notes=(said,)), waits_since=NOW.add(days=2))
    nowhere = replace(asked.workspace, vendor_support=None)
    return {
        "dispute": to_the_vendor(asked),
        "dispute_again": to_the_vendor(asked, last_day, before=before),
        "rung_escalation_disputed": about_review("rung", "escalation", waiting, cara, now=berlin(11)),
        "answered": about_review("answered", "1", asked, ana, data={"text": ANSWER, "by": CARA.name}),
        "answered_in_vain": about_review(
            "answered", "2", asked, ana, data={"text": "They do not answer.", "by": CARA.name, "in_vain": True}
        ),
        "opened_flag_late": about_review("opened", "flag", a_disputed_case(), cara, data=flag, now=last_day),
        "rung_vendor_notice": about_review("rung", "vendor_notice", a_disputed_case(), cara, now=last_day),
        "rung_vendor_notice_no_address": about_review(
            "rung", "vendor_notice", replace(a_disputed_case(), workspace=nowhere), cara, now=last_day
        ),
        "released_part": about_review(
            "released", "1", a_case_paid_in_part(), Reader("ap@example.com"), documents=(document,)
        ),
        "decided_part": about_review("decided", "1", a_case_paid_in_part(), ana),
    }
