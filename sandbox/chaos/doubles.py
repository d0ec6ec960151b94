"""A vendor that says the same thing twice or in other words: one invoice stays one, and no news is no change."""

from functools import partial

from sandbox.billing import Item
from sandbox.chaos.items import added, changed, field, rewritten
from sandbox.chaos.kind import Act, Brings, Kind, Reply, Scene, said
from sandbox.envelope import cursor_page, envelope
from sources.exact_json import Json
from workflow.invoices.source import Completeness


def _on_two_pages(scene: Scene) -> Reply:
    """Show one item at the end of the first page and, under another order of keys, on the second."""
    first, second = scene.items[:2], scene.items[1:2] + scene.items[2:]
    page = first if scene.page == 1 else second
    if not scene.by_page:
        return said(cursor_page([*page], "2" if scene.page == 1 else None))
    return said(envelope([*page], {"count": len(page), "page": scene.page, "pages": 2}))


def _as_texts(value: Json) -> Json:
    """Write every number of an item as a text."""
    if isinstance(value, dict):
        return {name: _as_texts(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_as_texts(inner) for inner in value]
    return value if value is None or isinstance(value, bool | str) else f"{value}"


def _texts(scene: Scene) -> Reply:
    return said(scene.listed([{name: _as_texts(value) for name, value in item.items()} for item in scene.items]))


def _reordered(name: str) -> Act:
    return partial(changed, lambda item: {**item, name: _reversed(item[name])})


def _reversed(value: Json) -> Json:
    return value[::-1] if isinstance(value, list) else value


def _in_upper_case(item: Item) -> Item:
    return {**item, "currency": str(item["currency"]).lower()}


def _id_reused(item: Item) -> Item:
    return {**item, "id": "inv_reused", "invoice_number": f"{item['invoice_number']}-B", "note": "made up"}


def _in_small(item: Item) -> Item:
    return {**item, "invoice_number": str(item["invoice_number"]).lower()}


def _with_tax_id(tax_id: str | None, item: Item) -> Item:
    seller = item["seller"]
    return {**item, "seller": {**(seller if isinstance(seller, dict) else {}), "tax_id": tax_id}}


def _exponent(text: str) -> str:
    return f"{text}e0"


_kind = partial(Kind, "doubles")
_TRUE = (Completeness.COMPLETE, Brings.ALL)
_OTHER = (Completeness.COMPLETE, Brings.SOME)

DOUBLES = (
    _kind("twice_in_page", "one invoice stands twice on a page", *_TRUE, partial(added, lambda item: item)),
    _kind("on_two_pages", "one invoice stands on two pages", *_TRUE, _on_two_pages),
    _kind("two_ids", "one invoice stands there under two ids", *_TRUE, partial(added, field("id", "inv_other"))),
    _kind("another_id", "one invoice has another id than before", *_TRUE, partial(changed, field("id", "inv_new"))),
    _kind("id_reused", "one id stands on two invoices", *_TRUE, partial(added, _id_reused)),
    _kind("other_fields", "fields come that nobody knows", *_TRUE, partial(changed, field("loyalty_points", 12))),
    _kind("keys_reordered", "the keys stand in another order", *_TRUE, partial(rewritten, number=str, backwards=True)),
    _kind("more_zeros", "numbers have more zeros behind the point", *_TRUE, partial(rewritten, number="{}000".format)),
    _kind("powers", "numbers are written as powers of ten", *_TRUE, partial(rewritten, number=_exponent)),
    _kind("numbers_as_texts", "every number is a text", *_TRUE, _texts),
    _kind("lines_reordered", "the lines stand in another order", *_TRUE, _reordered("lines")),
    _kind("currency_in_small", "a currency is written in small letters", *_TRUE, partial(changed, _in_upper_case)),
    _kind(
        "tax_id_with_blanks",
        "the seller's tax id has blanks in it",
        *_OTHER,
        partial(changed, partial(_with_tax_id, "EU 372041881")),
    ),
    _kind("tax_id_left_out", "the seller's tax id is left out", *_OTHER, partial(changed, partial(_with_tax_id, None))),
    _kind(
        "number_in_both_cases",
        "one invoice stands there in capitals and in small letters",
        *_OTHER,
        partial(added, _in_small),
    ),
    _kind(
        "tax_id_on_one",
        "one invoice stands there with the seller's tax id and without",
        *_OTHER,
        partial(added, partial(_with_tax_id, None)),
    ),
    _kind("paid", "one invoice is paid meanwhile", *_TRUE, partial(changed, field("payment_status", "paid"))),
)
