"""A vendor whose fields hold what no invoice has: that item is set aside or stored as it is, and the others come in."""

from functools import partial

from sandbox.billing import Item
from sandbox.chaos.items import added, changed, field
from sandbox.chaos.kind import Act, Brings, Kind
from sources.exact_json import Json
from workflow.invoices.source import Completeness

LONG = 401


def _is(name: str, value: Json) -> Act:
    return partial(changed, field(name, value))


def _first_line(**parts: Json) -> Act:
    def change(item: Item) -> Item:
        lines = item["lines"]
        first, *rest = lines if isinstance(lines, list) else [{}]
        return {**item, "lines": [{**(first if isinstance(first, dict) else {}), **parts}, *rest]}

    return partial(changed, change)


def _foreign(item: Item) -> Item:
    """Make an invoice of somebody else: another tenant, buyer and number."""
    number = str(item["invoice_number"]).replace("CAL-", "CAL-9")
    buyer: Item = {"name": "Somebody Else Ltd", "tax_id": "GB999999973", "country": "GB"}
    return {**item, "id": f"{item['id']}_f", "tenant_id": "999", "invoice_number": number, "buyer": buyer}


_kind = partial(Kind, "fields")
_ASIDE = (Completeness.COMPLETE, Brings.SOME)
_TRUE = (Completeness.COMPLETE, Brings.ALL)

FIELDS = (
    _kind("number_null", "an invoice has no number", *_ASIDE, _is("invoice_number", None)),
    _kind("number_empty", "the number is an empty text", *_ASIDE, _is("invoice_number", "")),
    _kind("number_long", "the number has 401 letters", *_ASIDE, _is("invoice_number", "N" * LONG)),
    _kind("number_list", "the number is a list", *_ASIDE, _is("invoice_number", ["CAL", 1])),
    _kind(
        "number_with_controls",
        "the number holds a line break of a mail",
        *_ASIDE,
        _is("invoice_number", "A\x00B\x1b[31m"),
    ),
    _kind("currency_null", "there is no currency", *_ASIDE, _is("currency", None)),
    _kind("currency_unknown", "the currency is one that does not exist", *_ASIDE, _is("currency", "EURO")),
    _kind("currency_number", "the currency is a number", *_ASIDE, _is("currency", 978)),
    _kind("lines_null", "the lines are null", *_ASIDE, _is("lines", None)),
    _kind("lines_text", "the lines are a text", *_ASIDE, _is("lines", "see attachment")),
    _kind("line_number", "a line is a number", *_ASIDE, _is("lines", [1, 2])),
    _kind("line_amount_true", "an amount is true", *_ASIDE, _first_line(amount=True)),
    _kind("line_amount_words", "an amount is a word", *_ASIDE, _first_line(amount="free")),
    _kind("line_kind_unknown", "a line is of a kind that nobody knows", *_ASIDE, _first_line(kind="bonus")),
    _kind("line_controls", "a description holds control characters", *_ASIDE, _first_line(description="a\x00\x07b")),
    _kind("total_with_comma", "the total has a comma", *_ASIDE, _is("total", "1.108,13")),
    _kind("total_with_sign", "the total has a currency sign", *_ASIDE, _is("total", "EUR 1108.13")),
    _kind("total_object", "the total is an object", *_ASIDE, _is("total", {"amount": 1})),
    _kind("date_impossible", "the date of issue is 30 February", *_ASIDE, _is("issued_on", "2026-02-30")),
    _kind("date_american", "the date of issue is written 11/02/2026", *_ASIDE, _is("issued_on", "11/02/2026")),
    _kind("date_with_time", "the date of issue has a time", *_ASIDE, _is("issued_on", "2026-11-02T00:00:00Z")),
    _kind("date_number", "the date of issue is a number of seconds", *_ASIDE, _is("issued_on", 1793577600)),
    _kind("date_far", "an invoice is due in the year 9999", *_ASIDE, _is("due_on", "9999-12-31")),
    _kind("date_early", "an invoice was due in the year 1", *_ASIDE, _is("due_on", "0001-01-01")),
    _kind(
        "period_backwards",
        "the period ends before it starts",
        *_ASIDE,
        _is("period", {"starts_on": "2026-10-31", "ends_on": "2026-10-01"}),
    ),
    _kind("period_text", "the period is a text", *_ASIDE, _is("period", "October")),
    _kind("seller_text", "the seller is a text", *_ASIDE, _is("seller", "Callaro, Inc.")),
    _kind("seller_list", "the seller is a list", *_ASIDE, _is("seller", ["Callaro, Inc."])),
    _kind("kind_unknown", "the document is of a kind that nobody knows", *_ASIDE, _is("kind", "receipt")),
    _kind("status_unknown", "the status is one that nobody knows", *_ASIDE, _is("status", "uncollectible")),
    _kind(
        "markup",
        "a description holds markup and a template",
        *_ASIDE,
        _first_line(description="<script>alert(1)</script>{{7*7}}"),
    ),
    _kind(
        "other_direction",
        "a description turns the direction of writing",
        *_ASIDE,
        _first_line(description="\u202e31.8011\u202c"),
    ),
    _kind("other_tenant", "an invoice of another tenant stands in the list", *_TRUE, partial(added, _foreign)),
)
