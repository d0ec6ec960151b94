"""Letter: the day before payment has come, and the vendor has not been told what is wrong; every admin hears of it."""

from notifications.facts import Letter, ReviewFacts
from notifications.letters.dispute import ready_letter
from notifications.letters.preview import preview
from notifications.letters.summary import about_review, is_unsettled

FOLDER = "rung_vendor_notice"
URGENCY = "Notice to the vendor is due"


def still_true(facts: ReviewFacts) -> bool:
    """Stop once the vendor was asked or the review is settled."""
    dispute = facts.case.dispute
    return is_unsettled(facts.case) and dispute is not None and dispute.asked_at is None


def compose(facts: ReviewFacts) -> Letter:
    """Choose what the letter says, and put the letter to the vendor below it."""
    context = about_review(facts) | {
        "urgency": URGENCY,
        "preview": preview(facts, URGENCY),
        "dispute": facts.case.dispute,
        "letter": ready_letter(facts),
        "because": "you are an admin of this workspace, and nobody has told the vendor yet.",
        "stops": "asking the vendor on the page, or settling the review.",
    }
    return Letter(FOLDER, context)
