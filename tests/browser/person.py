"""A person at a real browser, who does what people do: opens links from mails, types, ticks, clicks."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any

from playwright.sync_api import Browser, Locator, Page, Response, ViewportSize, expect
from sqlalchemy import select

from config.clock import wall
from tests.stories.month import Month
from tests.stories.reader import CODE
from tests.waiting import eventually
from workflow.base import new_id
from workflow.people.identity import Device
from workflow.people.person import Person as Somebody
from workflow.people.signin import DEVICE_DAYS

COOKIE = "countersign_device"
DESK: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}


@dataclass
class Person:
    """Somebody of a customer, in a browser of their own; `page` is what they look at."""

    town: Month
    email: str
    page: Page

    def link(self, about: str = "", room: str = "/act/") -> str:
        """Give the newest link that was mailed to this person, to act on or to another room, beside `about`."""
        mails = [mail for mail in self.town.post.messages if mail.to == self.email and about in mail.text]
        return [link for mail in mails for link in mail.links if room in link][-1]

    def opens(self, address: str) -> Response:
        """Open an address, or a path of the site."""
        answer = self.page.goto(f"{self.town.house.settings.base_url}{address}" if address[:1] == "/" else address)
        assert answer
        return answer

    def enters(self, about: str = "") -> None:
        """Open the newest link and show whose mailbox it is."""
        self.opens(self.link(about))
        self.shows_the_mailbox()

    def comes_back(self) -> "Person":
        """Bring the cookie that a code was given for on an earlier day."""
        cookie, house = token_urlsafe(), self.town.house
        with house.sessions.begin() as session:
            me = session.scalars(select(Somebody.id).where(Somebody.email == self.email)).one()
            known = {"cookie_hash": sha256(cookie.encode()).hexdigest(), "expires_at": wall().add(days=DEVICE_DAYS)}
            session.add(Device(id=new_id(), person_id=me, **known))
        self.page.context.add_cookies([{"name": COOKIE, "value": cookie, "url": house.settings.base_url}])
        return self

    def shows_the_mailbox(self) -> None:
        """Have a code mailed, and type it."""
        self.asks_for_a_code()
        self.types_the_code()
        expect(self.page.get_by_text(re.compile("You (act|answer) as"))).to_be_visible()

    def asks(self, whom: str, question: str) -> Response:
        """Ask a colleague from the page that is open; gives what the site said to that."""
        form = self.page.locator("details", has=self.page.locator('form[action$="/ask"]'))
        form.locator("summary").click()
        form.get_by_label("Whom").select_option(whom)
        form.get_by_label("Your question").fill(question)
        return self.sends(form.get_by_role("button"))

    def signs_in(self) -> None:
        """Come by the front door."""
        self.opens("/sign-in")
        self.page.get_by_label("e-mail").fill(self.email)
        self.asks_for_a_code()
        self.types_the_code()
        expect(self.page.get_by_role("button", name="Sign out")).to_be_visible()

    def asks_for_a_code(self) -> None:
        """Press the button that has a code mailed."""
        self.page.locator('form[action$="/code"] button').click()

    def types_the_code(self) -> None:
        """Wait for the mail, type its code and send it."""
        self.page.locator("#code").fill(self.code())
        self.page.locator('form[action$="/verify"] button').click()

    def code(self) -> str:
        """Give the newest code, once it was mailed."""
        return eventually(f"a code for {self.email}", self.codes)[-1]

    def codes(self) -> list[str]:
        """Give the codes that were mailed to this person, oldest first."""
        mails = [mail for mail in self.town.post.messages if mail.to == self.email]
        return [code for mail in mails for code in CODE.findall(mail.text)]

    def ticks(self) -> None:
        """Tick every statement."""
        for box in self.page.locator('input[name="attest"]').all():
            box.check()

    def answers(self, choice: str, reason: str = "") -> Response:
        """Choose an answer, give a reason, send both; gives what the site said to that."""
        self.page.get_by_role("radio", name=re.compile(f"^{choice}")).check()
        self.page.get_by_role("textbox", name="Reason").fill(reason)
        return self.sends(self.page.get_by_role("button", name="Send my answer"))

    def sends(self, button: Locator) -> Response:
        """Press the button of a form; gives what the site said to that."""
        with self.page.expect_response(lambda response: response.request.method == "POST") as said:
            button.click()
        self.page.wait_for_load_state()
        return said.value

    def approves(self) -> Response:
        """Tick everything and approve."""
        self.ticks()
        return self.answers("Approve")


@contextmanager
def a_person(chromium: Browser, town: Month, email: str, **options: Any) -> Iterator[Person]:
    """Yield a person in a new browser, in which no script runs unless it is asked for."""
    context = chromium.new_context(**{"java_script_enabled": False, "viewport": DESK, **options})
    yield Person(town, email, context.new_page())
    context.close()
