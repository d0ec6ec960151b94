"""Letter: an invoice has changed after it was approved, told to whoever approved it and to accounts payable."""

from typing import Any

from notifications.facts import Letter, ReviewFacts
from notifications.letters.summary import about_review, capital
from notifications.letters.versions import changes_between, what_follows
from workflow.invoices.document import InvoiceDocument
from workflow.invoices.quoting import called
from workflow.reviews.casefile import CaseFile
from workflow.reviews.review import APPROVED

FOLDER = "changed"


def still_true(_facts: ReviewFacts) -> bool:
    """Always: what was approved stays different from what the vendor asks for."""
    return True


def compose(facts: ReviewFacts) -> Letter:
    """Choose what the letter says; what accounts payable answers goes to whoever approved."""
    case, newer = facts.case, facts.newer
    approved = [seat.answered for seat in case.seats if seat.answered and seat.state == APPROVED]
    to_payables = facts.reader.person_id is None
    before = newer and _approved(case, newer.document)
    context = (
        about_review(facts)
        | (_only(before) if before else {})
        | {
            "why": facts.notice.data["why"],
            "to_payables": to_payables,
            "follows": what_follows(newer, case),
            "changes": before and newer and changes_between(before, newer.document, "", facts.reader.figures),
            "approvers": [(seat.role, seat.answered) for seat in case.seats if seat.answered in approved],
            "because": _because(facts, to_payables=to_payables),
            "stops": "nothing needs to: each change is told once.",
        }
    )
    return Letter(FOLDER, context, reply_to=tuple(one.by.email for one in approved) if to_payables else ())


def _only(approved: InvoiceDocument) -> dict[str, Any]:
    """Speak of the one that changed, also where it was approved together with others."""
    total = None if approved.total is None else (approved.total, approved.currency)
    what = f"invoice {called(approved.number)}"
    return {"what": what, "heading": capital(what), "are": "is", "were": "was", "is_many": False, "total": total}


def _because(facts: ReviewFacts, *, to_payables: bool) -> str:
    if to_payables:
        return f"this address is the accounts payable contact of {facts.case.workspace.name}."
    return "you approved this invoice."


def _approved(case: CaseFile, newer: InvoiceDocument) -> InvoiceDocument:
    """Find what was approved: the invoice of the same number, else the one that the newer one corrects."""
    documents = {one.document.number: one.document for one in case.invoices}
    return documents.get(newer.number) or documents.get(newer.corrects or "") or case.invoices[0].document
