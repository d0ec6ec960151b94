"""A person at a browser: reads mails, opens the link, types the mailed code, sends the form."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import httpx

from sandbox.message import Message
from tests.waiting import eventually

CODE = re.compile(r"^Code: (\d{6})\s*$", re.MULTILINE)
FIELD = re.compile(r'<input type="hidden" name="(revision|csrf)" value="([^"]*)">')
BOX = re.compile(r'name="attest" value="([^"]*)"')
FORBIDDEN = 403


@dataclass(frozen=True)
class Form:
    """An answer form as the page showed it: its hidden fields and every box that could be ticked."""

    link: str
    hidden: dict[str, str]
    boxes: list[str]


def _beside(mail: Message, about: str) -> list[str]:
    """Give the link to act on that belongs to what the mail speaks of: the next one below it, else the last above."""
    above, _, below = mail.text.partition(about)
    after, before = ([link for link in mail.links if "/act/" in link and link in text] for text in (below, above))
    return after[:1] or before[-1:]


@dataclass
class Reader:
    """One person with one browser, whose cookies it keeps; `mails` gives everything that was caught so far."""

    email: str
    mails: Callable[[], Sequence[Message]]
    browser: httpx.Client = field(default_factory=lambda: httpx.Client(trust_env=False, timeout=30))

    def has(self) -> list[Message]:
        """Give the mails to this person, oldest first."""
        return [message for message in self.mails() if message.to == self.email]

    def link(self, about: str) -> str | None:
        """Give the newest link to act on from a mail that speaks of `about`; None when there is none yet."""
        links = [link for mail in self.has() if about in mail.text for link in _beside(mail, about)]
        return links[-1] if links else None

    def opens(self, about: str) -> Form:
        """Open the newest link, show whose mailbox it is where that is asked, and give the form."""
        link = self.link(about)
        assert link, f"{self.email} has no link about {about}"
        page = self.browser.get(link)
        if not FIELD.search(page.text):
            self.signs_in(link)
            page = self.browser.get(link)
        return Form(link, dict(FIELD.findall(page.text)), BOX.findall(page.text))

    def signs_in(self, link: str) -> None:
        """Ask for a code, wait for the mail, type it in."""
        before = len(self._codes())
        assert self.browser.post(f"{link}/code").status_code == httpx.codes.SEE_OTHER
        code = eventually(f"a code for {self.email}", lambda: self._codes()[before:])[-1]
        assert self.browser.post(f"{link}/verify", data={"code": code}).status_code == httpx.codes.SEE_OTHER

    def sends(self, form: Form, answer: str, reason: str = "") -> int:
        """Send a form with every box ticked; gives the status of the answer."""
        typed = {**form.hidden, "answer": answer, "reason": reason, "attest": form.boxes}
        return self.browser.post(form.link, data=typed).status_code

    def answers(self, answer: str, about: str, reason: str = "") -> int:
        """Open the newest link about something and answer; gives the status."""
        return self.sends(self.opens(about), answer, reason)

    def sees(self, about: str) -> str:
        """Give the page behind the newest link as this browser gets it."""
        return self.browser.get(self.link(about) or "").text

    def _codes(self) -> list[str]:
        return [code for mail in self.has() for code in CODE.findall(mail.text)]
