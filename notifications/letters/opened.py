"""Letter: you are asked, because a review was opened or handed over to you, or a flag opened the admin's seat."""

from notifications.facts import Letter, ReviewFacts
from notifications.letters.dispute import is_late_notice, ready_letter
from notifications.letters.preview import preview
from notifications.letters.summary import about_review, is_asked
from notifications.letters.versions import changes_of

FOLDER = "opened"


def still_true(facts: ReviewFacts) -> bool:
    """Stop once the reader has answered, somebody else sits there, or the review is settled."""
    return is_asked(facts)


def compose(facts: ReviewFacts) -> Letter:
    """Choose what the letter says."""
    part = facts.notice.part.partition("@")[0]
    flag = facts.notice.data if part == "flag" else None
    found = {one.document.number: changes_of(one, facts.reader.figures) for one in facts.case.invoices}
    context = about_review(facts) | {
        "urgency": "Please settle" if flag else "",
        "preview": "" if flag else preview(facts),
        "flag": flag,
        "dispute": facts.case.dispute,
        "letter": ready_letter(facts) if flag and is_late_notice(facts.case, facts.now) else None,
        "handed": facts.notice.data if part == "handed" else None,
        "instead": facts.notice.data.get("instead", ""),
        "changed": {number: changes for number, changes in found.items() if changes},
        "because": "you sit on the admin's seat of this review." if flag else "you were asked to review this invoice.",
        "stops": "your answer, or somebody settling the review.",
    }
    return Letter(FOLDER, context)
