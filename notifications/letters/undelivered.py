"""Letter: an address refuses mail for good, told to whoever can correct it or pass on what did not arrive."""

from notifications.facts import Letter
from notifications.undelivered import UndeliveredFacts
from notifications.wording import LONGEST_PROBLEM, Ours, quoted
from workflow.notices.notice import Kind

FOLDER = "undelivered"
LOST = {
    Kind.RELEASED: "the word that an invoice is released for payment",
    Kind.CHANGED: "the word that an invoice has changed",
    Kind.WITHDRAWN: "the word that a review was withdrawn",
    Kind.MISSING: "the letter about an invoice that has not come",
    Kind.DISPUTE: "the letter about what is wrong with an invoice",
    Kind.RUNG: "the call about a review that nobody decides",
}


def still_true(facts: UndeliveredFacts) -> bool:
    """Stop once mail reaches the person again, or they have left."""
    return not facts.is_over


def compose(facts: UndeliveredFacts) -> Letter:
    """Choose what the letter says: what a person misses sits with them, what an address misses is lost."""
    context = {
        "reader": facts.reader,
        "workspace": facts.workspace,
        "name": facts.name,
        "address": facts.address,
        "said": quoted(facts.said, LONGEST_PROBLEM),
        "waiting": facts.waiting,
        "lost": LOST.get(Kind(facts.kind), "a letter") if facts.kind else "",
        "rows": [
            ("Address", Ours(facts.address)),
            *([("Refused since", facts.reader.figures.moment(facts.since))] if facts.since else []),
            ("Account", Ours(facts.workspace.account)),
        ],
        "links": [("See every review and who is asked", f"{facts.home}/ledger")],
        "because": "you are an admin of this workspace, or you answer for its invoices.",
        "stops": "mail arriving at this address." if facts.name else "nothing needs to: this is told once.",
    }
    return Letter(FOLDER, context)
