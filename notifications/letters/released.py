"""Letter: an approved invoice goes to accounts payable, with its document as it was received."""

from notifications.facts import Letter, ReviewFacts
from notifications.letters.parts import part_of
from notifications.letters.summary import about_review
from workflow.reviews.review import APPROVED

FOLDER = "released"


def still_true(facts: ReviewFacts) -> bool:
    """Stop if the vendor has changed it meanwhile: only what was approved is released, exactly as it was."""
    return facts.case.state == APPROVED and all(one.is_newest for one in facts.case.invoices)


def compose(facts: ReviewFacts) -> Letter:
    """Choose what the letter says and attach the documents; no link, for the reader is no person here."""
    part = part_of(facts.case)
    context = about_review(facts) | {
        "part": part,
        "due_on": facts.case.agreed_due_on
        or min((one.document.due_on for one in facts.case.invoices if one.document.due_on), default=None),
        "because": f"this address is the accounts payable contact of {facts.case.workspace.name}.",
        "stops": "nothing more comes about this invoice" + (" as it stands." if part else "."),
    }
    return Letter(FOLDER, context, attachments=facts.documents)
