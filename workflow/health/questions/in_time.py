"""The third question: are unusual changes investigated before the payment deadline."""

from collections.abc import Sequence
from decimal import Decimal

from workflow.health.answer import Answer, Proof, Question, Verdict, first_of, number_of, percent, were, written_share
from workflow.health.facts import Handled
from workflow.health.spread import Bin, Spread, spread_of

# With less than a business day left, a payment that was stopped may have left the bank already.
NARROW_MARGIN = 1
# One unusual amount that is paid before anybody has looked is the very thing that reviews are for.
HEALTHY_SHARE = Decimal(100)

MARGINS: tuple[Bin, ...] = (
    ("late", None, -1),
    *((str(days), days, days) for days in range(4)),
    ("4-5", 4, 5),
    ("6-10", 6, 10),
    ("over 10", 11, None),
)


def measure(handled: Sequence[Handled]) -> Answer:
    """Measure how many business days were left to the payment deadline where a check had spoken."""
    unusual = [one for one in handled if one.rules and (one.is_decided or _is_missed(one))]
    if not unusual:
        return Answer(Verdict.NO_DATA, "No review with anything unusual was decided.")
    late = [one for one in unusual if one.is_late]
    narrow = [one for one in unusual if not one.is_late and one.margin < NARROW_MARGIN]
    margins = spread_of((_binned(one) for one in unusual), MARGINS)
    counts = {"unusual": len(unusual), "late": len(late), "narrow": len(narrow)}
    share = percent(len(unusual) - len(late) - len(narrow), len(unusual))
    return Answer(
        verdict=Verdict.UNHEALTHY if late else Verdict.WATCH if narrow else Verdict.HEALTHY,
        sentence=_sentence(counts, share, margins),
        share=share,
        counts=counts,
        spreads={"margin_business_days": margins},
        against=len(late) + len(narrow),
        proof=first_of(Proof(one, _why(one)) for one in [*_latest_first(late), *_latest_first(narrow)]),
    )


def _is_missed(one: Handled) -> bool:
    """Tell whether the payment deadline has passed while somebody still has to decide."""
    return one.is_open and one.is_late


def _binned(one: Handled) -> int:
    """Give the margin; on the day of the deadline, but after it, is late by no business day and late all the same."""
    return min(one.margin, -1) if one.is_late else one.margin


def _latest_first(reviews: Sequence[Handled]) -> list[Handled]:
    return sorted(reviews, key=lambda one: (one.margin, one.seen_at))


def _sentence(counts: dict[str, int], share: Decimal, margins: Spread | None) -> str:
    total, late, narrow = counts["unusual"], counts["late"], counts["narrow"]
    said = (
        f"{total - late - narrow} of {number_of(total, 'review')} with something unusual ({written_share(share)}) "
        f"{were(total)} decided at least one business day before the payment deadline."
    )
    if late:
        said += f" {late} came after it."
    if narrow:
        said += f" {narrow} had less than a business day left."
    if margins and margins.median >= NARROW_MARGIN and total > 1:
        said += f" Half of them had {number_of(margins.median, 'business day')} or more to spare."
    return said


def _why(one: Handled) -> str:
    if not one.is_late:
        return "decided with less than one business day left before the payment deadline"
    if not one.is_decided:
        return "not decided yet, and the payment deadline has passed"
    days = -one.margin
    return f"decided {number_of(days, 'business day') if days else 'hours'} after the payment deadline"


QUESTION = Question(
    key="in_time",
    title="Unusual changes are investigated before the payment deadline",
    short="Investigated in time",
    healthy="every one decided at least one business day before the payment deadline; none after it",
    bar=HEALTHY_SHARE,
    measure=measure,
)
