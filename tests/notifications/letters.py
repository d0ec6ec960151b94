"""The facts of every letter, once for each of its variants."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from notifications.facts import Newer, Reader, ReviewFacts, Told
from notifications.figures import Figures
from notifications.message import Attachment
from notifications.render import Rendered
from tests.factories import a_document
from tests.notifications.ahead import a_bare_sheet, a_full_sheet, about_coverage, about_run
from tests.notifications.asking import (
    FALLBACK,
    NEWS,
    a_blocked_case,
    a_case_with_absences,
    a_final_call,
    a_late_case,
    a_period_case,
    a_quiet_case,
    about_digest,
    everything_in_one,
    extended,
    handed_over,
    told_beside,
    told_too_late,
)
from tests.notifications.disputed import dispute_letters
from tests.notifications.measured import HEADS, a_bad_review, a_good_review, about_health
from tests.notifications.questioned import question_letters
from tests.notifications.samples import (
    ANA,
    BERLIN,
    CARA,
    LATER,
    NOW,
    OPERATIONS_SEAT,
    a_case,
    a_flagged_case,
    a_newer_version,
    a_reader,
    a_revised_document,
    a_settled_case,
    a_workspace_state,
    about_a_file,
    about_a_refused_address,
    about_a_refused_person,
    about_arrival,
    about_change,
    about_code,
    about_connection,
    about_period,
    about_review,
    about_waiver,
    an_admins_case,
    an_explained_invoice,
    an_invoice,
    berlin,
    in_words,
)  # fmt: skip
from workflow.base import new_id
from workflow.invoices.document import InvoiceDocument
from workflow.reviews.casefile import CaseFile, Seat

CHANGED = "Invoice CAL-2026-11 was changed by the vendor; revision 2 is a new review."
REISSUED = "The vendor re-issued invoice CAL-2026-11 as CAL-2026-11-R, which is a new review."
VOIDED = "The vendor voided invoice CAL-2026-11."
SECOND_OF_FINANCE = {"role": "finance", "seat": 2}
DRAFTED = "The vendor took invoice CAL-2026-11 back to a draft; its final form will be a new review."


def a_changed_case(document: InvoiceDocument | None = None) -> CaseFile:
    """Make an open review of an invoice that takes the place of another version."""
    return a_case(invoices=(an_invoice(document or a_revised_document(), revision=2, replaced=a_document()),))


def a_void_version() -> Newer:
    """Make what a void leaves: a revision and no review."""
    return a_newer_version(a_document(status="void"), state="kept", review=None)


def _draft() -> Newer:
    return a_newer_version(a_document(status="draft"), state="kept", review=None)


def _reissued() -> Newer:
    document = a_revised_document(number="CAL-2026-11-R", corrects="CAL-2026-11", issued_on="2026-12-03")
    return a_newer_version(document, revision=1)


def _with_many_lines() -> InvoiceDocument:
    lines: list[dict[str, Any]] = [
        {"kind": "usage", "description": f"Campaign {number}", "amount": "10.00"} for number in range(1, 31)
    ]
    return a_revised_document(lines=lines)


def withdrawn(why: str, newer: Newer) -> ReviewFacts:
    """Make the facts of a letter about a review that was withdrawn."""
    seats = tuple(replace(seat, state="cancelled") for seat in a_case().seats)
    case = a_case(state="withdrawn", settled_at=NOW, seats=seats)
    return about_review("withdrawn", "1", case, a_reader(ANA), data={"why": why}, newer=newer)


def _one_of_two() -> CaseFile:
    finance, operations = a_case().seats[:2]
    return a_case(seats=(finance, Seat(new_id(), "finance", 2, "open", None, None), operations))


def every_letter() -> dict[str, Told]:
    """Make the facts of each letter once, by the name of its golden file."""
    ana, cara = a_reader(ANA), a_reader(CARA)
    vendor, payables = Reader("billing@vendor.example", figures=Figures(BERLIN)), Reader("ap@example.com")
    flag = {"reason": "Twice the minutes of October, and no campaign that explains it.", "by": "Ben Baker"}
    document = Attachment("CAL-2026-11.pdf", "application/pdf", b"%PDF-1.7 made up")
    unstaffed = a_case(seats=(a_case().seats[0], Seat(OPERATIONS_SEAT, "operations", 1, "open", None, None)))
    approved = a_settled_case()
    escalation = about_review("rung", "escalation", an_admins_case(), cara, now=berlin(11))
    return {
        "opened": about_review("opened", "1", a_case(), ana),
        "opened_explained": about_review("opened", "1", a_case(invoices=(an_explained_invoice(),)), ana),
        "opened_flag": about_review("opened", "flag", a_flagged_case("operations", flag["reason"]), cara, data=flag),
        "opened_handed": handed_over("Ben Baker", "Not my cost center; she knows the campaign."),
        "opened_handed_away": handed_over(None, "Ben Baker is away until Dec 18, 2026"),
        "opened_late": about_review("opened", "1", a_late_case(), ana, now=berlin(16)),
        "opened_period": about_review("opened", "1", a_period_case(), ana),
        "digest": about_digest(everything_in_one(), a_quiet_case()),
        "digest_one": about_digest(a_case()),
        "digest_period": about_digest(a_period_case()),
        "digest_admin": about_digest(an_admins_case(), reader=CARA, news=NEWS, heads=HEADS),
        "digest_news": about_digest(news=NEWS),
        "rung_reminder_snoozed": extended(),
        "rung_escalation_blocked": about_review("rung", "escalation", a_blocked_case(), cara, now=berlin(11)),
        "rung_escalation_away": about_review("rung", "escalation", a_case_with_absences(), cara, now=berlin(11)),
        "rung_escalation_beside": told_beside(),
        "rung_final_call_fallback": a_final_call(FALLBACK),
        "rung_overdue_fallback": told_too_late(),
        "rung_final_call_named": a_final_call(cara),
        "rung_reminder": about_review("rung", "reminder", a_case(), ana, now=berlin(9)),
        "rung_warning": about_review("rung", "warning", a_case(), ana, now=berlin(10)),
        "rung_escalation": replace(escalation, can_be_given=True),
        "rung_final_call": about_review("rung", "final_call", an_admins_case(), cara, now=berlin(14)),
        "rung_overdue": about_review("rung", "overdue@2026-12-16", an_admins_case(), cara, now=berlin(16)),
        "missing_late": about_period("late", ana),
        "missing_draft": about_period("chase", ana, draft=True),
        "missing_draft_no_address": about_period("chase", ana, a_workspace_state(vendor_support=None), draft=True),
        "missing_chase": about_period("chase", vendor, reply_to=["ana@example.com"]),
        "missing_chase_again": about_period("chase_again", vendor, reply_to=["ana@example.com"]),
        "missing_admin": about_period("admin", cara),
        "decided": about_review("decided", "1", approved, ana),
        "decided_rejected": about_review("decided", "1", a_settled_case("rejected", "Billed twice."), ana),
        "released": about_review("released", "1", approved, payables, documents=(document,)),
        "withdrawn": withdrawn(VOIDED, a_void_version()),
        "withdrawn_changed": withdrawn(CHANGED, a_newer_version()),
        "opened_changed": about_review("opened", "2", a_changed_case(), ana),
        "opened_changed_much": about_review("opened", "2", a_changed_case(_with_many_lines()), ana),
        "changed": about_change(ana, a_newer_version(), CHANGED),
        "changed_payables": about_change(payables, a_newer_version(), CHANGED),
        "changed_reissued": about_change(payables, _reissued(), REISSUED),
        "changed_void": about_change(ana, a_void_version(), VOIDED),
        "changed_void_payables": about_change(payables, a_void_version(), VOIDED),
        "changed_draft": about_change(ana, _draft(), DRAFTED),
        "missing_arrived": about_arrival(cara),
        "missing_arrived_vendor": about_arrival(vendor),
        "missing_waived": about_waiver(),
        "connector": about_connection(),
        "connector_incomplete": about_connection("incomplete", LATER),
        "set_aside": about_a_file(),
        "set_aside_stranger": about_a_file(may_be_awaited=False),
        "health": about_health(emea=[a_good_review(), a_good_review("A-11")], apac=[a_bad_review()]),
        "coverage": about_coverage(),
        "run": about_run(a_full_sheet()),
        "run_bare": about_run(a_bare_sheet("Acme APAC", "Asia/Singapore"), a_bare_sheet("Acme EMEA", BERLIN)),
        "health_good": about_health(emea=[a_good_review()]),
        "unstaffed": about_review("unstaffed", "operations", unstaffed, cara, data={"role": "operations"}),
        "unstaffed_second": about_review("unstaffed", "finance-2", _one_of_two(), cara, data=SECOND_OF_FINANCE),
        "undelivered": about_a_refused_person(),
        "undelivered_waiting": about_a_refused_person(2),
        "undelivered_address": about_a_refused_address(),
        "code": about_code(),
        "code_sign_in": about_code(review_id=None, numbers=()),
        **dispute_letters(),
        **question_letters(),
    }


@cache
def in_all_words() -> Mapping[str, Rendered]:
    """Write each of them, once for all tests of a process."""
    return {name: in_words(facts) for name, facts in every_letter().items()}
