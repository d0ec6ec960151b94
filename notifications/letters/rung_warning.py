"""Letter: a warning to whoever has not answered, before the matter goes to an admin."""

from notifications.facts import Letter, ReviewFacts
from notifications.letters.preview import preview
from notifications.letters.summary import about_review, escalates_at, is_asked

FOLDER = "rung_warning"
URGENCY = "Your answer is missing"


def still_true(facts: ReviewFacts) -> bool:
    """Stop once the reader has answered, somebody else sits there, or the review is settled."""
    return is_asked(facts)


def compose(facts: ReviewFacts) -> Letter:
    """Choose what the letter says."""
    context = about_review(facts) | {
        "urgency": URGENCY,
        "preview": preview(facts, URGENCY),
        "handed_over": escalates_at(facts.case, facts.now),
        "because": "you were asked to review this invoice and have not answered yet.",
        "stops": "your answer, or somebody settling the review.",
    }
    return Letter(FOLDER, context)
