"""Letter: something arrived that cannot be read, told to the admins so that it is not overlooked."""

from notifications.facts import Letter, WorkspaceFacts

FOLDER = "set_aside"


def still_true(_facts: WorkspaceFacts) -> bool:
    """Always: what arrived stays unread until somebody looks at it."""
    return True


def compose(facts: WorkspaceFacts) -> Letter:
    """Choose what the letter says."""
    context = {
        "reader": facts.reader,
        "workspace": facts.workspace,
        "reason": facts.notice.data["reason"],
        "rows": [("Account", facts.workspace.account)],
        "because": "you are an admin of this workspace.",
        "stops": "nothing needs to: this is told once for each file.",
    }
    return Letter(FOLDER, context)
