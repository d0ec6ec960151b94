"""Is the account in good standing? How far this invoice is paid, what else is unpaid, what makes one look closer."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from notifications.figures import Figures
from workflow.findings.confirming import TWO_OF_FINANCE
from workflow.invoices.document import InvoiceDocument, PaymentStatus
from workflow.invoices.quoting import called
from workflow.reviews.casefile import Earlier, InvoiceFacts
from workflow.reviews.review import DISPUTED

PAYMENT = {
    PaymentStatus.UNPAID: "Not paid yet",
    PaymentStatus.PARTIAL: "Paid in part",
    PaymentStatus.PAID: "Paid",
    PaymentStatus.FAILED: "The last payment failed",
    PaymentStatus.UNKNOWN: "The document does not say whether it is paid",
}
PAID = {
    PaymentStatus.UNPAID: "not paid",
    PaymentStatus.PARTIAL: "paid in part",
    PaymentStatus.PAID: "paid",
    PaymentStatus.FAILED: "payment failed",
    PaymentStatus.UNKNOWN: "not stated",
}
OWED = (PaymentStatus.UNPAID, PaymentStatus.PARTIAL, PaymentStatus.FAILED)
GOOD, CHECK, BAD, UNKNOWN = "good", "check", "bad", "plain"
VERDICTS = {GOOD: "Yes", CHECK: "Look closer", BAD: "No", UNKNOWN: "Not stated"}
IN_DISPUTE = "Something about this review is disputed, and not settled yet."


@dataclass(frozen=True)
class StandingView:
    """The answer in a word with its tone, how far this invoice is paid, and a sentence for each concern.

    `is_good` is about this invoice alone; None where its document does not say.
    """

    verdict: str
    tone: str
    said: str
    is_good: bool | None
    concerns: tuple[str, ...]


def standing_view(facts: InvoiceFacts, today: datetime.date, writes: Figures, *, disputed: bool) -> StandingView:
    """Answer as of `today`, a date in the workspace's zone; `disputed`: something about this review is."""
    said, is_good = _payment(facts.document, today, writes)
    owed = [_unpaid(one, writes) for one in facts.earlier if _is_overdue(one, today)]
    concerns = (*owed, *_doubts(facts, writes, disputed=disputed))
    tone = _tone(is_good, owes=bool(owed), doubts=len(concerns) > len(owed))
    return StandingView(VERDICTS[tone], tone, said, is_good, concerns)


def _payment(document: InvoiceDocument, today: datetime.date, writes: Figures) -> tuple[str, bool | None]:
    """Say how far an invoice is paid; overdue is never stored, it follows from the due date."""
    words, due = PAYMENT[document.payment_status], document.due_on
    if document.payment_status == PaymentStatus.PAID:
        return f"{words}.", True
    if due and due < today:
        return f"{words}, and overdue since {writes.day(due)}.", False
    if document.payment_status == PaymentStatus.FAILED:
        return f"{words}.", False
    rest = f"due {writes.day(due)}" if due else "and no due date is stated"
    return f"{words}, {rest}.", None if document.payment_status == PaymentStatus.UNKNOWN else True


def _tone(is_good: bool | None, *, owes: bool, doubts: bool) -> str:  # noqa: FBT001  # it has three values
    if owes or is_good is False:
        return BAD
    if doubts:
        return CHECK
    return UNKNOWN if is_good is None else GOOD


def _is_overdue(earlier: Earlier, today: datetime.date) -> bool:
    return earlier.payment_status in OWED and earlier.due_on is not None and earlier.due_on < today


def _unpaid(earlier: Earlier, writes: Figures) -> str:
    total, due = writes.money(earlier.total, earlier.currency), writes.day(earlier.due_on)
    how = PAID[PaymentStatus(earlier.payment_status)]
    return f"{called(earlier.number)} ({total}) was due {due}: {how}, as far as the vendor has told us."


def _doubts(facts: InvoiceFacts, writes: Figures, *, disputed: bool) -> Iterator[str]:
    """Say what is no matter of payment: who is paid has changed, something is disputed."""
    yield from (writes.told(found.why) for found in facts.findings if found.rule in TWO_OF_FINANCE)
    if disputed:
        yield IN_DISPUTE
    in_dispute = [called(one.number) for one in facts.earlier if one.state == DISPUTED]
    if in_dispute:
        yield f"Disputed, and not settled yet: {', '.join(in_dispute)}."
