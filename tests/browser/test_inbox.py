"""At the desk: several approved together, what was decided found again, and the browser left behind."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Meets
from tests.browser.test_acting import says, seats
from tests.stories.month import Month


def test_clean_ones_are_approved_together_after_one_look_at_all_of_them(town: Month, meets: Meets) -> None:
    ana = meets("ana@many.example")
    ana.signs_in()
    expect(ana.page.locator('input[name="task"]')).to_have_count(2)
    for box in ana.page.locator('input[name="task"]').all():
        box.check()
    ana.sends(ana.page.get_by_role("button", name="Look through the ticked ones"))
    for listed in ("Nothing is approved yet", "many-10", "many-b-10", "€2,000.00"):
        says(ana, listed)
    assert seats(town, "many")["finance"] == seats(town, "many-b")["finance"] == "open"
    approve = ana.page.get_by_role("button", name="Approve all 2")
    assert ana.sends(approve).status == 422
    ana.ticks()
    assert ana.sends(approve).status == 200
    says(ana, "2 approved")
    assert seats(town, "many")["finance"] == seats(town, "many-b")["finance"] == "approved"


def test_what_was_decided_is_found_by_its_amount(town: Month, meets: Meets) -> None:
    ana = meets("ana@sought.example").comes_back()
    ana.opens(ana.link())
    ana.approves()
    ana.opens("/")
    ana.page.get_by_role("searchbox").fill("1300")
    ana.page.get_by_role("button", name="Search").click()
    expect(ana.page).to_have_url(re.compile(r"/search\?q=1300$"))
    assert ana.page.locator(".tasks li").count() == 1
    ana.page.get_by_role("link", name=re.compile("sought-10")).click()
    says(ana, "sought-10")
    ana.opens("/decided")
    says(ana, "sought-10")


def test_a_browser_that_was_signed_out_is_a_stranger_again(meets: Meets) -> None:
    omar = meets("omar@sought.example")
    omar.signs_in()
    omar.sends(omar.page.get_by_role("button", name="Sign out"))
    says(omar, "Signed out")
    omar.opens(omar.link())
    says(omar, "Is this you?")
    omar.opens("/")
    says(omar, "Sign in")
    expect(omar.page.get_by_label("Your e-mail address")).to_be_visible()
