"""Letter: the six digits that show that a mailbox is the reader's."""

from notifications.facts import CodeFacts, Letter
from workflow.invoices.quoting import called

FOLDER = "code"


def still_true(facts: CodeFacts) -> bool:
    """Stop once the code was used or is too old."""
    return not facts.used and facts.wall < facts.expires_at


def compose(facts: CodeFacts) -> Letter:
    """Choose what the letter says."""
    to_sign_in = facts.review_id is None
    where = "with your address, to sign in" if to_sign_in else "on the page of your review task"
    context = {
        "reader": facts.reader,
        "workspace_name": facts.workspace_name,
        "numbers": ", ".join(map(called, facts.numbers)),
        "to_sign_in": to_sign_in,
        "digits": facts.digits,
        "because": f"a code was asked for {where}.",
        "stops": "nothing; a code is mailed only when it is asked for.",
    }
    return Letter(FOLDER, context)
