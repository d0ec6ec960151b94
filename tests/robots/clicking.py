"""A robot with a real browser: runs scripts, clicks every button, and sends every form, as it stands and filled in."""

from collections import Counter
from dataclasses import dataclass, field
from random import Random

from playwright.sync_api import Page, Response

DEPTH = 2
"""A form that came of sending a form is sent as well."""
AS_IT_STANDS, FILLED = "as it stands", "filled in"
FILL = """(form, given) => {
    for (const one of form.elements) {
        if (one.type === "checkbox" || one.type === "radio") one.checked = true;
        else if (one.localName === "select") one.selectedIndex = one.options.length - 1;
        else if (one.type === "email") one.value = given.email;
        else if (one.type !== "hidden" && one.localName !== "button") one.value = given.text;
    }
}"""
PRESS = """form => {
    form.noValidate = true;
    const button = form.querySelector("button, input[type=submit], input[type=image]");
    if (button) button.click(); else form.submit();
}"""
ELSEWHERE = "all => all.map(one => one.href).filter(to => new URL(to).origin === location.origin)"


@dataclass
class Clicker:
    """One robot's browser and what it did there."""

    page: Page
    random: Random = field(default_factory=lambda: Random(5))
    requests: int = 0
    forms: int = 0
    statuses: Counter[int] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.page.on("response", lambda answer: self._note(answer))  # noqa: PLW0108  # Playwright takes no built-in

    def reads(self, links: list[str], email: str) -> None:
        """Do all that can be done on the pages that a mail links to, and on those that they link to."""
        done = set[str]()
        for link in links:
            if link not in done:
                done |= {link, *self._visits(link, email)}

    def _visits(self, link: str, email: str) -> set[str]:
        self.page.goto(link)
        onward = {to.partition("#")[0] for to in self.page.eval_on_selector_all("a[href]", ELSEWHERE)} - {link}
        for address in (link, *sorted(onward)):
            for manner in (AS_IT_STANDS, FILLED):
                self._sends_all(address, manner, email)
        return onward

    def _sends_all(self, address: str, manner: str, email: str) -> None:
        self.page.goto(address)
        for number in range(self.page.locator("form").count()):
            self.page.goto(address)
            self._sends(number, manner, email, DEPTH)

    def _sends(self, number: int, manner: str, email: str, depth: int) -> None:
        """Send one form of the page, and then those of the page that comes of it, while there are any."""
        form = self.page.locator("form").nth(number)
        if manner == FILLED:
            form.evaluate(FILL, {"email": email, "text": f"{self.random.randrange(1_000_000):06}"})
        with self.page.expect_navigation():
            form.evaluate(PRESS)
        self.forms += 1
        for after in range(self.page.locator("form").count() if depth > 1 else 0):
            if after < self.page.locator("form").count():
                self._sends(after, manner, email, depth - 1)

    def _note(self, answer: Response) -> None:
        self.requests += 1
        self.statuses[answer.status] += 1
