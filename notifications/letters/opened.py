"""Letter: a review was opened and you are asked; or a flag opened the admin's seat and you settle it."""

from notifications.facts import Letter, ReviewFacts
from notifications.letters.summary import about_review, is_asked
from notifications.letters.versions import changes_of

FOLDER = "opened"


def still_true(facts: ReviewFacts) -> bool:
    """Stop once the reader has answered, somebody else sits there, or the review is settled."""
    return is_asked(facts)


def compose(facts: ReviewFacts) -> Letter:
    """Choose what the letter says."""
    flag = facts.notice.data if facts.notice.part == "flag" else None
    found = {one.document.number: changes_of(one, facts.reader.figures) for one in facts.case.invoices}
    context = about_review(facts) | {
        "flag": flag,
        "changed": {number: changes for number, changes in found.items() if changes},
        "because": "you sit on the admin's seat of this review." if flag else "you were asked to review this invoice.",
        "stops": "your answer, or somebody settling the review.",
    }
    return Letter(FOLDER, context)
