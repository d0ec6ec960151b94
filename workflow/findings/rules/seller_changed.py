"""Somebody else sends the invoice."""

from collections.abc import Iterator

from workflow.findings.confirming import CONFIRM
from workflow.findings.facts import Facts, Noticed
from workflow.findings.finding import Severity
from workflow.findings.likeness import differ, plain
from workflow.invoices.document import InvoiceDocument, Party
from workflow.invoices.identity import seller_key
from workflow.invoices.quoting import quoted, told_apart


class SellerChanged:
    """A new company behind a familiar invoice may be a merger, or somebody who hopes that nobody looks.

    So it is always severe, and no one person can approve it. A seller that billed here before is no change, unless it
    goes by another name under the same tax id. One that leaves its tax id out is known by its name.
    """

    name = "seller_changed"

    def evaluate(self, facts: Facts) -> Noticed | None:
        """Notice a seller with a name or tax id that no earlier invoice of the workspace had."""
        document, last = facts.document, facts.last
        if not seller_key(document) or (last is None and not facts.past):
            return None
        before = _renamed_since(facts) if _is_known(facts) else last
        if before is None and _is_known(facts):
            return None
        now = _described(document.seller)
        instead = f", not {_described(before.seller)} as on {told_apart(before.number)}" if before else ""
        why = f"The invoice is from {now}{instead}; no earlier invoice here was. {CONFIRM}"
        return Noticed(Severity.SEVERE, _inputs(before, document.seller), why)


def _is_known(facts: Facts) -> bool:
    """Tell whether the seller billed here before: by its tax id, or by its name where one of the two has no tax id."""
    seller, earlier = facts.document.seller, list(_earlier(facts))
    keys = {plain(key) for key in (*(one.seller for one in facts.past), *map(seller_key, earlier))}
    if plain(seller_key(facts.document)) in keys:
        return True
    alike = [one.seller for one in earlier if plain(one.seller.name) and plain(one.seller.name) == plain(seller.name)]
    if any(one.tax_id and seller.tax_id for one in alike):
        return False
    return bool(alike) or bool(plain(seller.name) and plain(seller.name) in keys)


def _renamed_since(facts: Facts) -> InvoiceDocument | None:
    """Give the earlier invoice of the same seller whose name is another one; None when one has this name."""
    key = plain(seller_key(facts.document))
    same = [one for one in _earlier(facts) if plain(seller_key(one)) == key]
    renamed = [one for one in same if differ(one.seller.name, facts.document.seller.name)]
    return renamed[0] if renamed and len(renamed) == len(same) else None


def _earlier(facts: Facts) -> Iterator[InvoiceDocument]:
    yield from (one for one in (facts.last, facts.prior, *facts.around) if one)


def _described(party: Party) -> str:
    name = quoted(party.name) if party.name else "a seller without a name"
    return f"{name} (tax id {told_apart(party.tax_id)})" if party.tax_id else f"{name} (no tax id)"


def _inputs(before: InvoiceDocument | None, now: Party) -> dict[str, str | None]:
    seller = before.seller if before else Party()
    return {
        "before_number": before.number if before else None,
        "before_name": seller.name,
        "before_tax_id": seller.tax_id,
        "name": now.name,
        "tax_id": now.tax_id,
    }
