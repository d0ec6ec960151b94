"""Letter: what the vendor answered about a disputed invoice, for whoever flagged it or still answers."""

from notifications.facts import Letter, ReviewFacts
from notifications.letters.summary import about_review, is_asked, is_unsettled

FOLDER = "answered"


def still_true(facts: ReviewFacts) -> bool:
    """Stop once the review is settled."""
    return is_unsettled(facts.case)


def compose(facts: ReviewFacts) -> Letter:
    """Choose what the letter says."""
    context = about_review(facts) | {
        "answer": facts.notice.data,
        "in_vain": facts.notice.data.get("in_vain", False),
        "asked": is_asked(facts),
        "because": "you flagged this invoice, or are asked about it.",
        "stops": "somebody settling the review.",
    }
    return Letter(FOLDER, context)
