"""Letter: somebody at a seat asks a colleague, or the vendor, a question about the invoices in question.

A colleague holds a role in the workspace and reads what everybody there may read. The vendor reads the question as it
was written, and which invoice it is about: no finding, no figure, no note.
"""

from typing import Any

from notifications.facts import Letter, ReviewFacts
from notifications.letters.summary import about_review, is_unsettled, named
from notifications.wording import Ours

FOLDER, TO_VENDOR = "question", "question_vendor"


def still_true(facts: ReviewFacts) -> bool:
    """Stop once it is answered, or the review is settled."""
    return is_unsettled(facts.case) and facts.question is not None and facts.question.asked.is_open


def compose(facts: ReviewFacts) -> Letter:
    """Choose what the letter says to a colleague; the vendor's is a letter of its own."""
    if facts.question is None:
        raise ValueError("the question is not there")
    if facts.reader.person_id is None:
        return Letter(TO_VENDOR, _to_vendor(facts), reply_to=tuple(facts.notice.data.get("reply_to", ())))
    asker = facts.question.asked.asker
    context = about_review(facts) | {
        "question": facts.question.asked,
        "url": facts.question.url,
        "because": Ours(f"{asker} asked you, as somebody who holds a role in this workspace."),
        "stops": "your answer, or somebody settling the review.",
    }
    return Letter(FOLDER, context)


def _to_vendor(facts: ReviewFacts) -> dict[str, Any]:
    case, writes = facts.case, facts.reader.figures
    periods = [writes.days(one.document.period) for one in case.invoices if one.document.period]
    asked = facts.question.asked if facts.question else None
    return {
        "reader": facts.reader,
        "what": named(case),
        "question": asked,
        "rows": [
            ("Customer", Ours(case.workspace.name)),
            ("Account", Ours(case.workspace.account)),
            *[("Billing period", period) for period in dict.fromkeys(periods)],
        ],
        "signed": f"{asked.asker if asked else ''}\n{case.workspace.name}",
        "because": "You get this because this address is the vendor's support contact of the account.",
        "stops": "Your answer stops it.",
    }
