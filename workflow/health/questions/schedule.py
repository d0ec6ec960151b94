"""The first question: are invoices reviewed on a predictable schedule."""

from collections.abc import Sequence
from decimal import Decimal

from workflow.health.answer import Answer, Proof, Question, Verdict, first_of, number_of, percent, were, written_share
from workflow.health.facts import Handled
from workflow.health.spread import Bin, Spread, spread_of

# Nine of ten decisions fall while the money still arrives in time; the tenth is what holidays and disputes cost.
HEALTHY_SHARE = Decimal(90)
# Up to one in four is late now and then; more is no slip, it is how things are done.
WATCH_SHARE = Decimal(75)
# Who plans payments can rely on a review that takes two days or five, but not on one that takes two or ten.
HEALTHY_MIDDLE = 3
FEW = 4

DAYS: tuple[Bin, ...] = (
    *((str(days), days, days) for days in range(6)),
    ("6-10", 6, 10),
    ("over 10", 11, None),
)
TIME_USED: tuple[Bin, ...] = (
    ("first quarter", None, 25),
    ("second", 26, 50),
    ("third", 51, 75),
    ("last", 76, 100),
    ("after it", 101, None),
)


def measure(handled: Sequence[Handled]) -> Answer:
    """Measure how many were decided by `decide_by`, and how far apart the days are that a review takes."""
    decided = [one for one in handled if one.is_decided]
    asked = [*decided, *(one for one in handled if one.is_open)]
    if not asked:
        return Answer(Verdict.NO_DATA, "No review was decided.")
    days = spread_of((one.days for one in decided), DAYS)
    late = sorted((one for one in asked if not one.is_punctual), key=lambda one: one.seen_at, reverse=True)
    share = percent(len(asked) - len(late), len(asked))
    counts = {"decided": len(decided), "undecided": len(asked) - len(decided), "on_time": len(asked) - len(late)}
    used = (one.used for one in decided)
    return Answer(
        verdict=_verdict(share, days),
        sentence=_sentence(counts, share, days),
        share=share,
        counts=counts,
        spreads={"business_days": days, "time_used": spread_of((one for one in used if one is not None), TIME_USED)},
        against=len(late),
        proof=first_of(Proof(one, _why(one)) for one in late),
    )


def _verdict(share: Decimal, days: Spread | None) -> Verdict:
    if share < WATCH_SHARE:
        return Verdict.UNHEALTHY
    is_even = days is not None and days.middle <= HEALTHY_MIDDLE
    return Verdict.HEALTHY if share >= HEALTHY_SHARE and is_even else Verdict.WATCH


def _sentence(counts: dict[str, int], share: Decimal, days: Spread | None) -> str:
    asked, waiting = counts["decided"] + counts["undecided"], counts["undecided"]
    said = (
        f"{counts['on_time']} of {number_of(asked, 'review')} ({written_share(share)}) {were(asked)} decided in time."
        f"{_took(days) if days else ''}"
    )
    return f"{said} {waiting} still {'waits' if waiting == 1 else 'wait'} for a decision." if waiting else said


def _took(days: Spread) -> str:
    """Say how long it took; of a few reviews there is no middle half to speak of."""
    if days.count < FEW:
        return f" {'It' if days.count == 1 else 'They'} took {_range(days.least, days.most)}."
    return (
        f" The middle half took {_range(days.lower, days.upper)}, with a median of {days.median}; "
        f"the slowest took {days.most}."
    )


def _range(least: int, most: int) -> str:
    return f"{'' if least == most else f'{least} to '}{number_of(most, 'business day')}"


def _why(one: Handled) -> str:
    if not one.is_decided:
        return "not decided yet, and the time for it is over"
    return (
        f"decided {number_of(_after(one), 'business day')} after it was due"
        if _after(one)
        else ("decided on the day on which it was due, but after the hour")
    )


def _after(one: Handled) -> int:
    calendar = one.calendar
    return calendar.days_between(calendar.local_date(one.decide_by), calendar.local_date(one.seen_at))


QUESTION = Question(
    key="schedule",
    title="Invoices are reviewed on a predictable schedule",
    short="On schedule",
    healthy=f"at least {HEALTHY_SHARE} % decided in time, the middle half at most {HEALTHY_MIDDLE} business days apart",
    bar=HEALTHY_SHARE,
    measure=measure,
)
