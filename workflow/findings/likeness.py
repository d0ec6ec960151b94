"""Whether two texts say the same, however they are written."""

import unicodedata

from workflow.invoices.document import Party


def plain(text: str | None) -> str:
    """Reduce a text to its letters and figures, without case, spaces and punctuation; empty when nothing is said."""
    folded = unicodedata.normalize("NFKC", text or "").casefold()
    return "".join(character for character in folded if character.isalnum())


def differ(one: str | None, other: str | None) -> bool:
    """Tell whether both say something, and not the same; the order of the words does not count."""
    if not plain(one) or not plain(other) or plain(one) == plain(other):
        return False
    return _words(one) != _words(other)


def party_changes(before: Party, now: Party) -> list[str]:
    """Name what two parties state otherwise: `name`, `tax_id`, `address`, `country`; what one leaves out is not."""
    return [name for name in Party.model_fields if differ(getattr(before, name), getattr(now, name))]


def _words(text: str | None) -> list[str]:
    spaced = "".join(character if character.isalnum() else " " for character in (text or "").casefold())
    return sorted(spaced.split())
