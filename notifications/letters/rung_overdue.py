"""Letter: the last moment to decide has passed; every admin hears of it once a business day."""

from notifications.facts import Letter, ReviewFacts
from notifications.letters.calling import calling
from notifications.letters.preview import preview
from notifications.letters.summary import about_review, is_unsettled

FOLDER = "rung_overdue"
URGENCY = "Overdue"
STOPS = "any admin's answer, or that of the reviewers."
BECAUSE = "you are an admin of this workspace, and nobody has settled this review in time."


def still_true(facts: ReviewFacts) -> bool:
    """Stop once the review is settled."""
    return is_unsettled(facts.case)


def compose(facts: ReviewFacts) -> Letter:
    """Choose what the letter says."""
    context = (
        about_review(facts)
        | calling(facts, BECAUSE)
        | {
            "urgency": URGENCY,
            "preview": preview(facts, URGENCY),
            "unpaid_late": facts.now > facts.case.payment_deadline,
            "stops": STOPS if facts.reader.person_id is None else f"{STOPS} Until then it comes each business day.",
        }
    )
    return Letter(FOLDER, context)
