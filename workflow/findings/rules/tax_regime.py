"""The kind of tax must follow whom the vendor bills, and where."""

import datetime
from collections.abc import Sequence
from decimal import Decimal

from workflow.findings.facts import Entity, Facts, Noticed
from workflow.findings.finding import Severity
from workflow.findings.likeness import differ, party_changes
from workflow.findings.wording import listed
from workflow.invoices.document import DocumentKind, InvoiceDocument, Party
from workflow.invoices.numerals import write_number
from workflow.invoices.quoting import called, quoted, told_apart

Regime = tuple[str | None, str | None]
"""A tax category and a rate in percent."""
PARTS = ("name", "tax_id", "address", "country")
SPOKEN = {"tax_id": "tax id"}


class TaxRegime:
    """Tax depends on who is billed and where, so the one changes with the other or something is wrong.

    Compared with the seller's invoice before: tax that changed by itself, a move that changed no tax, and a move that
    the vendor has not heard of, which goes on billing as before.
    """

    name = "tax_regime"

    def evaluate(self, facts: Facts) -> Noticed | None:
        """Notice a change of tax or of the billing entity that the other does not follow; both together are news."""
        document, prior = facts.document, facts.prior
        if document.kind != DocumentKind.INVOICE or prior is None:
            return None
        entities = _entity_change(facts, prior)
        stale = _still_billed_as_before(entities, document, prior)
        if stale:
            return Noticed(Severity.CHECK, _inputs(document, prior), stale)
        changes = _changes(entities, document, prior)
        tax = _tax_change(prior, document)
        if tax is None:
            return _tax_stayed(document, prior, changes, entities)
        if not changes:
            why = f"{tax}, though neither the billing entity nor its address has changed since."
            return Noticed(Severity.CHECK, _inputs(document, prior), why)
        return Noticed(Severity.INFO, _inputs(document, prior), f"{tax}, and so has {changes}.")


def _entity_change(facts: Facts, prior: InvoiceDocument) -> tuple[Entity, Entity] | None:
    """Give whom the vendor had to bill on the invoice before and whom now, where that changed between their days."""
    before, now = (_in_force(facts.customer.entities, _last_day(one)) for one in (prior, facts.document))
    if before is None or now is None or not _entity_differences(before, now):
        return None
    return before, now


def _in_force(entities: Sequence[Entity], day: datetime.date | None) -> Entity | None:
    return next((one for one in reversed(entities) if day and one.since <= day), None)


def _last_day(document: InvoiceDocument) -> datetime.date | None:
    return (document.period and document.period.ends_on) or document.issued_on


def _entity_differences(before: Entity | Party, now: Entity | Party) -> list[str]:
    return [name for name in PARTS if differ(getattr(before, name), getattr(now, name))]


def _still_billed_as_before(
    entities: tuple[Entity, Entity] | None, document: InvoiceDocument, prior: InvoiceDocument
) -> str | None:
    """Say that the vendor bills as before, though the setup file has somebody else, or another address."""
    if entities is None or party_changes(prior.buyer, document.buyer):
        return None
    old, new = entities
    stale = [
        name for name in _entity_differences(old, new) if differ(getattr(document.buyer, name), getattr(new, name))
    ]
    if not stale:
        return None
    told = " and ".join(
        f"{SPOKEN.get(name, name)} {_put(document.buyer, name)} instead of {_put(new, name)}" for name in stale
    )
    return f"Billed as on {told_apart(prior.number)}, with the {told}; the setup file says otherwise since {new.since}."


def _changes(entities: tuple[Entity, Entity] | None, document: InvoiceDocument, prior: InvoiceDocument) -> str | None:
    """Say what changed of whom the vendor bills; None when nothing did."""
    old, new = entities or (prior.buyer, document.buyer)
    of = f"the billing entity since {entities[1].since}" if entities else "the buyer on the invoice"
    names = _entity_differences(old, new)
    told = [f"{SPOKEN.get(name, name)} from {_put(old, name)} to {_put(new, name)}" for name in names]
    return f"{of}: {listed(told)}" if told else None


def _tax_stayed(
    document: InvoiceDocument, prior: InvoiceDocument, changes: str | None, entities: tuple[Entity, Entity] | None
) -> Noticed | None:
    if changes is None or not (_regime(document) and _regime(prior)):
        return None
    abroad = differ(prior.buyer.country, document.buyer.country) or (
        entities is not None and differ(entities[0].country, entities[1].country)
    )
    tax = _spoken(_regime(document))
    why = f"Changed has {changes}; the tax is as on {told_apart(prior.number)} ({tax})"
    if abroad:
        return Noticed(Severity.CHECK, _inputs(document, prior), f"{why}, though that is another country.")
    return Noticed(Severity.INFO, _inputs(document, prior), f"{why}, within the same country.")


def _tax_change(prior: InvoiceDocument, document: InvoiceDocument) -> str | None:
    """Say how tax changed; what one of the two does not state, a category or a rate, is not compared."""
    before, now = _regime(prior), _regime(document)
    both = [position for position in (0, 1) if before and now and all(one[position] for one in before | now)]
    if not both or _only(before, both) == _only(now, both):
        return None
    return f"Tax has changed from {_spoken(before)} on {told_apart(prior.number)} to {_spoken(now)}"


def _only(regime: frozenset[Regime], positions: Sequence[int]) -> set[tuple[str | None, ...]]:
    return {tuple(one[position] for position in positions) for one in regime}


def _regime(document: InvoiceDocument) -> frozenset[Regime]:
    """Give the kinds of tax of the tax groups, else of the lines; what states neither category nor rate is none.

    A group about nothing is printed by some vendors for each rate that they have, and taxes nothing.
    """
    charged = [group for group in document.taxes if group.taxable != 0 or group.amount] or document.taxes
    groups = frozenset((_category(group.category), _rate(group.rate)) for group in charged) - {(None, None)}
    lines = frozenset((None, _rate(line.tax_rate)) for line in document.lines if line.tax_rate is not None)
    return groups or lines


def _category(category: str | None) -> str | None:
    return category.strip().upper() if category else None


def _rate(rate: Decimal | None) -> str | None:
    return None if rate is None else write_number(rate)


def _spoken(regime: frozenset[Regime]) -> str:
    said = sorted(f"{rate} %" if rate else f"category {called(category or '')}" for category, rate in regime)
    return listed(list(dict.fromkeys(said)))


def _put(party: Entity | Party, name: str) -> str:
    """Quote a part of who is billed."""
    stated = getattr(party, name)
    return quoted(stated) if stated else "none"


def _inputs(document: InvoiceDocument, prior: InvoiceDocument) -> dict[str, str | None]:
    return {
        "prior_number": prior.number,
        "before": _spoken(_regime(prior)) or None,
        "now": _spoken(_regime(document)) or None,
        "before_buyer": _joined(prior.buyer),
        "buyer": _joined(document.buyer),
    }


def _joined(party: Party) -> str | None:
    return ", ".join(filter(None, (getattr(party, name) for name in PARTS))) or None
