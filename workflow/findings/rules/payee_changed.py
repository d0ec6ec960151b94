"""The money is to go elsewhere."""

from workflow.findings.confirming import CONFIRM
from workflow.findings.facts import Facts, Noticed
from workflow.findings.finding import Severity
from workflow.findings.likeness import differ
from workflow.invoices.document import InvoiceDocument, Payee
from workflow.invoices.identity import folded
from workflow.invoices.quoting import quoted, told_apart

HEAD_OFFICE = "xxx"
"""A BIC of eight characters means the same as one with these behind it (ISO 9362)."""


class PayeeChanged:
    """A changed bank account is how invoice fraud is done: the invoice is right in all else.

    So it is always severe, and no one person can approve it. Compared with the seller's invoice before, else the last
    one whoever sent it: the account number, the name and the BIC, as far as both state them. An invoice between them
    that states no account does not make a new one pass.
    """

    name = "payee_changed"

    def evaluate(self, facts: Facts) -> Noticed | None:
        """Notice another account, another name or another bank."""
        now, before = facts.document.payee, _before(facts)
        if before is None:
            return None
        changes = _changes(before.payee, now)
        if not changes:
            return None
        told = " and ".join(
            f"{what} is {quoted(new)}, on {told_apart(before.number)} it was {quoted(old)}"
            for what, old, new in changes
        )
        why = f"The money is to go elsewhere than before: the {told.rstrip('.')}. {CONFIRM}"
        figures: dict[str, str | None] = {"earlier_number": before.number}
        for name in Payee.model_fields:
            figures |= {f"before_{name}": getattr(before.payee, name), name: getattr(now, name)}
        return Noticed(Severity.SEVERE, figures, why)


def _before(facts: Facts) -> InvoiceDocument | None:
    """Find the earlier invoice that says where the money went: one with an account where this one has one."""
    earlier = [one for one in (facts.prior, facts.last, facts.replaced, facts.paid_to) if one]
    has_account = (one for one in earlier if facts.document.payee.iban and one.payee.iban)
    return next(has_account, None) or next((one for one in earlier if any(dict(one.payee).values())), None)


def _changes(before: Payee, now: Payee) -> list[tuple[str, str | None, str | None]]:
    if before.iban and now.iban and folded(before.iban) != folded(now.iban):
        return [("account", before.iban, now.iban)]
    bank = before.bic and now.bic and _bank(before.bic) != _bank(now.bic)
    names = [("payee", before.name, now.name)] if differ(before.name, now.name) else []
    return names + ([("bank", before.bic, now.bic)] if bank else [])


def _bank(bic: str) -> str:
    return folded(bic).removesuffix(HEAD_OFFICE)
