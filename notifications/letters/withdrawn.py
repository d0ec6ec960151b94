"""Letter: the review was withdrawn, and an answer is no longer wanted."""

from notifications.facts import Letter, ReviewFacts
from notifications.letters.summary import about_review
from notifications.letters.versions import what_follows
from workflow.reviews.review import WITHDRAWN

FOLDER = "withdrawn"


def still_true(facts: ReviewFacts) -> bool:
    """What is withdrawn stays so."""
    return facts.case.state == WITHDRAWN


def compose(facts: ReviewFacts) -> Letter:
    """Choose what the letter says."""
    context = about_review(facts) | {
        "why": facts.notice.data.get("why", ""),
        "follows": what_follows(facts.newer, facts.case),
        "because": "you were asked about this invoice.",
        "stops": "nothing more comes about this review; a new one has mails of its own.",
    }
    return Letter(FOLDER, context)
