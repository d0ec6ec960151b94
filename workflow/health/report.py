"""The report: four answers overall, per month, and per workspace with its months."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from pendulum import DateTime
from sqlalchemy.orm import Session

from workflow.health.answer import Answer, Question, Verdict, worst
from workflow.health.facts import Handled
from workflow.health.gathering import handled_in
from workflow.health.months import TREND_MONTHS, month_of, months_until
from workflow.health.questions import explained, in_time, reconciled, schedule
from workflow.people.workspace import Workspace

QUESTIONS: tuple[Question, ...] = (schedule.QUESTION, explained.QUESTION, in_time.QUESTION, reconciled.QUESTION)


@dataclass(frozen=True)
class Answers:
    """The answers over some reviews, in the order of the questions; `decided` counts the decided reviews."""

    decided: int
    answers: tuple[Answer, ...]

    @property
    def verdict(self) -> Verdict:
        """Give the worst verdict, which is the whole's."""
        return worst(one.verdict for one in self.answers)

    @property
    def named(self) -> tuple[tuple[Question, Answer], ...]:
        """Give each question with its answer."""
        return tuple(zip(QUESTIONS, self.answers, strict=True))


@dataclass(frozen=True)
class WorkspaceHealth:
    """One workspace over all months, and month by month."""

    key: str
    name: str
    overall: Answers
    months: tuple[tuple[str, Answers], ...]


@dataclass(frozen=True)
class HealthReport:
    """How invoice review went: overall, by month in order of time, by workspace."""

    overall: Answers
    months: tuple[tuple[str, Answers], ...]
    workspaces: tuple[WorkspaceHealth, ...]


def health(session: Session, workspaces: Sequence[Workspace], now: DateTime, count: int = TREND_MONTHS) -> HealthReport:
    """Report on the last months, of which the running one is the last; in a fixed number of statements."""
    last = max((month_of(now, one.calendar) for one in workspaces), default=f"{now:%Y-%m}")
    months = months_until(last, count)
    return report_of(workspaces, handled_in(session, workspaces, months, now), months)


def report_of(
    workspaces: Iterable[Workspace], handled: Mapping[UUID, Sequence[Handled]], months: Sequence[str]
) -> HealthReport:
    """Measure what was gathered."""
    each = [(workspace, handled.get(workspace.id, ())) for workspace in workspaces]
    everything = [one for _, its in each for one in its]
    return HealthReport(
        overall=answers_over(everything),
        months=_by_month(everything, months),
        workspaces=tuple(
            WorkspaceHealth(workspace.key, workspace.name, answers_over(its), _by_month(its, months))
            for workspace, its in each
        ),
    )


def answers_over(handled: Sequence[Handled]) -> Answers:
    """Answer the four questions over some reviews."""
    decided = sum(one.is_decided for one in handled)
    return Answers(decided, tuple(question.measure(handled) for question in QUESTIONS))


def _by_month(handled: Sequence[Handled], months: Sequence[str]) -> tuple[tuple[str, Answers], ...]:
    return tuple((month, answers_over([one for one in handled if one.month == month])) for month in months)
