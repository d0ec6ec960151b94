"""Paying a part: what of an invoice may be paid while the rest is disputed."""

from decimal import Decimal

from workflow.invoices.currency import minor_digits
from workflow.invoices.numerals import write_money


def why_no_part(amount: Decimal | None, total: tuple[Decimal, str] | None) -> str | None:
    """Say why this amount cannot be paid of a total and its currency; None when it can."""
    if total is None:
        return "There is no total in one currency here, so no part of it can be paid. Approve all of it, or reject it."
    (whole, currency), digits = total, minor_digits(total[1])
    if amount is None or not amount.is_finite():
        return "Enter how much is to be paid now, as a number such as 400.00."
    if not 0 < amount < whole:
        written = f"{write_money(whole, digits)} {currency}"
        return f"Enter an amount above zero and less than the total of {written}. To pay all of it, approve it."
    if amount != round(amount, digits):
        most = f"at most {digits}" if digits else "no"
        return f"An amount in {currency} has {most} decimals. Please round what is to be paid now."
    return None
