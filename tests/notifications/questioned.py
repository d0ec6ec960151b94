"""The facts of the letters about a question and its answer, made by hand."""

from dataclasses import replace
from typing import Any

from notifications.facts import Questioned, Reader, ReviewFacts, Told
from notifications.figures import Figures
from tests.notifications.samples import (
    ANA,
    BEN,
    BERLIN,
    CARA,
    FINANCE_SEAT,
    HOME,
    NOW,
    a_case,
    a_reader,
    about_review,
    an_explained_invoice,
    an_id,
)
from workflow.reviews.questioned import QuestionFacts

ASKED = "Did the call-back campaign of Nov 23 run through the outbound line?\nThe minutes doubled."
ANSWERED = "Yes, from Nov 23 to 30: about 12,000 minutes. See https://wiki.example/callback."
VENDOR = Reader("billing@vendor.example", figures=Figures(BERLIN))


def a_question(**changes: Any) -> QuestionFacts:
    """Make the question that Ana asks Cara from the seat of finance."""
    values: dict[str, Any] = {
        "id": an_id(51),
        "assignment_id": FINANCE_SEAT,
        "generation": 1,
        "asker_id": ANA.id,
        "asker": ANA.name,
        "asker_email": ANA.email,
        "person_id": CARA.id,
        "to": CARA.name,
        "text": ASKED,
        "asked_at": NOW,
    }
    return QuestionFacts(**{**values, **changes})


def to_vendor(**changes: Any) -> QuestionFacts:
    """Make a question to the vendor."""
    return a_question(person_id=None, to=None, **changes)


def about_question(kind: str, question: QuestionFacts, reader: Reader, **data: Any) -> ReviewFacts:
    """Make the facts of a letter about a question."""
    case = a_case(questions=(question,), invoices=(an_explained_invoice(),))
    facts = about_review(kind, question.id.hex, case, reader, data=data)
    is_theirs = kind == "question" and reader.person_id == question.person_id
    return replace(facts, question=Questioned(question, f"{HOME}/questions/{'T' * 43}" if is_theirs else ""))


def question_letters() -> dict[str, Told]:
    """Make the facts of each letter once, by the name of its golden file."""
    answer = {"answer": ANSWERED, "answered_at": NOW, "answered_by": CARA.name}
    noted = {**answer, "answered_by": BEN.name}
    reply_to = ["ana@example.com", "fay@example.com"]
    return {
        "question": about_question("question", a_question(), a_reader(CARA)),
        "question_vendor": about_question("question", to_vendor(), VENDOR, reply_to=reply_to),
        "answer": about_question("answer", a_question(**answer), a_reader(ANA)),
        "answer_handed": about_question("answer", a_question(**answer, asker_id=BEN.id, asker=BEN.name), a_reader(ANA)),
        "answer_vendor": about_question("answer", to_vendor(**noted), a_reader(ANA)),
    }
