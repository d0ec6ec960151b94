"""Letter: the final call to every admin, before the last moment to decide."""

from notifications.facts import Letter, ReviewFacts
from notifications.letters.summary import about_review, is_unsettled

FOLDER = "rung_final_call"


def still_true(facts: ReviewFacts) -> bool:
    """Stop once the review is settled."""
    return is_unsettled(facts.case)


def compose(facts: ReviewFacts) -> Letter:
    """Choose what the letter says."""
    context = about_review(facts) | {
        "because": "you are an admin of this workspace, and nobody has settled this review.",
        "stops": "any admin's answer, or that of the reviewers.",
    }
    return Letter(FOLDER, context)
