"""A vendor that changes its mind between two answers: each change is a new revision, and none is a new invoice."""

from decimal import Decimal
from functools import partial

from sandbox.billing import Item
from sandbox.chaos.items import added, changed, field
from sandbox.chaos.kind import Brings, Kind, Reply, Scene, said
from sources.exact_json import Json
from workflow.invoices.source import Completeness

RISE = Decimal("10.00")


def _raised(item: Item) -> Item:
    """Charge ten more in the first line and in the sums."""
    lines = item["lines"]
    more: list[Json] = [*lines] if isinstance(lines, list) else []
    if more and isinstance(more[0], dict):
        more[0] = {**more[0], "amount": _more(more[0]["amount"])}
    sums = {name: _more(item[name]) for name in ("net_total", "total", "amount_due")}
    return {**item, "lines": more, **sums}


def _more(amount: Json) -> Json:
    return amount + RISE if isinstance(amount, Decimal) else amount


def _credited(item: Item) -> Item:
    number = item["invoice_number"]
    return {**item, "id": f"{item['id']}_c", "kind": "credit_note", "invoice_number": f"{number}-C", "corrects": number}


def _reissued(item: Item) -> Item:
    number = item["invoice_number"]
    return {**_raised(item), "id": f"{item['id']}_r", "invoice_number": f"{number}-R", "corrects": number}


def _in_small(item: Item) -> Item:
    return {**item, "invoice_number": str(item["invoice_number"]).lower()}


def _blanks_in_number(item: Item) -> Item:
    return {**item, "invoice_number": f"  {item['invoice_number']}\t"}


def _negative(item: Item) -> Item:
    lines = item["lines"]
    turned: list[Json] = [
        {**line, "quantity": -1} if isinstance(line, dict) else line
        for line in (lines if isinstance(lines, list) else [])
    ]
    return {**item, "lines": turned}


def _vanished(scene: Scene) -> Reply:
    gone = scene.dice.randrange(max(1, len(scene.items)))
    return said(scene.listed(item for place, item in enumerate(scene.items) if place != gone))


_kind = partial(Kind, "changes")
_CHANGED = (Completeness.COMPLETE, Brings.SOME)
_TRUE = (Completeness.COMPLETE, Brings.ALL)
_PAYEE: Item = {"name": "Callaro, Inc.", "iban": "GB33BUKB20201555555555", "bic": None}

CHANGES = (
    _kind("amount_changed", "an amount is ten more than before", *_CHANGED, partial(changed, _raised)),
    _kind("voided", "an invoice is void, and will not be later", *_CHANGED, partial(changed, field("status", "void"))),
    _kind("draft_again", "an invoice is a draft again", *_CHANGED, partial(changed, field("status", "draft"))),
    _kind(
        "currency_changed", "an invoice is in another currency", *_CHANGED, partial(changed, field("currency", "CHF"))
    ),
    _kind(
        "due_date_changed",
        "an invoice is due on another day",
        *_CHANGED,
        partial(changed, field("due_on", "2027-01-15")),
    ),
    _kind("payee_changed", "the money is to go elsewhere", *_CHANGED, partial(changed, field("payee", _PAYEE))),
    _kind("period_moved", "an invoice is for another month", *_CHANGED, partial(changed, field("period", None))),
    _kind("quantity_negative", "a quantity is negative", *_CHANGED, partial(changed, _negative)),
    _kind("lines_gone", "an invoice has no lines any more", *_CHANGED, partial(changed, field("lines", []))),
    _kind("vanished", "an invoice is not in the list any more", *_CHANGED, _vanished),
    _kind("credit_note", "a credit note comes for an invoice", *_TRUE, partial(added, _credited)),
    _kind("reissued", "an invoice comes again under another number", *_TRUE, partial(added, _reissued)),
    _kind("number_in_small", "a number is written in small letters", *_CHANGED, partial(changed, _in_small)),
    _kind("number_with_blanks", "a number stands between blanks", *_TRUE, partial(changed, _blanks_in_number)),
)
