"""The invoice is in another currency than it should be, or than the one before."""

from workflow.findings.facts import Facts, Noticed
from workflow.findings.finding import Severity
from workflow.invoices.quoting import told_apart


class Currency:
    """An amount in the wrong currency is the wrong amount, however right its figures look.

    The account's currency is what the setup file says. A change back to it is only told, because the figures do not
    compare with those of the invoice before.
    """

    name = "currency"

    def evaluate(self, facts: Facts) -> Noticed | None:
        """Hold the currency against the account's, then against the invoice before."""
        currency, account, prior = facts.document.currency, facts.customer.currency, facts.prior
        inputs = {"currency": currency, "account_currency": account}
        if account and currency != account:
            return Noticed(Severity.SEVERE, inputs, f"The invoice is in {currency}, but the account is in {account}.")
        if prior is None or prior.currency == currency:
            return None
        inputs = {**inputs, "prior_number": prior.number, "prior_currency": prior.currency}
        why = f"{told_apart(prior.number)} before was in {prior.currency}."
        if account is None:
            return Noticed(Severity.CHECK, inputs, f"The invoice is in {currency}; {why}")
        return Noticed(Severity.INFO, inputs, f"The invoice is in {currency}, as the account is; {why}")
