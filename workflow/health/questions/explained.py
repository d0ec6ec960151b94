"""The second question: can finance explain the amounts."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from workflow.findings.facts import printed
from workflow.health.answer import Answer, Explained, Proof, Question, Verdict, first_of, number_of, percent
from workflow.health.answer import written_share as written
from workflow.health.facts import Examined, Handled

# What nobody can explain in up to a tenth of the money is the small change of an invoice: fees, odds and ends.
HEALTHY_SHARE = Decimal(90)
# A quarter of the money paid on trust is where an auditor begins to ask.
WATCH_SHARE = Decimal(75)


def measure(handled: Sequence[Handled]) -> Answer:
    """Measure what share of the decided amounts had evidence; where nothing is known of it, it does not count."""
    decided = [one for one in handled if one.is_decided]
    invoices = [invoice for one in decided for invoice in one.invoices]
    known = [invoice for invoice in invoices if _is_known(invoice)]
    counts = {"invoices": len(invoices), "unknown": len(invoices) - len(known)}
    if not known:
        said = "No review was decided." if not decided else f"Of {_unknown(counts)} it is not known."
        return Answer(Verdict.NO_DATA, said, counts=counts)
    amounts = _by_currency(known)
    share = min(one.share for one in amounts)
    proof = _proof(decided)
    return Answer(
        verdict=_verdict(share),
        sentence=_sentence(amounts, counts),
        share=share,
        counts=counts,
        amounts=amounts,
        against=len(proof),
        proof=first_of(proof),
    )


def _is_known(invoice: Examined) -> bool:
    """Tell whether evidence was looked for; an invoice that charges nothing has nothing to explain."""
    return bool(invoice.amount) and invoice.explained is not None


def _by_currency(invoices: Sequence[Examined]) -> tuple[Explained, ...]:
    """Sum amounts and evidence; amounts in different currencies cannot be added, so each has its own share."""
    sums: dict[str, tuple[Decimal, Decimal]] = defaultdict(lambda: (Decimal(0), Decimal(0)))
    for invoice in invoices:
        amount, explained = sums[invoice.currency]
        sums[invoice.currency] = amount + (invoice.amount or 0), explained + (invoice.explained or 0)
    return tuple(
        Explained(currency, amount, explained, percent(explained, amount))
        for currency, (amount, explained) in sorted(sums.items())
    )


def _verdict(share: Decimal) -> Verdict:
    if share >= HEALTHY_SHARE:
        return Verdict.HEALTHY
    return Verdict.WATCH if share >= WATCH_SHARE else Verdict.UNHEALTHY


def _sentence(amounts: Sequence[Explained], counts: dict[str, int]) -> str:
    each = [
        f"{printed(one.explained, one.currency)} of {printed(one.amount, one.currency)} ({written(one.share)})"
        for one in amounts
    ]
    said = f"{', '.join(each)} had evidence when it was decided."
    if len(amounts) > 1:
        said += " The lowest share counts."
    return said + (f" Of {_unknown(counts)} it is not known." if counts["unknown"] else "")


def _unknown(counts: dict[str, int]) -> str:
    return f"{counts['unknown']} of {number_of(counts['invoices'], 'invoice')}"


def _proof(decided: Sequence[Handled]) -> list[Proof]:
    """List the reviews of which less than a healthy share had evidence, the least explained first."""
    lacking = [
        (one, invoice, percent(invoice.explained or 0, invoice.amount or 1))
        for one in decided
        for invoice in one.invoices
        if _is_known(invoice)
    ]
    lacking = sorted((row for row in lacking if row[2] < HEALTHY_SHARE), key=lambda row: (row[2], row[1].number))
    return [Proof(one, f"{written(share)} of {_amount(invoice)} had evidence") for one, invoice, share in lacking]


def _amount(invoice: Examined) -> str:
    return printed(invoice.amount or Decimal(0), invoice.currency)


QUESTION = Question(
    key="explained",
    title="Finance can explain the major line items",
    short="Explained",
    healthy=f"at least {HEALTHY_SHARE} % of the amount with evidence at the moment of decision",
    bar=HEALTHY_SHARE,
    measure=measure,
)
