"""Letter: nobody has settled the review, and an admin is picked to do it; others may be told beside them."""

from notifications.facts import Letter, ReviewFacts
from notifications.letters.calling import calling
from notifications.letters.preview import preview
from notifications.letters.summary import about_review, is_unsettled

FOLDER = "rung_escalation"
ASKED = "you are an admin, and this review was escalated to you."
TOLD = "the policy names you as somebody who is told when a reviewer has not answered."


def still_true(facts: ReviewFacts) -> bool:
    """Stop once the review is settled."""
    return is_unsettled(facts.case)


def compose(facts: ReviewFacts) -> Letter:
    """Choose what the letter says."""
    said = calling(facts, ASKED)
    because = ASKED if said["is_picked"] else TOLD
    stops = "settling the review: an admin's answer, or that of the reviewers."
    urgency = "Please settle" if said["is_picked"] else "Not settled yet"
    context = {
        "urgency": urgency,
        "preview": preview(facts, urgency),
        "can_be_given": facts.can_be_given,
        "because": because,
        "stops": stops,
    }
    return Letter(FOLDER, about_review(facts) | said | context)
