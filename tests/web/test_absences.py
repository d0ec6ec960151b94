"""The page of absences: people note their own, admins those of their colleagues, and nobody anybody else's."""

from uuid import UUID, uuid4

import pytest
from httpx import Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import a_person
from tests.web.office import ADMIN, EVE, FINANCE, OLGA, OPERATIONS, Office, form_at
from tests.web.site import everything
from tests.web.test_context import words
from workflow.people.absence import Absence
from workflow.people.workspace import Workspace

PAGE = "/absences"
FILLED = {"from": "2026-12-21", "until": "2026-12-23", "why": "Christmas"}
FAY = "fay@example.com"


def send(office: Office, email: str = FINANCE, **fields: str) -> Response:
    """Fill the form in and send it."""
    browser = office.browser(email)
    return browser.post(PAGE, data={**form_at(browser.get(PAGE), PAGE), **FILLED, **fields})


def noted(office: Office) -> Absence:
    """Read the only absence."""
    with Session(office.site.engine) as session:
        return session.scalars(select(Absence)).one()


def take_back(office: Office, email: str = FINANCE) -> Response:
    """Take the only absence back by its button."""
    browser, path = office.browser(email), f"{PAGE}/{noted(office).id}/end"
    return browser.post(path, data=form_at(browser.get(PAGE), path))


def second_of_finance(office: Office) -> None:
    """Let Fay hold finance in Acme as well."""
    with Session(office.site.engine) as session:
        a_person(session, FAY, "finance", name="Fay")
        session.commit()
    office.write(
        Workspace, office.acme, people={"finance": [FINANCE, FAY], "operations": [OPERATIONS], "admin": [ADMIN]}
    )


def test_people_note_their_own_and_name_a_deputy(office: Office) -> None:
    second_of_finance(office)
    done = send(office, deputy=FAY)
    assert (done.status_code, done.headers["location"]) == (303, PAGE)
    told = words(office.browser(FINANCE).get(PAGE))
    assert "Finance Person Dec 21 \u2013 23, 2026 Fay takes their place · Christmas" in told
    assert "Noted by Finance Person, Mon, Dec 7, 2026" in told
    assert "You have noted no absence." in words(office.browser(FAY).get(PAGE))


def test_one_is_taken_back_and_stays_in_the_list(office: Office) -> None:
    send(office)
    assert take_back(office).status_code == 303
    told = words(office.browser(FINANCE).get(PAGE))
    assert "You have noted no absence." in told
    assert "Taken back, Mon, Dec 7, 2026" in told
    assert noted(office).ended_at is not None


def test_an_admin_notes_and_takes_back_for_colleagues(quick_office: Office) -> None:
    assert send(quick_office, ADMIN, person=OPERATIONS).status_code == 303
    assert "Operations Person Dec 21" in words(quick_office.browser(ADMIN).get(PAGE))
    assert "Noted by Ada Adeyemi" in words(quick_office.browser(OPERATIONS).get(PAGE))
    assert take_back(quick_office, ADMIN).status_code == 303


@pytest.mark.parametrize(("email", "person"), [(FINANCE, OPERATIONS), (ADMIN, OLGA), (OLGA, FINANCE), (ADMIN, "x")])
def test_nobody_speaks_for_others_or_across_workspaces(quick_office: Office, email: str, person: str) -> None:
    refused = send(quick_office, email, person=person)
    assert (refused.status_code, refused.text) == (404, quick_office.browser(email).get("/nothing").text)
    assert everything(quick_office.site.engine)["absences"] == []


def test_what_is_not_theirs_to_take_back_is_the_one_404(quick_office: Office) -> None:
    send(quick_office)
    for email in (OPERATIONS, OLGA):
        browser = quick_office.browser(email)
        for absence_id in (noted(quick_office).id, uuid4(), UUID(int=0), "x"):
            path = f"{PAGE}/{absence_id}/end"
            page = browser.get(PAGE)
            assert form_at(page, path) == {}
            sent = browser.post(path, data={"csrf": "x"})
            assert sent.status_code in {403, 404}
    assert noted(quick_office).ended_at is None


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"from": ""}, "Give the first and the last day"),
        ({"until": "soon"}, "Give the first and the last day"),
        ({"until": "2026-12-20"}, "before it begins"),
        ({"from": "2026-11-01", "until": "2026-11-02"}, "These days are over"),
        ({"deputy": OLGA}, "No colleague of yours has this address"),
        ({"deputy": OPERATIONS}, "holds none of"),
        ({"deputy": FINANCE}, "Nobody is their own deputy"),
    ],
)
def test_bad_input_is_one_sentence_and_nothing_typed_is_lost(
    quick_office: Office, fields: dict[str, str], said: str
) -> None:
    refused = send(quick_office, **fields)
    assert refused.status_code == 422
    assert said in refused.text
    assert 'value="Christmas"' in refused.text
    assert everything(quick_office.site.engine)["absences"] == []


def test_what_was_taken_back_meanwhile_is_a_conflict(quick_office: Office) -> None:
    send(quick_office)
    browser, path = quick_office.browser(FINANCE), f"{PAGE}/{noted(quick_office).id}/end"
    form = form_at(browser.get(PAGE), path)
    assert [browser.post(path, data=form).status_code for _ in range(2)] == [303, 409]


@pytest.mark.parametrize("csrf", ["", "x"])
def test_only_the_own_form_counts_and_keeps_what_was_typed(quick_office: Office, csrf: str) -> None:
    refused = send(quick_office, csrf=csrf)
    assert refused.status_code == 403
    assert 'value="Christmas"' in refused.text
    assert everything(quick_office.site.engine)["absences"] == []


def test_a_stranger_is_asked_to_sign_in_and_who_holds_no_role_sees_nothing(quick_office: Office) -> None:
    stranger = quick_office.site.browser()
    assert stranger.get(PAGE).headers["location"] == "/sign-in?next=/absences"
    assert stranger.post(PAGE, data=FILLED).headers["location"] == "/sign-in?next=/absences"
    assert quick_office.browser(EVE).get(PAGE).status_code == 404


def test_looking_changes_nothing_and_every_page_leads_here(quick_office: Office) -> None:
    browser = quick_office.browser(FINANCE)
    before = everything(quick_office.site.engine)
    assert browser.get(PAGE).status_code == 200
    assert 'href="/absences"' in browser.get("/ledger").text
    assert everything(quick_office.site.engine) == before
