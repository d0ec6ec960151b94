"""Letter: nobody has settled the review, and this admin is picked to do it."""

from notifications.facts import Letter, ReviewFacts
from notifications.letters.summary import about_review, is_unsettled

FOLDER = "rung_escalation"


def still_true(facts: ReviewFacts) -> bool:
    """Stop once the review is settled."""
    return is_unsettled(facts.case)


def compose(facts: ReviewFacts) -> Letter:
    """Choose what the letter says."""
    context = about_review(facts) | {
        "because": "you are an admin, and this review was escalated to you.",
        "stops": "settling the review: your answer, or that of the reviewers.",
    }
    return Letter(FOLDER, context)
