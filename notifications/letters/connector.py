"""Letter: a vendor does not answer as it should, told to the admins so that it is not taken for a silent vendor."""

from notifications.facts import ClientFacts, Letter
from workflow.invoices.source import Completeness

FOLDER = "connector"


def still_true(facts: ClientFacts) -> bool:
    """Stop once the vendor answers completely again."""
    return facts.client.connection != Completeness.COMPLETE


def compose(facts: ClientFacts) -> Letter:
    """Choose what the letter says."""
    client, figures = facts.client, facts.reader.figures
    since = figures.moment(client.connection_since) if client.connection_since else "the first try"
    worked = figures.moment(client.last_success_at) if client.last_success_at else "never"
    context = {
        "reader": facts.reader,
        "client": client,
        "rows": [
            ("Account", client.account),
            (f"{client.connection.capitalize()} since", since),
            ("Last worked", worked),
        ],
        "because": "you are an admin of this workspace.",
        "stops": "the connection working again.",
    }
    return Letter(FOLDER, context)
