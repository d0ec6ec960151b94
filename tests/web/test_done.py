"""After something was done the page says what happened, at its top, and leads to where it stands."""

from typing import Any

import lxml.html
import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from tests.web.site import everything
from tests.web.test_verbs import FAY, Asked, a_site, do
from web.pages.verbs.done import SAYINGS
from web.pages.verbs.registry import VERBS
from workflow.people.person import Person
from workflow.reviews.review import Assignment

OFFICE = "operations.person@example.com"
DEEDS: list[tuple[str, str, dict[str, str], str]] = [
    ("finance", "ask", {"to": OFFICE, "text": "Did it run?"}, "You asked Operations Person. The answer will come"),
    ("finance", "question-vendor", {"text": "Which seats?"}, "You asked the vendor by mail."),
    (
        "finance",
        "snooze",
        {"day": "2026-12-09"},
        "You are reminded again on Wed, Dec 9, 2026, 9:00\N{NARROW NO-BREAK SPACE}AM Berlin time.",
    ),
    ("finance", "hand-over", {"to": FAY, "why": "Hers."}, "You handed it over. The mail to Fay is on its way."),
    ("admin", "reassign", {"to": FAY, "why": "Hers."}, "It was given to somebody else"),
    ("admin", "extend", {"due_on": "2027-01-15", "why": "Agreed."}, "It is due on Jan 15, 2027 now, and to be decided"),
    ("admin", "ask-vendor", {"why": "Whose seats are these?"}, "The letter to the vendor is on its way."),
]


@pytest.fixture
def quick(quick_engine: Engine) -> Asked:
    """Return a site whose review three people are asked about."""
    return a_site(quick_engine)


def status(asked: Asked, role: str, address: str) -> list[Any]:
    """Read what a page says was done."""
    page: Any = lxml.html.fromstring(asked.browser(role).get(address).text)
    return list(page.xpath("//*[@role='status']"))


@pytest.mark.parametrize(("role", "verb", "fields", "said"), DEEDS)
def test_the_page_says_what_was_done_and_leads_there(
    quick: Asked, role: str, verb: str, fields: dict[str, str], said: str
) -> None:
    if verb == "reassign":
        fields = {**fields, "seat": str(quick.site.opened.seats["finance"])}
    led = do(quick, role, verb, **fields).headers["location"]
    assert led == f"{quick.site.page(role)}?done={verb}"
    page: Any = lxml.html.fromstring(quick.browser(role).get(led).text)
    (line,) = page.xpath("//*[@role='status']")
    assert line.text_content().startswith(said)
    place = line.xpath(".//a/@href")[0].removeprefix("#")
    assert page.get_element_by_id(place) is not None


def test_what_nobody_did_is_not_said(quick: Asked) -> None:
    roles = ("finance", "admin")
    assert all(quick.page(role).status_code == 200 for role in roles)
    before = everything(quick.site.engine)
    for name in (*SAYINGS, "made up", "<b>paid</b>", "ask&done=snooze", "é"):
        for role in roles:
            assert status(quick, role, f"{quick.site.page(role)}?done={name}") == []
    assert everything(quick.site.engine) == before


def test_whoever_lost_the_seat_otherwise_did_not_hand_it_over(quick: Asked) -> None:
    site, browser = quick.site, quick.browser("finance")
    with Session(site.engine) as session:
        fay = session.scalars(select(Person.id).where(Person.email == FAY)).one()
        session.get_one(Assignment, site.opened.seats["finance"]).person_id = fay
        session.commit()
    page = browser.get(f"{site.page('finance')}?done=hand-over")
    assert page.status_code == 200
    assert "You handed it over" not in page.text


def test_every_verb_has_its_sentence() -> None:
    assert set(SAYINGS) == {verb.name for verb in VERBS}
