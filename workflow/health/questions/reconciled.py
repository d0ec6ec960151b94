"""The fourth question: do totals reconcile with known usage and plan changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from workflow.health.answer import Answer, Proof, Question, Verdict, first_of, number_of, percent, were, written_share
from workflow.health.facts import Examined, Handled
from workflow.reviews.review import REJECTED, WITHDRAWN

# A total that does not add up, or not with usage and plan, and was approved without a word is one too many.
HEALTHY_SHARE = Decimal(100)
# Where it is one in ten, somebody knows the vendor's ways; beyond that nobody is reconciling.
WATCH_SHARE = Decimal(90)
IN_WORDS = {
    "sums": "the lines",
    "tax_arithmetic": "the tax",
    "usage": "the usage seen at the vendor",
    "plan": "the plan",
    "proration": "the days of a plan change",
}
"""The checks that hold a total against what it is made of, each with what does not agree when it speaks."""


@dataclass(frozen=True)
class _Held:
    """An invoice with its review, and whether it reconciles or somebody has seen to it that it will."""

    review: Handled
    invoice: Examined

    @property
    def rules(self) -> frozenset[str]:
        return self.invoice.rules & IN_WORDS.keys()

    @property
    def is_answered(self) -> bool:
        return self.review.state == REJECTED or self.review.was_disputed or self.invoice.was_corrected


def measure(handled: Sequence[Handled]) -> Answer:
    """Measure how many decided invoices reconcile, or were rejected, disputed or corrected where they did not.

    Those that were withdrawn count where a check had spoken: the vendor corrected them before anybody decided.
    """
    held = [_Held(one, invoice) for one in handled for invoice in one.invoices]
    decided = [one for one in held if one.review.is_decided]
    corrected = [one for one in held if one.review.state == WITHDRAWN and one.rules and one.invoice.was_corrected]
    asked = decided + corrected
    if not asked:
        return Answer(Verdict.NO_DATA, "No invoice was decided.")
    spoken = [one for one in asked if one.rules]
    open_ = [one for one in spoken if not one.is_answered]
    share = percent(len(asked) - len(open_), len(asked))
    counts = {
        "invoices": len(asked),
        "clean": len(asked) - len(spoken),
        "answered": len(spoken) - len(open_),
        "unanswered": len(open_),
    }
    return Answer(
        verdict=_verdict(share),
        sentence=_sentence(counts, share),
        share=share,
        counts=counts,
        against=len(open_),
        proof=first_of(_proof(one) for one in sorted(open_, key=lambda one: one.review.seen_at, reverse=True)),
    )


def _verdict(share: Decimal) -> Verdict:
    if share >= HEALTHY_SHARE:
        return Verdict.HEALTHY
    return Verdict.WATCH if share >= WATCH_SHARE else Verdict.UNHEALTHY


def _sentence(counts: dict[str, int], share: Decimal) -> str:
    total, answered, unanswered = counts["invoices"], counts["answered"], counts["unanswered"]
    fine, verb = total - unanswered, "reconciles" if total == 1 else "reconcile"
    said = f"{fine} of {number_of(total, 'invoice')} ({written_share(share)}) {verb} with lines, tax, usage and plan"
    if answered:
        said += f", {answered} because the difference was rejected, disputed or corrected by the vendor"
    return f"{said}. {unanswered} {were(unanswered)} approved with a difference." if unanswered else f"{said}."


def _proof(one: _Held) -> Proof:
    return Proof(one.review, f"approved although {_listed(sorted(one.rules))} did not agree")


def _listed(rules: Sequence[str]) -> str:
    said = [IN_WORDS[rule] for rule in rules]
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"


QUESTION = Question(
    key="reconciled",
    title="Totals reconcile with known usage and plan changes",
    short="Reconciled",
    healthy=f"all of them, or the difference rejected, disputed or corrected; to watch from {WATCH_SHARE} %",
    bar=HEALTHY_SHARE,
    measure=measure,
)
