"""The invoice as received: looked at by who is asked, downloaded once approved, never run."""

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from tests.factories import an_open_review
from tests.web.site import Site, make_site
from web.views.original import as_laid_out


def a_site(engine: Engine, media_type: str, content: bytes, name: str = "a.xml") -> Site:
    """Put up a site whose invoice came as this file."""
    with Session(engine) as session:
        opened = an_open_review(session, media_type=media_type, content=content, file_name=name)
    return make_site(engine, opened)


def test_the_person_may_look_at_it(site: Site) -> None:
    shown = site.known("finance").get(f"{site.page('finance')}/document")

    assert shown.status_code == 200
    assert b'"CAL-2026-11"' in shown.content
    assert shown.headers["content-type"] == "text/plain; charset=utf-8"
    assert shown.headers["content-disposition"].startswith('inline; filename="CAL-2026-11.json"')
    assert "sandbox" in shown.headers["content-security-policy"]


def test_json_is_laid_out_and_nothing_in_it_is_written_otherwise(quick_engine: Engine) -> None:
    content = b'{"total":1.10,"total":1e2, "lines":[{"n":"a\\"{,\xc3\xa9"},[]], "none":{}}'
    shown = a_site(quick_engine, "application/json", content)
    path = f"{shown.page('finance')}/document"
    assert shown.known("finance").get(path).text.splitlines() == [
        "{",
        '  "total": 1.10,',
        '  "total": 1e2,',
        '  "lines": [',
        "    {",
        '      "n": "a\\"{,é"',
        "    },",
        "    []",
        "  ],",
        '  "none": {}',
        "}",
    ]


@pytest.mark.parametrize("content", [b"[" * 5000 + b"]" * 5000, b'{"cut": ', b"\xff{}", b"[1, 2"])
def test_what_is_no_json_is_shown_as_it_came(content: bytes) -> None:
    shown = as_laid_out("application/json", content)
    assert b"".join(shown.split()) == b"".join(content.split())
    assert len(shown) < 1_000_000


@pytest.mark.parametrize("deep", [9, 40])
def test_what_would_grow_to_many_times_its_size_is_shown_as_it_came(deep: int) -> None:
    content = b"[" * deep + b",".join([b"1"] * 20_000) + b"]" * deep
    assert as_laid_out("application/json", content) == content


def test_a_stranger_may_not(site: Site) -> None:
    refused = site.browser().get(f"{site.page('finance')}/document")
    assert refused.status_code == 403
    assert b"CAL-2026-11" not in refused.content


def test_it_is_downloaded_only_once_approved(site: Site) -> None:
    finance, operations = site.known("finance"), site.known("operations")
    path = f"{site.page('finance')}/document?download=1"
    assert finance.get(path).status_code == 403
    assert "Download it" not in finance.get(site.page("finance")).text

    site.approve(finance, "finance")
    assert finance.get(path).status_code == 403
    site.approve(operations, "operations")

    handed_out = finance.get(path)
    assert handed_out.status_code == 200
    assert handed_out.headers["content-disposition"].startswith("attachment;")
    assert "Download it" in finance.get(site.page("finance")).text


@pytest.mark.parametrize("media_type", ["application/xml", "text/xml; charset=utf-8", "application/json"])
def test_markup_is_shown_as_plain_text(engine: Engine, media_type: str) -> None:
    site = a_site(engine, media_type, b"<html><script>alert(1)</script></html>")
    shown = site.known("finance").get(f"{site.page('finance')}/document")
    assert shown.headers["content-type"].startswith("text/plain;")


@pytest.mark.parametrize("media_type", ["text/html", "image/svg+xml", "application/xhtml+xml", "", "x"])
def test_a_type_that_is_not_on_the_table_is_only_for_download(engine: Engine, media_type: str) -> None:
    site = a_site(engine, media_type, b"<script>alert(1)</script>")
    finance, operations = site.known("finance"), site.known("operations")
    assert finance.get(f"{site.page('finance')}/document").status_code == 403

    site.approve(finance, "finance")
    site.approve(operations, "operations")

    handed_out = finance.get(f"{site.page('finance')}/document")
    assert handed_out.headers["content-type"] == "application/octet-stream"
    assert handed_out.headers["content-disposition"].startswith("attachment;")


def test_a_pdf_is_shown_as_what_it_is(engine: Engine) -> None:
    site = a_site(engine, "application/pdf", b"%PDF-1.7", 'Rechnung Nr. 1\r\nX: y";/../ü.pdf')
    shown = site.known("finance").get(f"{site.page('finance')}/document")
    assert shown.headers["content-type"] == "application/pdf"
    assert shown.headers["content-disposition"] == "inline; filename=\"_.pdf\"; filename*=UTF-8''_.pdf"


def test_bytes_that_are_not_utf8_are_shown_too(engine: Engine) -> None:
    site = a_site(engine, "application/xml", "<a>Gebühr</a>".encode("latin-1"))
    assert "Gebühr" in site.known("finance").get(f"{site.page('finance')}/document").text


@pytest.mark.parametrize("position", ["1", "999", "-1", "x", "1e9", "٠"])
def test_there_is_one_document_for_each_invoice(quick_site: Site, position: str) -> None:
    page = f"{quick_site.page('finance')}/document"
    assert quick_site.known("finance").get(page, params={"n": position}).status_code == 404
