"""How a change that may be fraud is confirmed, said the same wherever it is noticed; and which checks notice such."""

CONFIRM = (
    "Confirm it by a phone number or address that you already know, not by the contacts on this invoice. "
    "A second person of finance is asked as well."
)
TWO_OF_FINANCE = frozenset({"seller_changed", "payee_changed"})
"""Rules whose finding adds a second finance seat, so that nobody approves alone; muted or not."""
