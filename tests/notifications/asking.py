"""Facts for letters about what is asked and who does not answer, made by hand: digests, hand-overs, late reviews."""

import datetime
from dataclasses import replace
from typing import Any

from notifications.facts import Asked, DigestFacts, Reader, ReviewFacts
from notifications.figures import Figures
from notifications.pages import Place, seat_links
from tests.factories import a_document, a_policy, an_earlier_document
from tests.notifications.questioned import ANSWERED, a_question, to_vendor
from tests.notifications.samples import (
    ANA,
    BEN,
    BERLIN,
    CARA,
    HOME,
    KEYS,
    NOW,
    a_case,
    a_notice,
    a_reader,
    about_review,
    an_account,
    an_admins_case,
    an_explained_invoice,
    an_id,
    an_invoice,
    berlin,
)
from workflow.reviews.away import AwayOn
from workflow.reviews.casefile import CaseFile, Who

PLACE = Place(HOME, KEYS)
DORA = Who(an_id(24), "Dora Dahl", "dora@example.com", BERLIN, "en_US")
NEWS = (
    "Omar Osei answered for you while you were away: invoice CAL-2026-09 is approved.",
    "Ben Baker extended invoice CAL-2026-10 to 2026-12-30, to be decided by 2026-12-23 14:00 Europe/Berlin: agreed.",
)


def a_period_case(**changes: Any) -> CaseFile:
    """Make a review of all invoices of a period, of which the second was compared with nothing."""
    top_up = a_document("CAL-2026-11-T", "300.00")
    invoices = (an_invoice(), an_invoice(top_up, invoice_id=an_id(45), findings=(), prior=None, earlier=()))
    return a_case(**{"invoices": invoices, **changes})


def a_quiet_case() -> CaseFile:
    """Make a review in which nothing was noticed, of another workspace, due two days later."""
    account = replace(an_account(), id=an_id(5), key="acme-apac", name="Acme APAC")
    document = a_document("CAL-51-2026-11", "2500.00", due_on="2026-12-22")
    invoice = an_invoice(document, findings=(), prior=an_earlier_document("CAL-51-2026-10"), earlier=())
    days = {"decide_by": berlin(17), "payment_deadline": berlin(22)}
    return a_case(review_id=an_id(6), workspace=account, invoices=(invoice,), rungs=(), **days)


def about_digest(*cases: CaseFile, reader: Who = ANA, news: tuple[str, ...] = (), **changes: Any) -> DigestFacts:
    """Make the facts of a reader's digest of today."""
    who = a_reader(reader)
    asked = tuple(Asked(one, seat_links(one, who, PLACE), _instead(one)) for one in cases)
    notice = replace(a_notice("digest", "2026-12-07", reader.id, who), key=f"digest:{reader.id}:2026-12-07")
    return replace(DigestFacts(notice, who, NOW, NOW, HOME, asked, news), **changes)


def _instead(case: CaseFile) -> str:
    changed = any(one.replaced for one in case.invoices)
    return f"Invoice {case.numbers[0]} was changed by the vendor; revision 2 is a new review." if changed else ""


def everything_in_one() -> CaseFile:
    """Make a review that says all that one can: findings, a rest that nothing explains, a note, another version."""
    return a_case(invoices=(an_explained_invoice(revision=2, replaced=a_document(voice="3500.00")),))


def handed_over(by: str | None, why: str) -> ReviewFacts:
    """Make the facts of the letter to whoever a seat was given to."""
    data = {"by": by, "why": why}
    return about_review("opened", "handed@20261208T090000", a_case(), a_reader(ANA), data=data)


def a_late_case(**changes: Any) -> CaseFile:
    """Make a review that was opened after the last moment to decide, three days before the money is due."""
    return a_case(opened_at=berlin(16), rungs=(), **changes)


def a_blocked_case() -> CaseFile:
    """Make an escalated review: one stands in for somebody and wants to be reminded later, the vendor is waited for."""
    case = an_admins_case()
    finance = replace(case.seats[0], deputy_of=DORA, snoozed_until=berlin(14))
    return replace(case, seats=(finance, *case.seats[1:]), waits_since=berlin(9))


def a_case_with_absences() -> CaseFile:
    """Make an escalated review: one who refuses mail stands in for somebody away, one is away, two were asked."""
    case = an_admins_case()
    finance = replace(case.seats[0], person=replace(ANA, refuses_mail=True), deputy_of=DORA)
    operations = replace(case.seats[1], state="open", answered=None)
    days = [AwayOn(person.id, NOW.date(), berlin(day).date()) for person, day in ((DORA, 18), (BEN, 23))]
    answered = {"answer": ANSWERED, "answered_by": CARA.name, "answered_at": NOW}
    questions = (a_question(**answered), to_vendor(id=an_id(52)))
    seats = (finance, operations, *case.seats[2:])
    return replace(case, seats=seats, absences=tuple(days), questions=questions)


def told_beside() -> ReviewFacts:
    """Make the facts of the escalation for somebody whom the policy names beside the picked admin."""
    reader = Reader(DORA.email, DORA.name, Figures(BERLIN), DORA.id)
    return about_review("rung", "escalation", an_admins_case(), reader, now=berlin(11))


def a_final_call(reader: Reader) -> ReviewFacts:
    """Make the facts of a final call where the policy names a fallback contact, and lets no admin approve."""
    admin = {"may_approve": False, "fallback_contact": "cfo@example.com"}
    case = an_admins_case(policy=a_policy(admin=admin))
    return about_review("rung", "final_call", case, reader, now=berlin(14))


def told_too_late() -> ReviewFacts:
    """Make the facts for the fallback contact where nobody looked before the decision was overdue."""
    case = an_admins_case(policy=a_policy(admin={"fallback_contact": "cfo@example.com"}))
    return about_review("rung", "overdue@2026-12-16", case, FALLBACK, now=berlin(16))


def extended() -> ReviewFacts:
    """Make the facts of a reminder after the deadline was extended, for one who wanted to be reminded now."""
    case = a_case(agreed_due_on=datetime.date(2026, 12, 30), decide_by=berlin(23), payment_deadline=berlin(30))
    return about_review("rung", "snoozed@2026-12-10T1400", case, a_reader(ANA), now=berlin(10))


FALLBACK = Reader("cfo@example.com", figures=Figures(BERLIN))
