"""Letter: nobody could be found for a seat, told to every admin."""

from notifications.facts import Letter, ReviewFacts
from notifications.letters.preview import preview
from notifications.letters.summary import about_review, is_unsettled
from notifications.links import escalated_url

FOLDER = "unstaffed"
URGENCY = "Nobody to ask"


def still_true(facts: ReviewFacts) -> bool:
    """Stop once the seat has somebody, or the review is settled."""
    return is_unsettled(facts.case) and any(seat.state == "open" and seat.person is None for seat in facts.case.seats)


def compose(facts: ReviewFacts) -> Letter:
    """Choose what the letter says."""
    context = about_review(facts) | {
        "urgency": URGENCY,
        "preview": preview(facts, URGENCY),
        "url": escalated_url(facts.home, facts.case.review_id),
        "role": facts.notice.data.get("role", "reviewer"),
        "is_second": facts.notice.data.get("seat", 1) > 1,
        "because": "you are an admin of this workspace.",
        "stops": "somebody taking the seat, or the review being settled.",
    }
    return Letter(FOLDER, context)
