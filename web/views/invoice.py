"""One invoice as the page shows it: every amount and date already written in the reader's way."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from notifications.figures import Figures
from web.views.bridge import BridgeView, bridge_view
from web.views.changes import ChangesView, changes_view
from web.views.comparison import Pair, largest, pairs
from workflow.invoices.document import DocumentKind, InvoiceDocument, Line, Party, PaymentStatus
from workflow.reviews.casefile import Earlier, InvoiceFacts
from workflow.reviews.explained import FindingFacts

MOST_LINES = 200
NOT_STATED = "not stated"
ABSENT = "–"  # noqa: RUF001  # a dash where there is no amount
TIMES = "×"  # noqa: RUF001  # the sign of multiplication
PAYMENT = {
    PaymentStatus.UNPAID: "Not paid yet",
    PaymentStatus.PARTIAL: "Paid in part",
    PaymentStatus.PAID: "Paid",
    PaymentStatus.FAILED: "The last payment failed",
    PaymentStatus.UNKNOWN: "The document does not say whether it is paid",
}


@dataclass(frozen=True)
class LineRow:
    """One line of the comparison; `mark` is `new`, `gone`, `changed` or `same`, `detail` how the amount came about."""

    name: str
    detail: str
    before: str
    now: str
    change: str
    mark: str


@dataclass(frozen=True)
class Fact:
    """A word and what belongs to it."""

    name: str
    value: str


@dataclass(frozen=True)
class EarlierRow:
    """One earlier invoice of the same account."""

    number: str
    until: str
    total: str
    state: str


@dataclass(frozen=True)
class InvoiceView:
    """One invoice; `position` counts from 0, `good_standing` is None where the document does not say.

    `changes` are those since the version whose place it takes.
    """

    position: int
    title: str
    total: str
    facts: tuple[Fact, ...]
    changes: ChangesView | None
    driver: str
    bridge: BridgeView
    prior_number: str | None
    rows: tuple[LineRow, ...]
    hidden_rows: int
    sums: tuple[Fact, ...]
    standing: str
    good_standing: bool | None
    findings: tuple[FindingFacts, ...]
    muted: tuple[FindingFacts, ...]
    taxes: tuple[Fact, ...]
    earlier: tuple[EarlierRow, ...]
    parties: tuple[Fact, ...]


def invoice_view(facts: InvoiceFacts, position: int, today: datetime.date, writes: Figures) -> InvoiceView:
    """Work out what the page says about one invoice; `today` is the date in the workspace's zone."""
    document = facts.document
    prior = facts.comparable
    compared = pairs(document.lines, prior.lines if prior else ())
    standing, good = _standing(document, today, writes)
    return InvoiceView(
        position=position,
        title=f"{'Credit note' if document.kind == DocumentKind.CREDIT_NOTE else 'Invoice'} {document.number}",
        total=writes.money(document.total, document.currency),
        facts=_dates(document, writes),
        changes=changes_view(facts, writes),
        driver=_driver(document, prior, compared, writes),
        bridge=bridge_view(facts, writes),
        prior_number=prior.number if prior else None,
        rows=tuple(_row(pair, document.currency, writes, compared=prior is not None) for pair in compared[:MOST_LINES]),
        hidden_rows=max(0, len(compared) - MOST_LINES),
        sums=_sums(document, writes),
        standing=standing,
        good_standing=good,
        findings=facts.speaking,
        muted=facts.muted,
        taxes=_taxes(document, writes),
        earlier=tuple(_earlier(one, writes) for one in facts.earlier),
        parties=_parties(document),
    )


def _dates(document: InvoiceDocument, writes: Figures) -> tuple[Fact, ...]:
    return (
        Fact("Billing period", writes.days(document.period)),
        Fact("Issued", writes.day(document.issued_on)),
        Fact("Due", writes.day(document.due_on)),
        *([Fact("Corrects", document.corrects)] if document.corrects else []),
    )


def _standing(document: InvoiceDocument, today: datetime.date, writes: Figures) -> tuple[str, bool | None]:
    """Say whether the account is in good standing; overdue is never stored, it follows from the due date."""
    words, due = PAYMENT[document.payment_status], document.due_on
    if document.payment_status == PaymentStatus.PAID:
        return f"{words}.", True
    if due and due < today:
        return f"{words}, and overdue since {writes.day(due)}.", False
    if document.payment_status == PaymentStatus.FAILED:
        return f"{words}.", False
    rest = f"due {writes.day(due)}" if due else "and no due date is stated"
    return f"{words}, {rest}.", None if document.payment_status == PaymentStatus.UNKNOWN else True


def _driver(document: InvoiceDocument, prior: InvoiceDocument | None, compared: Sequence[Pair], writes: Figures) -> str:
    """Say in a sentence how the total moved and which line moved it most."""
    if prior is None or document.total is None or prior.total is None:
        return "There is no earlier invoice to compare it with." if prior is None else "A total is not stated."
    change = document.total - prior.total
    if not change:
        return f"The same total as {prior.number}."
    share = f" ({writes.percent(change / abs(prior.total) * 100)})" if prior.total else ""
    way = "Up" if change > 0 else "Down"
    moved = f"{way} {writes.money(abs(change), document.currency)}{share} against {prior.number}."
    most = largest(compared)
    if most is None or most.change is None:
        return moved
    return f"{moved} Most of it: {_name(most.line)}, {writes.change(most.change, document.currency)} net."


def _row(pair: Pair, currency: str, writes: Figures, *, compared: bool) -> LineRow:
    return LineRow(
        name=_name(pair.line),
        detail=_detail(pair.line, currency, writes),
        before=writes.money(pair.before.amount, currency) if pair.before else ABSENT,
        now=writes.money(pair.now.amount, currency) if pair.now else ABSENT,
        change=writes.change(pair.change, currency) if compared and pair.change else "",
        mark=_mark(pair) if compared else "same",
    )


def _mark(pair: Pair) -> str:
    if pair.before is None:
        return "new"
    if pair.now is None:
        return "gone"
    return "changed" if pair.change else "same"


def _name(line: Line) -> str:
    return line.description or line.kind.replace("_", " ").capitalize()


def _detail(line: Line, currency: str, writes: Figures) -> str:
    parts = []
    if line.quantity is not None and line.unit_price is not None:
        unit = f" {line.unit}" if line.unit else ""
        parts.append(f"{writes.number(line.quantity)}{unit} {TIMES} {writes.money(line.unit_price, currency)}")
    if line.period:
        parts.append(writes.days(line.period))
    return " · ".join(parts)


def _sums(document: InvoiceDocument, writes: Figures) -> tuple[Fact, ...]:
    stated = [("Net", document.net_total), ("Tax", document.tax_total), ("Total", document.total)]
    if document.prepaid:
        stated += [("Already paid", -document.prepaid)]
    if document.amount_due is not None and document.amount_due != document.total:
        stated += [("Amount due", document.amount_due)]
    return tuple(Fact(name, writes.money(amount, document.currency)) for name, amount in stated)


def _taxes(document: InvoiceDocument, writes: Figures) -> tuple[Fact, ...]:
    return tuple(
        Fact(
            f"{'Category ' + tax.category if tax.category else 'Tax'} · {_rate(tax.rate, writes)}",
            f"{writes.money(tax.amount, document.currency)} on {writes.money(tax.taxable, document.currency)}",
        )
        for tax in document.taxes
    )


def _rate(rate: Decimal | None, writes: Figures) -> str:
    return "rate not stated" if rate is None else f"{writes.number(rate)} %"


def _earlier(one: Earlier, writes: Figures) -> EarlierRow:
    return EarlierRow(one.number, writes.day(one.ends_on), writes.money(one.total, one.currency), one.state)


def _parties(document: InvoiceDocument) -> tuple[Fact, ...]:
    payee = document.payee
    account = " · ".join(part for part in (payee.name, _grouped(payee.iban), payee.bic) if part)
    return (
        Fact("Seller", _party(document.seller)),
        Fact("Billed to", _party(document.buyer)),
        Fact("Pay to", account or NOT_STATED),
    )


def _party(party: Party) -> str:
    return " · ".join(part for part in (party.name, party.tax_id, party.address, party.country) if part) or NOT_STATED


def _grouped(iban: str | None) -> str | None:
    """Write an IBAN in groups of four, as it is printed (ISO 13616)."""
    plain = "".join((iban or "").split())
    return " ".join(plain[start : start + 4] for start in range(0, len(plain), 4)) or None
