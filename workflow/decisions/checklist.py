"""What a person attests when approving, by role: Callaro's acceptance checklist for invoice reviews.

Source: the help article "Viewing Invoices", sections "Acceptance checklist" and "Recommended owner".
"""

from workflow.people.person import Role

ATTESTATIONS: dict[str, tuple[tuple[str, str], ...]] = {
    Role.FINANCE: (
        ("period_and_payment", "The billing period and the payment status are clear."),
        ("components", "I can explain the major components of this invoice."),
        ("taxes", "Taxes and the billing entity are as expected."),
    ),
    Role.OPERATIONS: (
        ("period_activity", "I compared the period with our campaigns and launches."),
        ("usage", "Unusual charges were compared with usage or plan changes."),
    ),
    Role.ADMIN: (
        ("period_and_payment", "The billing period and the payment status are clear."),
        ("unusual_charges", "Unusual charges were compared with usage or plan changes, or are accepted."),
    ),
}


def attestations(role: str) -> tuple[tuple[str, str], ...]:
    """Give the role's checklist: the value of each box and the sentence beside it."""
    return ATTESTATIONS[role]
