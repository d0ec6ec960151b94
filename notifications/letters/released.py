"""Letter: an approved invoice goes to accounts payable, with its document as it was received."""

from notifications.facts import Letter, ReviewFacts
from notifications.letters.summary import about_review
from workflow.reviews.review import APPROVED

FOLDER = "released"


def still_true(facts: ReviewFacts) -> bool:
    """What was approved stays approved; anything else is never released."""
    return facts.case.state == APPROVED


def compose(facts: ReviewFacts) -> Letter:
    """Choose what the letter says and attach the documents; no link, for the reader is no person here."""
    context = about_review(facts) | {
        "due_on": min((one.document.due_on for one in facts.case.invoices if one.document.due_on), default=None),
        "because": f"this address is the accounts payable contact of {facts.case.workspace.name}.",
        "stops": "nothing more comes about this invoice.",
    }
    return Letter(FOLDER, context, attachments=facts.documents)
