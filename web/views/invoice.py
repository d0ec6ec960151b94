"""One invoice as the page shows it: every amount and date already written in the reader's way."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from notifications.figures import Figures
from notifications.letters.summary import STATE
from web.views.bridge import BridgeView, bridge_view
from web.views.changes import ChangesView, changes_view
from web.views.comparison import pairs
from web.views.driver import DriverView, covers, driver_view
from web.views.findings import told
from web.views.lines import LinesView, lines_view, sheet_of
from web.views.original import type_shown
from web.views.standing import PAID, StandingView, standing_view
from workflow.invoices.document import DocumentKind, InvoiceDocument, Party, PaymentStatus
from workflow.invoices.quoting import called
from workflow.reviews.casefile import Earlier, InvoiceFacts
from workflow.reviews.explained import FindingFacts

NOT_STATED = "not stated"


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
    paid: str
    state: str


@dataclass(frozen=True)
class InvoiceView:
    """One invoice; `position` counts from 0.

    `covers` says what it charges for over its days; `changes` are those since the version whose place it takes;
    `shown_as` is the type as which its file is shown, empty where it is only handed out.
    """

    position: int
    title: str
    total: str
    facts: tuple[Fact, ...]
    changes: ChangesView | None
    covers: str
    driver: DriverView
    bridge: BridgeView
    lines: LinesView
    sums: tuple[Fact, ...]
    standing: StandingView
    findings: tuple[FindingFacts, ...]
    muted: tuple[FindingFacts, ...]
    taxes: tuple[Fact, ...]
    earlier: tuple[EarlierRow, ...]
    parties: tuple[Fact, ...]
    shown_as: str


def invoice_view(
    facts: InvoiceFacts, position: int, today: datetime.date, writes: Figures, *, disputed: bool = False
) -> InvoiceView:
    """Work out what the page says about one invoice; `today` is the date in the workspace's zone.

    `disputed`: something about its review is.
    """
    document = facts.document
    prior = facts.comparable
    compared = pairs(document.lines, prior.lines if prior else ())
    bridge = bridge_view(facts, writes)
    return InvoiceView(
        position=position,
        title=f"{'Credit note' if document.kind == DocumentKind.CREDIT_NOTE else 'Invoice'} {called(document.number)}",
        total=writes.money(document.total, document.currency),
        facts=_dates(document, writes),
        changes=changes_view(facts, writes),
        covers=covers(document, writes),
        driver=driver_view(facts, compared, bridge.words, writes),
        bridge=bridge,
        lines=lines_view(compared, sheet_of(facts, writes)),
        sums=_sums(document, writes),
        standing=standing_view(facts, today, writes, disputed=disputed),
        findings=told(facts.speaking, writes),
        muted=told(facts.muted, writes),
        taxes=_taxes(document, writes),
        earlier=tuple(_earlier(one, writes) for one in facts.earlier),
        parties=_parties(document),
        shown_as=type_shown(facts.media_type) or "",
    )


def _dates(document: InvoiceDocument, writes: Figures) -> tuple[Fact, ...]:
    return (
        Fact("Billing period", writes.days(document.period)),
        Fact("Issued", writes.day(document.issued_on)),
        Fact("Due", writes.day(document.due_on)),
        *([Fact("Corrects", document.corrects)] if document.corrects else []),
    )


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
    total, paid = writes.money(one.total, one.currency), PAID[PaymentStatus(one.payment_status)]
    return EarlierRow(called(one.number), writes.day(one.ends_on), total, paid, STATE.get(one.state, one.state))


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
