"""The total changed materially against the seller's invoice before."""

from dataclasses import dataclass, replace
from decimal import Decimal

from workflow.findings.days import are_alike, contains, days_of, length
from workflow.findings.facts import Facts, Noticed, Past, printed
from workflow.findings.finding import Severity
from workflow.findings.pieces import pieces
from workflow.findings.usual import Usual, usual
from workflow.findings.wording import listed, percentage
from workflow.invoices.document import DocumentKind, InvoiceDocument, LineKind
from workflow.invoices.quoting import told_apart
from workflow.policy.parts import ChangePolicy


@dataclass(frozen=True)
class _Change:
    """One figure then and now, with the thresholds it is held against."""

    what: str
    before: Decimal
    after: Decimal
    percent: Decimal
    amount: Decimal

    @property
    def difference(self) -> Decimal:
        return self.after - self.before

    @property
    def is_material(self) -> bool:
        """Strictly more than both thresholds; a change from nothing is more than any percentage."""
        size = abs(self.difference)
        return size > self.amount and size * 100 > self.percent * abs(self.before)


@dataclass(frozen=True)
class _Period:
    """An invoice with those that charged the first days of its period."""

    document: InvoiceDocument
    pieces: list[Past]

    @property
    def total(self) -> Decimal | None:
        if self.document.total is None:
            return None
        return sum((one.total for one in self.pieces if one.total is not None), self.document.total)

    @property
    def others(self) -> str:
        return f" with {listed([told_apart(one.number) for one in self.pieces])}" if self.pieces else ""


class TotalChanged:
    """A large step against the last invoice is what finance is asked about first.

    Large means strictly more than both a percentage and an amount, because a small invoice may double and a large
    one may move by a few hundred without meaning anything. Usage swings more, so its lines have wider thresholds.
    With no earlier invoice, or one in another currency, there is nothing to compare. A total that is like that of the
    same days last year and like the median of the last three is what the season and the months before explain. Where a
    period is charged in pieces, all of them count; a short first one alone does not compare with a whole period.
    """

    name = "total_changed"

    def evaluate(self, facts: Facts) -> Noticed | None:
        """Compare the total, and the usage lines by themselves, with the invoice before."""
        document, prior = facts.document, facts.prior
        if document.kind != DocumentKind.INVOICE or prior is None or prior.currency != document.currency:
            return None
        now, then = (_Period(one, pieces(facts, one)) for one in (document, prior))
        total, usage = _total(now, then, facts.changed), _usage_change(now, then, facts.changed)
        material = [change for change in (total, usage) if change and change.is_material]
        if _is_part(facts, prior):  # of course it is less than a whole; more is all the more
            material = [change for change in material if change.difference > 0]
        if not material:
            return None
        before = Usual(None, None, None) if now.pieces or then.pieces else usual(facts)
        inputs = _inputs(material[0], now, then) | _usual_inputs(before, document.currency)
        sentences = [_sentence(change, document.currency) for change in material]
        why = " ".join([*sentences, f"Compared with {told_apart(prior.number)}{then.others}."])
        if material[0] is not total or not _is_usual(total, before):
            return Noticed(Severity.CHECK, inputs, why)
        return Noticed(Severity.INFO, inputs, f"{why} {_usual_sentence(before, document.currency)}")


def _is_part(facts: Facts, prior: InvoiceDocument) -> bool:
    """Tell whether an invoice covers less than half of its billing period, and the one before much more."""
    days, billed = days_of(facts.document), facts.billed
    if days is None or billed is None or are_alike(days, days_of(prior)):
        return False
    return contains(billed, days) and 2 * length(days) < length(billed)


def _total(now: _Period, then: _Period, limits: ChangePolicy) -> _Change | None:
    if now.total is None or then.total is None:
        return None
    return _Change(f"The total{now.others}", then.total, now.total, limits.percent, limits.amount)


def _usage_change(now: _Period, then: _Period, limits: ChangePolicy) -> _Change | None:
    """Compare usage; of pieces only the totals are known, so that there the total has to tell."""
    if now.pieces or then.pieces:
        return None
    return _Change("Usage", _usage(then.document), _usage(now.document), limits.usage_percent, limits.usage_amount)


def _usage(document: InvoiceDocument) -> Decimal:
    return sum((line.amount for line in document.lines if line.kind == LineKind.USAGE and line.amount), Decimal(0))


def _sentence(change: _Change, currency: str) -> str:
    verb = "rose" if change.difference > 0 else "fell"
    share = f" ({percentage(change.before, change.after)})" if change.before else ""
    return (
        f"{change.what} {verb} from {printed(change.before, currency)} to {printed(change.after, currency)}, "
        f"by {printed(abs(change.difference), currency)}{share}; "
        f"more than {change.percent} % and {printed(change.amount, currency)} is material."
    )


def _inputs(change: _Change, now: _Period, then: _Period) -> dict[str, str | None]:
    currency = now.document.currency
    with_pieces = {"together_with": now, "prior_together_with": then}
    return {
        "prior_number": then.document.number,
        "before": printed(change.before, currency),
        "after": printed(change.after, currency),
        "difference": printed(change.difference, currency),
        "threshold_percent": f"{change.percent}",
        "threshold_amount": printed(change.amount, currency),
        **{
            name: listed([one.number for one in period.pieces]) for name, period in with_pieces.items() if period.pieces
        },
    }


def _is_usual(change: _Change, before: Usual) -> bool:
    """Tell whether a total that changed is no material change against all that is usual."""
    usual_totals = (before.last_year, before.median_of_three)
    return all(total is not None and not replace(change, before=total).is_material for total in usual_totals)


def _usual_sentence(before: Usual, currency: str) -> str:
    return (
        f"Against {_amount(before.last_year, currency)} a year ago ({told_apart(before.last_year_number or '')}) and "
        f"{_amount(before.median_of_three, currency)}, the median of the last three, it is no material change."
    )


def _usual_inputs(before: Usual, currency: str) -> dict[str, str | None]:
    """Give what there is to compare with, besides the invoice before."""
    inputs = {
        "last_year": _amount(before.last_year, currency),
        "last_year_number": before.last_year_number,
        "median_of_three": _amount(before.median_of_three, currency),
    }
    return {name: value for name, value in inputs.items() if value is not None}


def _amount(amount: Decimal | None, currency: str) -> str | None:
    return None if amount is None else printed(amount, currency)
