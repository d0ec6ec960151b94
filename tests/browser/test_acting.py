"""People act from their mails in a real browser, in which no script runs."""

from playwright.sync_api import Response, expect

from tests.browser.conftest import Meets
from tests.browser.person import Person
from tests.browser.town import october
from tests.stories.month import Month
from tests.waiting import eventually


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
    omar = meets("omar@flagged.example").comes_back()
    omar.opens(omar.link())
    assert status(omar.answers("Flag")) == 422
    assert status(omar.answers("Flag", "The minutes look doubled.")) == 303
    says(omar, "The minutes look doubled.")
    town.ticks()
    ada = meets("ada@flagged.example").comes_back()
    ada.opens(ada.link())
    says(ada, "The minutes look doubled.")
    assert town.review("flagged-10", "flagged")["state"] == "disputed"


def test_an_old_link_shows_the_decision_and_a_form_left_open_is_refused(town: Month, meets: Meets) -> None:
    ana, omar = meets("ana@stale.example").comes_back(), meets("omar@stale.example").comes_back()
    left_open = Person(town, ana.email, ana.page.context.new_page())
    for one in (ana, omar, left_open):
        one.opens(one.link())
    assert [status(one.approves()) for one in (ana, omar)] == [303, 303]
    assert status(left_open.approves()) == 409
    town.ticks()
    ana.opens(ana.link())
    says(ana, "Omar Stale")
    expect(ana.page.locator("#answer")).to_have_count(0)
    assert town.review("stale-10", "stale")["state"] == "approved"


def test_a_forwarded_mail_shows_another_browser_only_the_way_to_a_code(town: Month, meets: Meets) -> None:
    ana, omar = meets("ana@sent.example").comes_back(), meets("omar@sent.example").comes_back()
    stranger = meets("ana@sent.example")
    shows_only_the_code_form(omar, ana.link())
    ana.opens(ana.link())
    ana.approves()
    for browser in (omar, stranger):
        shows_only_the_code_form(browser, ana.link())
    omar.asks_for_a_code()
    assert "ana@" not in omar.page.content()
    assert eventually("a code for its owner", ana.codes)
    assert omar.codes() == []
    assert seats(town, "sent")["operations"] == "open"


def shows_only_the_code_form(person: Person, link: str) -> None:
    """Open a link that is somebody else's: a question, a button, and nothing of the review."""
    assert person.opens(link).status == 200
    says(person, "Is this you?")
    expect(person.page.locator("form")).to_have_count(1)
    expect(person.page.get_by_role("button")).to_have_text("Send a code to a…@s….example")
    assert not any(word in person.page.content() for word in ("1,300", "sent-10", "Ana", "Omar", "approved"))


def test_a_colleague_answers_a_question_and_the_answer_stands_with_the_review(town: Month, meets: Meets) -> None:
    ana, omar = meets("ana@asked.example").comes_back(), meets("omar@asked.example")
    ana.opens(ana.link())
    assert ana.asks(omar.email, "Did the campaign run here?").status == 303
    says(ana, "no answer yet")
    town.ticks()
    omar.opens(omar.link(room="/questions/"))
    assert "campaign" not in omar.page.content()
    omar.shows_the_mailbox()
    says(omar, "Did the campaign run here?")
    omar.page.get_by_label("Your answer").fill("Yes, from the fifth on.")
    assert omar.sends(omar.page.get_by_role("button", name="Send my answer")).status == 303
    town.ticks()
    assert "Yes, from the fifth on." in [mail for mail in town.post.messages if mail.to == ana.email][-1].text
    ana.opens(ana.link())
    says(ana, "Yes, from the fifth on.")
    assert seats(town, "asked") == {"finance": "open", "operations": "open"}


def test_an_altered_link_is_the_one_page_that_says_nothing(town: Month, meets: Meets) -> None:
    ana = meets("ana@stale.example")
    altered = ana.link()[:-2] + "Ax"
    assert status(ana.opens(altered)) == 404
    says(ana, "Nothing here")


def test_an_invoice_that_changes_under_the_readers_eyes_is_not_signed(town: Month, meets: Meets) -> None:
    omar = meets("omar@changed.example").comes_back()
    omar.opens(omar.link())
    town.comes(october("changed", "1500.00"), "changed")
    town.walks_to("2026-11-02 15:00")
    assert status(omar.approves()) == 409
    assert seats(town, "changed")["operations"] == "open"
    note = omar.page.get_by_role("alert")
    expect(note).to_contain_text("Nothing was recorded: invoice changed-10 changed after you were asked about it.")
    expect(note.locator("div", has_text="Total")).to_contain_text("was €1,300.00is now €1,500.00")
    note.get_by_role("link", name="Go to revision 2 and answer").click()
    expect(omar.page.locator("h1 + .total")).to_have_text("€1,500.00")
    assert omar.page.url == omar.link("1,500.00")
    assert status(omar.approves()) == 303
    assert seats(town, "changed")["operations"] == "approved"


def test_an_admin_settles_what_was_escalated(town: Month, meets: Meets) -> None:
    ada = meets("ada@urgent.example")
    assert "Mon 2 Nov 07:00 ada: escalation" in town.minutes(about="urgent-10")
    ada.enters()
    assert status(ada.approves()) == 303
    says(ada, "Ada Urgent")
    assert town.review("urgent-10", "urgent")["state"] == "approved"
