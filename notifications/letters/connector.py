"""Letter: a vendor does not answer as it should, told to the admins so that it is not taken for a silent vendor."""

from notifications.facts import Letter, WorkspaceFacts
from workflow.invoices.source import Completeness

FOLDER = "connector"


def still_true(facts: WorkspaceFacts) -> bool:
    """Stop once the vendor answers completely again."""
    return facts.workspace.connection != Completeness.COMPLETE


def compose(facts: WorkspaceFacts) -> Letter:
    """Choose what the letter says."""
    workspace, figures = facts.workspace, facts.reader.figures
    since = figures.moment(workspace.connection_since) if workspace.connection_since else "the first try"
    worked = figures.moment(workspace.last_success_at) if workspace.last_success_at else "never"
    context = {
        "reader": facts.reader,
        "workspace": workspace,
        "rows": [
            ("Account", workspace.account),
            (f"{workspace.connection.capitalize()} since", since),
            ("Last worked", worked),
        ],
        "because": "you are an admin of this workspace.",
        "stops": "the connection working again.",
    }
    return Letter(FOLDER, context)
