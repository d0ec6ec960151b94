"""Letter: the final call to every admin and the fallback contact, before the last moment to decide."""

from notifications.facts import Letter, ReviewFacts
from notifications.letters.calling import calling
from notifications.letters.preview import preview
from notifications.letters.summary import about_review, is_unsettled

FOLDER = "rung_final_call"
URGENCY = "Final call"
BECAUSE = "you are an admin of this workspace, and nobody has settled this review."


def still_true(facts: ReviewFacts) -> bool:
    """Stop once the review is settled."""
    return is_unsettled(facts.case)


def compose(facts: ReviewFacts) -> Letter:
    """Choose what the letter says."""
    stops = "any admin's answer, or that of the reviewers."
    context = {"urgency": URGENCY, "preview": preview(facts, URGENCY), "stops": stops}
    return Letter(FOLDER, about_review(facts) | calling(facts, BECAUSE) | context)
