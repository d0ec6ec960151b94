"""A site below a path of its host: every link, form and redirect stays below, whether or not the proxy takes it off."""

import re

import pytest
from httpx import Response
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from tests.factories import an_open_review
from tests.web.site import Site, make_site
from web.watching import told_path

PATH = "/countersign"
BELOW = f"https://apps.example.com{PATH}"
NAMED = re.compile(r"(?:href|action|formaction|src)=\"(/[^\"]*)\"")


@pytest.fixture
def below(quick_engine: Engine) -> Site:
    """Return a site below a path."""
    with Session(quick_engine) as session:
        opened = an_open_review(session)
    return make_site(quick_engine, opened, base_url=BELOW)


def strays(page: Response) -> list[str]:
    """List the addresses that a page names outside the path."""
    assert page.status_code == 200, page.text
    named = NAMED.findall(page.text)
    assert named
    return [address for address in named if not address.startswith(f"{PATH}/")]


def test_whoever_opens_the_mailed_link_can_approve(below: Site) -> None:
    known = below.known("finance")
    answered = below.approve(known, "finance")
    assert (answered.status_code, answered.headers["location"]) == (303, PATH + below.page("finance"))
    assert strays(known.get(below.page("finance"))) == []


@pytest.mark.parametrize("page", ["/", "/ledger", "/decided", "/search", "/files", "/health"])
def test_every_page_leads_to_pages_below(below: Site, page: str) -> None:
    assert strays(below.known("finance").get(page)) == []


def test_the_act_page_leads_to_pages_below(below: Site) -> None:
    known = below.known("finance")
    assert strays(known.get(below.page("finance"))) == []


def test_a_page_says_its_length(below: Site) -> None:
    page = below.browser().get("/sign-in")
    assert int(page.headers["content-length"]) == len(page.content)


def test_a_question_for_the_head_alone_names_no_wrong_length(below: Site) -> None:
    assert "content-length" not in below.browser().head("/sign-in").headers


def test_a_proxy_may_take_the_path_off(below: Site) -> None:
    browser = below.browser()
    browser.base_url = "https://apps.example.com"
    assert strays(browser.get("/sign-in")) == []
    assert browser.get("/ledger").headers["location"].startswith(f"{PATH}/sign-in?next=/ledger")


def test_probes_answer_at_the_top_and_below(below: Site) -> None:
    browser = below.browser()
    assert browser.get("/healthz").status_code == 200
    browser.base_url = "https://apps.example.com"
    assert browser.get("/healthz").status_code == 200


def test_the_cookie_goes_to_no_other_site_of_the_host(below: Site) -> None:
    cookies = below.enter_code(below.browser(), "finance").headers["set-cookie"]
    assert f"Path={PATH};" in cookies


def test_another_path_that_begins_alike_is_not_ours(below: Site) -> None:
    browser = below.browser()
    browser.base_url = "https://apps.example.com"
    assert browser.get("/countersigned/sign-in").status_code == 404


def test_the_log_tells_no_token_of_a_page_below() -> None:
    assert told_path(f"{PATH}/act/a-token") == "(other)"
