"""The page where people choose between digests and a mail each: theirs alone, and by nothing but its own form."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.web.office import EVE, FINANCE, OLGA, OPERATIONS, Office, form_at
from tests.web.site import everything
from workflow.events.event import Event
from workflow.people.person import Person
from workflow.people.workspace import Workspace

PAGE = "/mails"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def wishing(office: Office) -> list[str]:
    """List who wants a mail each."""
    with Session(office.site.engine) as session:
        return list(session.scalars(select(Person.email).where(Person.wants_single_mails).order_by(Person.email)))


def checked(page: str) -> str:
    """Give the value of the choice that is checked."""
    (line,) = [line for line in page.splitlines() if " checked" in line]
    return line.partition('value="')[2].partition('"')[0]


def test_one_chooses_a_mail_each_and_digests_again(office: Office) -> None:
    browser = office.browser(FINANCE)
    for choice, who in (("single", [FINANCE]), ("digest", [])):
        form = form_at(browser.get(PAGE), PAGE)
        done = browser.post(PAGE, data={**form, "mails": choice})
        assert (done.status_code, done.headers["location"]) == (303, PAGE)
        assert (wishing(office), checked(browser.get(PAGE).text)) == (who, choice)
    with Session(office.site.engine) as session:
        told = session.execute(select(Event.actor, Event.why).where(Event.kind == "person.mails").order_by(Event.id))
        assert [tuple(one) for one in told] == [
            (FINANCE, "Finance Person chose a mail each instead of digests"),
            (FINANCE, "Finance Person chose digests"),
        ]


def test_choosing_what_holds_already_leaves_no_trace(quick_office: Office) -> None:
    browser = quick_office.browser(FINANCE)
    browser.post(PAGE, data={**form_at(browser.get(PAGE), PAGE), "mails": "digest"})
    assert [one for one in everything(quick_office.site.engine)["events"] if "person.mails" in str(one)] == []


@pytest.mark.parametrize("fields", [{"mails": ""}, {"mails": "none"}, {"mails": "single", "csrf": "x"}, ONE_CLICK])
def test_nothing_else_changes_anything(quick_office: Office, fields: dict[str, str]) -> None:
    browser = quick_office.browser(FINANCE)
    form = {} if fields is ONE_CLICK else form_at(browser.get(PAGE), PAGE)
    refused = browser.post(PAGE, data={**form, **fields})
    assert refused.status_code in {403, 422}
    assert 'role="alert"' in refused.text
    assert wishing(quick_office) == []


def test_a_form_of_somebody_else_s_page_is_refused(quick_office: Office) -> None:
    form = form_at(quick_office.browser(OPERATIONS).get(PAGE), PAGE)
    assert quick_office.browser(FINANCE).post(PAGE, data={**form, "mails": "single"}).status_code == 403
    assert wishing(quick_office) == []


def test_a_stranger_is_led_to_sign_in_and_back_and_changes_nothing(quick_office: Office) -> None:
    stranger = quick_office.site.browser()
    for answer in (
        stranger.get(PAGE),
        stranger.post(PAGE, data={"mails": "single"}),
        stranger.post(PAGE, data=ONE_CLICK),
    ):
        assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=/mails")
    assert 'value="/mails"' in stranger.get("/sign-in?next=/mails").text
    assert wishing(quick_office) == []


def test_whoever_signed_in_chooses_and_history_has_it_where_they_sit(quick_office: Office) -> None:
    quick_office.write(
        Workspace, quick_office.acme, people={role: [OLGA] for role in ("finance", "operations", "admin")}
    )
    for email in (EVE, FINANCE):
        browser = quick_office.browser(email)
        assert browser.post(PAGE, data={**form_at(browser.get(PAGE), PAGE), "mails": "single"}).status_code == 303
    assert wishing(quick_office) == [EVE, FINANCE]
    with Session(quick_office.site.engine) as session:
        told = session.execute(select(Event.actor, Event.workspace_id).where(Event.kind == "person.mails"))
        assert [tuple(one) for one in told] == [(FINANCE, quick_office.acme)]
