"""Whatever a vendor writes into an invoice stays text on the page."""

from html.parser import HTMLParser

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from tests.factories import a_document, an_earlier_document, an_open_review
from tests.web.site import make_site

PAYLOADS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' autofocus onfocus='alert(1)",
    "</textarea></bdi></main><form action=//evil.example>",
    "{{1234*1000}}{% raw %}",
    "javascript:alert(1)",
    "\u202eevil\u202c \u2066x\u2069 \u200b",
]


class Elements(HTMLParser):
    """Collects the elements of a page with their attributes, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, tuple[tuple[str, str | None], ...]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep an element."""
        self.found.append((tag, tuple(attrs)))

    def handle_data(self, data: str) -> None:
        """Keep text."""
        self.text += data


@pytest.mark.parametrize("payload", PAYLOADS)
def test_it_makes_no_element_and_no_attribute(engine: Engine, payload: str) -> None:
    party = {"name": payload, "tax_id": payload, "address": payload, "country": payload}
    line = {"kind": "usage", "description": payload, "unit": payload, "quantity": "1", "unit_price": "1", "amount": "9"}
    document = a_document(
        number=payload,
        lines=[line],
        seller=party,
        buyer=party,
        payee={"name": payload, "iban": payload, "bic": payload},
        taxes=[{"category": payload, "rate": "19", "taxable": "1.00", "amount": "0.19"}],
    )
    with Session(engine) as session:
        site = make_site(engine, an_open_review(session, document, earlier=[an_earlier_document()], file_name=payload))
    browser = site.known("finance")
    page = site.answer(browser, "finance", answer="flag", reason=payload, revision="old", seen='{"x":"' + payload)

    elements = Elements(page.text)
    tags = {tag for tag, _ in elements.found}
    attributes = [(name, value or "") for _, attrs in elements.found for name, value in attrs]
    assert page.status_code == 409
    assert [tag for tag, _ in elements.found].count("svg") == 1  # the timeline, which is ours
    assert not tags & {"script", "img", "object", "style", "base"}
    assert [dict(attrs)["src"] for tag, attrs in elements.found if tag == "iframe"] == [
        f"{site.page('finance')}/document?n=0"
    ]
    assert not [name for name, _ in attributes if name.startswith(("on", "srcdoc", "style"))]
    focused = [dict(attrs).get("role") for _, attrs in elements.found if "autofocus" in dict(attrs)]
    assert focused == ["alert"]  # what says why nothing was recorded, which is ours
    assert all(
        value.startswith(("/", "#", "data:,")) for name, value in attributes if name in {"href", "src", "action"}
    )
    assert "1234000" not in elements.text
    assert not set(page.text) & set("\u202e\u202c\u2066\u2069\u200b")
