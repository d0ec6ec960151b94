"""A page stays small however long the invoice is; its lines have a page of their own."""

from typing import Any

import lxml.html
import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from tests.factories import a_document, an_open_review
from tests.web.site import Site, make_site
from tests.web.test_bridge import write_bridge, write_finding
from web.templating import STYLE

LIMIT = 100_000
LINES = 500


@pytest.fixture
def large(quick_engine: Engine) -> Site:
    """Return a site with an invoice of 500 wordy lines, each dearer than last month, and a cause for each."""
    now, before = ([_line(n, cents) for n in range(LINES)] for cents in (50, 20))
    earlier = a_document("CAL-2026-10", lines=before, period={"starts_on": "2026-10-01", "ends_on": "2026-10-31"})
    with Session(quick_engine) as session:
        opened = an_open_review(session, a_document(lines=now), earlier=[earlier])
    site = make_site(quick_engine, opened)
    write_bridge(
        site, *[("quantity", "0.30", f"{_line(n, 50)['description']}: 5 min against 2.") for n in range(LINES)]
    )
    for number in range(19):
        write_finding(site, f"rule_{number}", "check", "A sentence with its arithmetic that goes on. " * 12)
    return site


def _line(number: int, cents: int) -> dict[str, Any]:
    words = f"Voice campaign camp_{number:04x}, outbound calls to landlines and mobiles in {'Central Europe ' * 12}"
    period = {"starts_on": "2026-11-01", "ends_on": "2026-11-30"}
    figures = {"quantity": f"{cents}.5", "unit": "minutes", "unit_price": "0.01", "amount": f"0.{cents}"}
    return {"kind": "usage", "description": words, "period": period, **figures}


def test_five_hundred_lines_fit_on_a_page_and_the_rest_is_counted(large: Site) -> None:
    browser = large.known("finance")
    page = browser.get(large.page("finance"))
    assert page.status_code == 200
    assert len(page.content) + len(STYLE) < LIMIT
    assert "490 more lines, together €245.00 net; €98.00 on the last invoice." in page.text
    assert f'href="{large.page("finance")}/lines?n=0">All 500 lines</a>' in page.text
    assert "And 488 more of this kind." in page.text


def test_every_line_stands_on_one_of_the_pages_of_lines(large: Site) -> None:
    browser, path, seen = large.known("finance"), f"{large.page('finance')}/lines?n=0", []
    while path:
        answer = browser.get(path)
        assert len(answer.content) + len(STYLE) < LIMIT
        page: Any = lxml.html.fromstring(answer.text)
        seen += [name.text_content() for name in page.xpath("//tbody/tr/th/bdi")]
        path = next(iter(page.xpath("//a[@rel='next']/@href")), "")
    assert (len(seen), len(set(seen))) == (LINES, LINES)


@pytest.mark.parametrize("query", ["n=1", "n=x", "after=-1", "after=9999999"])
def test_there_are_no_other_lines(quick_site: Site, query: str) -> None:
    path = f"{quick_site.page('finance')}/lines?{query}"
    assert quick_site.known("finance").get(path).status_code == 404


def test_a_stranger_sees_no_line(quick_site: Site) -> None:
    answer = quick_site.browser().get(f"{quick_site.page('finance')}/lines")
    assert (answer.status_code, "Voice" in answer.text) == (403, False)
