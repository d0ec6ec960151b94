"""The keyboard alone takes a person from the mail to the answer, and they always see where they are."""

from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import Meets
from tests.stories.month import Month

MOST_STEPS = 150
WHERE = """() => {
    const it = document.activeElement, look = getComputedStyle(it);
    return {
        what: it.name || it.getAttribute("href") || it.textContent.trim(), value: it.value || "",
        ringed: (look.outlineStyle !== "none" && parseFloat(look.outlineWidth) > 0) || look.boxShadow !== "none",
    };
}"""

STOPS = """() => {
    const all = [...document.querySelectorAll("*")], main = document.getElementById("main"), groups = new Set();
    const stops = [...main.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")];
    return stops.filter(it => {
        const again = it.type === "radio" && groups.has(it.name);
        if (it.type === "radio") groups.add(it.name);
        return !again && it.type !== "hidden" && it.checkVisibility();
    }).map(it => all.indexOf(it));
}"""
"""The places in the document of all that Tab must stop at, in the order in which they stand; radio buttons are one."""


def here(page: Page) -> dict[str, Any]:
    """Tell what has the focus; it must be in sight, with a ring around it."""
    found: dict[str, Any] = page.evaluate(WHERE)
    assert found["ringed"], f"no ring around {found}"
    expect(page.locator(":focus")).to_be_in_viewport()
    return found


def tabs_to(page: Page, name: str, value: str = "") -> None:
    """Press Tab until this has the focus."""
    for _ in range(MOST_STEPS):
        page.keyboard.press("Tab")
        found = here(page)
        if found["what"] == name and value in found["value"]:
            return
    raise AssertionError(f"Tab does not lead to {name} {value}")


def test_from_the_link_to_the_sent_answer(town: Month, meets: Meets) -> None:
    ana = meets("ana@keys.example")
    page = ana.page
    ana.opens(ana.link())
    tabs_to(page, page.locator('form[action$="/code"] button').inner_text())
    page.keyboard.press("Enter")
    expect(page.locator("#code")).to_be_visible()
    assert here(page)["what"] == "code"
    page.keyboard.type(ana.code())
    page.keyboard.press("Enter")
    expect(page.locator("#answer")).to_be_visible()
    for box in [box.get_attribute("value") or "" for box in page.locator('input[name="attest"]').all()]:
        tabs_to(page, "attest", box)
        page.keyboard.press("Space")
    tabs_to(page, "answer")
    page.keyboard.press("Space")
    tabs_to(page, "Send my answer")
    page.keyboard.press("Enter")
    expect(page.locator("#verdict, .note").first).to_be_visible()
    expect(page.locator("#answer")).to_have_count(0)
    states = {seat["role"]: seat["state"] for seat in town.review("keys-10", "keys")["assignments"]}
    assert states["finance"] == "approved"


def test_tab_leads_past_the_header_through_all_in_its_order_and_out_again(meets: Meets) -> None:
    omar = meets("omar@keys.example").comes_back()
    omar.opens(omar.link())
    page = omar.page
    page.keyboard.press("Tab")
    assert here(page)["what"] == "#main"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    expected = page.evaluate(STOPS)
    stops = []
    for _ in expected:
        page.keyboard.press("Tab")
        here(page)
        stops.append(page.evaluate("[...document.querySelectorAll('*')].indexOf(document.activeElement)"))
    assert stops == expected
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('body, .skip')"), "Tab does not lead out of the page"
