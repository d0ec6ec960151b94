"""Letter: the six digits that show that a mailbox is the reader's."""

from notifications.facts import CodeFacts, Letter

FOLDER = "code"


def still_true(facts: CodeFacts) -> bool:
    """Stop once the code was used or is too old."""
    return not facts.used and facts.wall < facts.expires_at


def compose(facts: CodeFacts) -> Letter:
    """Choose what the letter says."""
    context = {
        "reader": facts.reader,
        "workspace_name": facts.workspace_name,
        "numbers": ", ".join(facts.numbers),
        "digits": facts.digits,
        "because": "a code was asked for on the page of your review task.",
        "stops": "nothing; a code is mailed only when it is asked for.",
    }
    return Letter(FOLDER, context)
