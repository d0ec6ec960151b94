"""The health report as the page shows it: four cards with a picture each, then who and when in two tables."""

from collections.abc import Sequence
from dataclasses import dataclass

from notifications.figures import Figures
from web.views.bars import Bars, histogram, trend
from workflow.health.answer import Answer, Proof, Question, Verdict, written_share
from workflow.health.months import spelled
from workflow.health.report import QUESTIONS, Answers, HealthReport
from workflow.health.spread import Spread
from workflow.invoices.quoting import called

TONES = {Verdict.HEALTHY: "good", Verdict.WATCH: "check", Verdict.UNHEALTHY: "bad", Verdict.NO_DATA: "faint"}
SPREADS = {
    "business_days": ("Business days from opening to decision", ""),
    "time_used": ("Where in the time to decide it fell", " %"),
    "margin_business_days": ("Business days left before the payment deadline", ""),
}
"""The title of each distribution, and its unit where the title does not say it."""
FIGURES = (
    ("least", "least"),
    ("lower", "25 %"),
    ("median", "half"),
    ("upper", "75 %"),
    ("ninetieth", "90 %"),
    ("most", "most"),
)


@dataclass(frozen=True)
class Said:
    """A verdict in a word, with its share where there is one."""

    verdict: str
    tone: str
    share: str


@dataclass(frozen=True)
class Against:
    """A review that counts against a verdict; `path` leads to its period where it has one."""

    name: str
    path: str
    workspace: str
    why: str


@dataclass(frozen=True)
class Distribution:
    """A picture of how numbers are spread, and the same in figures."""

    title: str
    bars: Bars
    figures: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Card:
    """One question with its answer; `more` is how many reviews speak against it and are not named."""

    key: str
    title: str
    healthy: str
    said: Said
    sentence: str
    distributions: tuple[Distribution, ...]
    trend: Bars
    against: tuple[Against, ...]
    more: int


@dataclass(frozen=True)
class Line:
    """One workspace or one month with its four verdicts."""

    name: str
    decided: int
    said: tuple[Said, ...]


@dataclass(frozen=True)
class HealthPage:
    """Everything that the page shows; `since` and `until` are months in words."""

    since: str
    until: str
    decided: int
    overall: Said
    cards: tuple[Card, ...]
    heads: tuple[str, ...]
    workspaces: tuple[Line, ...]
    months: tuple[Line, ...]


def health_page(report: HealthReport, writes: Figures) -> HealthPage:
    """Work out what the page says."""
    months = tuple(_line(spelled(month), answers) for month, answers in reversed(_since_the_first(report.months)))
    return HealthPage(
        since=spelled(report.months[0][0]),
        until=spelled(report.months[-1][0]),
        decided=report.overall.decided,
        overall=Said(report.overall.verdict.capitalize(), TONES[report.overall.verdict], ""),
        cards=tuple(_card(place, named, report.months, writes) for place, named in enumerate(report.overall.named)),
        heads=tuple(question.short for question in QUESTIONS),
        workspaces=tuple(_line(one.name, one.overall) for one in report.workspaces),
        months=months,
    )


def _since_the_first(months: Sequence[tuple[str, Answers]]) -> Sequence[tuple[str, Answers]]:
    """Leave out the months before anything was measured, down to the newest one."""
    told = (
        place
        for place, (_, its) in enumerate(months)
        if its.decided or any(one.share is not None for one in its.answers)
    )
    return months[min(next(told, len(months)), len(months) - 1) :]


def _card(place: int, named: tuple[Question, Answer], months: Sequence[tuple[str, Answers]], writes: Figures) -> Card:
    question, answer = named
    each = [(month, answers.answers[place].share) for month, answers in months]
    return Card(
        key=question.key,
        title=question.title,
        healthy=question.healthy,
        said=_said(answer),
        sentence=writes.told(answer.sentence),
        distributions=tuple(_distribution(name, spread) for name, spread in answer.spreads.items() if spread),
        trend=trend(question.short, each, question.bar),
        against=tuple(_against(one, writes) for one in answer.proof),
        more=answer.against - len(answer.proof),
    )


def _distribution(name: str, spread: Spread) -> Distribution:
    title, unit = SPREADS[name]
    figures = tuple((word, f"{getattr(spread, figure)}{unit}") for figure, word in FIGURES)
    return Distribution(title, histogram(title, spread.bars), figures)


def _against(proof: Proof, writes: Figures) -> Against:
    review = proof.review
    path = f"/periods/{review.period_id}" if review.period_id else ""
    numbers = ", ".join(map(called, review.numbers))
    return Against(numbers or str(review.review_id), path, review.workspace, writes.told(proof.why))


def _line(name: str, answers: Answers) -> Line:
    return Line(name, answers.decided, tuple(_said(answer) for answer in answers.answers))


def _said(answer: Answer) -> Said:
    share = "" if answer.share is None else written_share(answer.share)
    return Said(answer.verdict.capitalize(), TONES[answer.verdict], share)
