"""Letter: a vendor does not answer as it should, told to the admins so that it is not taken for a silent vendor."""

from notifications.facts import ConnectionFacts, Letter
from notifications.wording import LONGEST_PROBLEM, Ours, quoted
from workflow.invoices.source import Completeness

FOLDER = "connector"


def still_true(facts: ConnectionFacts) -> bool:
    """Stop once the vendor answers completely again."""
    return facts.workspace.connection != Completeness.COMPLETE


def compose(facts: ConnectionFacts) -> Letter:
    """Choose what the letter says: what a person must put right, or that it is tried again by itself."""
    workspace, figures = facts.workspace, facts.reader.figures
    since = figures.moment(workspace.connection_since) if workspace.connection_since else "the first try"
    worked = figures.moment(workspace.last_success_at) if workspace.last_success_at else "never"
    next_try = max(facts.next_try_at, facts.now) if facts.next_try_at else None
    context = {
        "reader": facts.reader,
        "workspace": workspace,
        "problem": quoted(workspace.connection_problem, LONGEST_PROBLEM),
        "next_try": next_try,
        "request_id": facts.request_id,
        "rows": [
            ("Account", Ours(workspace.account)),
            (f"{workspace.connection.capitalize()} since", since),
            ("Last worked", worked),
            *([("Next try", figures.moment(next_try))] if next_try else []),
            *([("Vendor's request id", facts.request_id)] if facts.request_id else []),
        ],
        "links": [("See every source and period", f"{facts.home}/ledger")],
        "because": "you are an admin of this workspace.",
        "stops": "the connection working again.",
    }
    return Letter(FOLDER, context)
