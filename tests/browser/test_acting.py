"""People act from their mails in a real browser, in which no script runs."""

from playwright.sync_api import Response, expect

from tests.browser.conftest import Meets
from tests.browser.person import Person
from tests.browser.town import october
from tests.stories.month import Month


def seats(town: Month, key: str) -> dict[str, str]:
    """Give how each role of a customer answered."""
    review = town.review(f"{key}-10", key)
    return {seat["role"]: seat["state"] for seat in review["assignments"]}


def says(person: Person, text: str) -> None:
    """Wait until the page shows this."""
    expect(person.page.locator("main")).to_contain_text(text)


def status(response: Response) -> int:
    """Give the status of an answer."""
    return response.status


def test_the_first_approval_takes_a_code_from_the_mail(town: Month, meets: Meets) -> None:
    ana = meets("ana@first.example")
    ana.opens(ana.link())
    says(ana, "Is this you?")
    assert "1,300.00" not in ana.page.content()
    assert "first-10" not in ana.page.content()
    ana.asks_for_a_code()
    ana.types_the_code()
    says(ana, "1,300.00")
    assert status(ana.approves()) == 303
    says(ana, "approved")
    expect(ana.page.get_by_role("button", name="Send my answer")).to_have_count(0)
    assert seats(town, "first")["finance"] == "approved"


def test_the_second_time_the_browser_is_known_by_its_cookie(town: Month, meets: Meets) -> None:
    ana = meets("ana@twice.example")
    ana.enters("twice-10")
    assert status(ana.approves()) == 303
    codes = len(ana.codes())
    ana.opens(ana.link("twice-b-10"))
    assert status(ana.approves()) == 303
    assert len(ana.codes()) == codes == 1
    assert seats(town, "twice-b")["finance"] == "approved"


def test_a_flag_needs_its_reason_and_goes_to_the_admin_with_it(town: Month, meets: Meets) -> None:
    omar = meets("omar@flagged.example")
    omar.enters()
    assert status(omar.answers("Flag")) == 422
    assert status(omar.answers("Flag", "The minutes look doubled.")) == 303
    says(omar, "The minutes look doubled.")
    town.ticks()
    ada = meets("ada@flagged.example")
    ada.enters()
    says(ada, "The minutes look doubled.")
    assert town.review("flagged-10", "flagged")["state"] == "disputed"


def test_an_old_link_shows_the_decision_and_a_form_left_open_is_refused(town: Month, meets: Meets) -> None:
    ana, omar = meets("ana@stale.example"), meets("omar@stale.example")
    omar.enters()
    ana.enters()
    left_open = Person(town, ana.email, ana.page.context.new_page())
    left_open.opens(ana.link())
    assert [status(one.approves()) for one in (ana, omar)] == [303, 303]
    assert status(left_open.approves()) == 409
    town.ticks()
    ana.opens(ana.link())
    says(ana, "Omar Stale")
    expect(ana.page.locator("#answer")).to_have_count(0)
    assert town.review("stale-10", "stale")["state"] == "approved"


def test_an_altered_link_is_the_one_page_that_says_nothing(town: Month, meets: Meets) -> None:
    ana = meets("ana@stale.example")
    altered = ana.link()[:-2] + "Ax"
    assert status(ana.opens(altered)) == 404
    says(ana, "Nothing here")


def test_an_invoice_that_changes_under_the_readers_eyes_is_not_signed(town: Month, meets: Meets) -> None:
    omar = meets("omar@changed.example")
    omar.enters()
    town.comes(october("changed", "1500.00"), "changed")
    town.walks_to("2026-11-02 15:00")
    assert status(omar.approves()) == 409
    assert seats(town, "changed")["operations"] == "open"
    says(omar, "Nothing")
    omar.opens(omar.link("1,500.00"))
    says(omar, "1,500.00")
    assert status(omar.approves()) == 303
    assert seats(town, "changed")["operations"] == "approved"


def test_an_admin_settles_what_was_escalated(town: Month, meets: Meets) -> None:
    ada = meets("ada@urgent.example")
    assert "Mon 2 Nov 07:00 ada: escalation" in town.minutes(about="urgent-10")
    ada.enters()
    assert status(ada.approves()) == 303
    says(ada, "Ada Urgent")
    assert town.review("urgent-10", "urgent")["state"] == "approved"
