"""The questions of a review: as they stand on its page, and one of them for the colleague who is to answer."""

import datetime
from dataclasses import dataclass
from uuid import UUID

from notifications.figures import Figures
from web.views.invoice import InvoiceView, invoice_view
from web.views.moments import At, full
from workflow.invoices.quoting import called
from workflow.reviews.casefile import CaseFile
from workflow.reviews.questioned import QuestionFacts
from workflow.reviews.review import DISPUTED, UNSETTLED

VENDOR = "the vendor"


@dataclass(frozen=True)
class QuestionRow:
    """One question with its answer; `answered` is None while it waits, `noted_by` who wrote down the vendor's."""

    asker: str
    to: str
    text: str
    asked: At
    answer: str
    noted_by: str
    answered: At | None


@dataclass(frozen=True)
class AskedView:
    """What a colleague sees who is asked: the question, the invoices in question, and whether it is still open."""

    title: str
    workspace: str
    total: str
    decide_by: str
    question: QuestionRow
    invoices: tuple[InvoiceView, ...]
    is_open: bool
    is_settled: bool


def question_row(question: QuestionFacts, writes: Figures) -> QuestionRow:
    """Say who asked whom what, and what came of it."""
    return QuestionRow(
        asker=question.asker,
        to=question.to or VENDOR,
        text=question.text,
        asked=full(writes, question.asked_at),
        answer=question.answer or "",
        noted_by=(question.answered_by or "") if question.person_id is None else "",
        answered=full(writes, question.answered_at) if question.answered_at else None,
    )


def asked_view(case: CaseFile, question_id: UUID, today: datetime.date, writes: Figures) -> AskedView:
    """Work out the page for who is asked; raises StopIteration for a question of another review."""
    question = next(one for one in case.questions if one.id == question_id)
    is_settled, disputed = case.state not in UNSETTLED, case.state == DISPUTED
    return AskedView(
        title=f"{'invoice' if len(case.numbers) == 1 else 'invoices'} {', '.join(map(called, case.numbers))}",
        workspace=case.workspace.name,
        total=writes.money(*case.total) if case.total else "",
        decide_by=writes.moment(case.decide_by),
        question=question_row(question, writes),
        invoices=tuple(
            invoice_view(facts, place, today, writes, disputed=disputed) for place, facts in enumerate(case.invoices)
        ),
        is_open=question.is_open and not is_settled,
        is_settled=is_settled,
    )
