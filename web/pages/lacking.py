"""What is missing in an answer, field by field, so that a page can lead there; the engine has the last word."""

from dataclasses import dataclass

from web.pages.form import AnswerForm
from workflow.decisions.decide import PAY_PART, STATES
from workflow.reviews.review import APPROVED


@dataclass(frozen=True)
class Lack:
    """One field that needs something: the id of its element, and what to do."""

    field: str
    said: str


def lacks(form: AnswerForm) -> tuple[Lack, ...]:
    """List what an answer lacks, in the order of the form."""
    typed = form.typed
    if typed.answer not in {choice.value for choice in form.choices}:
        return (Lack(f"answer-{form.choices[0].value}", "Choose one of the answers."),)
    approves = STATES[typed.answer] == APPROVED
    ticks = [
        Lack(f"attest-{value}", f"Tick it if it is so: {sentence}")
        for value, sentence in form.checklist
        if approves and value not in typed.attest
    ]
    amount = [Lack("amount", "Give the amount to pay.")] if typed.answer == PAY_PART and not typed.amount else []
    wants_reason = typed.answer != "approve" and not typed.reason.strip()
    return (*ticks, *amount, *([Lack("reason", "Give the reason.")] if wants_reason else []))
