"""What of a finding a vendor may read: its arithmetic, without our limits, our files, and what concerns others.

A limit that is known can be stayed below, and what speaks of a changed account is not for whoever may have changed it.
"""

import re

TOLD = frozenset(
    {
        "content_reused",
        "currency",
        "line_gone",
        "line_new",
        "period",
        "plan",
        "proration",
        "sums",
        "tax_arithmetic",
        "tax_regime",
        "total_changed",
        "unit_price",
        "usage",
    }
)
"""The rules whose sentences are about what the vendor charged, and about nothing else."""
_LIMIT = re.compile(r"; more than [^;]*? (?:is material|is to be looked at)\.")
_INSTEAD = {
    "counted by the vendor": "counted by you",
    "that the vendor counted": "that you counted",
    "The vendor counted usage": "You counted usage",
    "the setup file says": "our records say",
}


def told_to_vendor(rule: str, why: str) -> str | None:
    """Put a finding's sentence as it may leave the house; None where it may not."""
    if rule not in TOLD:
        return None
    told = _LIMIT.sub(".", why)
    for ours, theirs in _INSTEAD.items():
        told = told.replace(ours, theirs)
    return told
