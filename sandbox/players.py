"""The demo's people: each reads the mails of one address and acts in one browser, over HTTP and by nothing else."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Self, TypeVar

import httpx

from sandbox.forms import Form, filled, forms_of

CODE = re.compile(r"^Code: (\d{6})$", re.MULTILINE)
PATIENCE = 20.0
GLANCE = 0.02
TIMEOUT = 15.0
Mail = dict[str, Any]
"""One mail as the catcher's `/messages` gives it."""

Found = TypeVar("Found")


class PlayError(Exception):
    """A person could not do what the script says; the message tells what stood in the way."""


@dataclass(frozen=True)
class Person:
    """Somebody of the cast."""

    name: str
    email: str
    timezone: str
    roles: tuple[str, ...]


def code_in(mail: Mail) -> str | None:
    """Read the sign-in code out of a mail's text; None when there is none."""
    found = CODE.search(mail["text"])
    return found[1] if found else None


def link_below(mail: Mail, name: str) -> str:
    """Read the link that stands next below where a mail speaks of something; raises PlayError."""
    below: list[str] = mail["text"].partition(name)[2].splitlines()
    found = next((line.strip() for line in below if line.strip() in mail["links"]), None)
    if found is None:
        raise PlayError(f"the mail “{mail['subject']}” to {mail['to']} has no link below {name}")
    return found


def seen_until(look: Callable[[], Found | None], what: str, patience: float = PATIENCE) -> Found:
    """Look again and again until there is something; raises PlayError when `patience` (seconds) is at its end."""
    end = time.monotonic() + patience
    while True:
        found = look()
        if found is not None:
            return found
        if time.monotonic() > end:
            raise PlayError(f"{what} did not come within {patience:.0f} seconds")
        time.sleep(GLANCE)


class Player:
    """One person with a mailbox and a browser of their own."""

    def __init__(self, person: Person, inbox_url: str) -> None:
        """Sit down; `inbox_url` is the web inbox of the mail catcher."""
        self.person = person
        self._inbox_url = inbox_url
        self._browser = httpx.Client(follow_redirects=True, timeout=TIMEOUT, trust_env=False)

    def __enter__(self) -> Self:
        """Open the browser."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the browser."""
        self._browser.close()

    def mails(self, after: int = 0) -> list[Mail]:
        """Read the mailbox, oldest first, from the mail after that number on."""
        answer = self._browser.get(f"{self._inbox_url}/messages", params={"after": after}).raise_for_status()
        return [mail for mail in answer.json() if mail["to"] == self.person.email]

    def answer(self, link: str, answer: str, reason: str = "") -> bool:
        """Open a link, show whose mailbox it is if asked, fill in the form, send it.

        Approving ticks every statement. Tells whether a code was asked for; raises PlayError.
        """
        page = self._get(link)
        form = _answering(page)
        asked = form is None
        if form is None:
            page = self._show_mailbox(page)
            form = _answering(page)
        if form is None:
            raise PlayError(f"{self.person.name} found no form to answer on {link}")
        typed = {"answer": answer} | ({"reason": reason} if reason else {})
        self._send(form.action, filled(form, typed, tick=answer == "approve"))
        return asked

    def _show_mailbox(self, page: httpx.Response) -> httpx.Response:
        """Ask for a code, wait for its mail, type it in."""
        asking = _form_to(page, "/code")
        newest = max((mail["id"] for mail in self.mails()), default=0)
        page = self._send(asking.action, {})
        code = seen_until(lambda: self._code_after(newest), f"the code for {self.person.name}")
        entering = _form_to(page, "/verify")
        return self._send(entering.action, filled(entering, {"code": code}, tick=False))

    def _code_after(self, newest: int) -> str | None:
        codes = [code_in(mail) for mail in self.mails(newest)]
        return next((code for code in codes if code), None)

    def _get(self, link: str) -> httpx.Response:
        page = self._browser.get(link)
        if page.status_code != HTTPStatus.OK:
            raise PlayError(f"{self.person.name} opened a link and got {page.status_code}")
        return page

    def _send(self, action: str, fields: dict[str, list[str]]) -> httpx.Response:
        """Post a form; done means 303 and then a page."""
        page = self._browser.post(action, data=fields)
        first = page.history[0].status_code if page.history else page.status_code
        if first != HTTPStatus.SEE_OTHER or page.status_code != HTTPStatus.OK:
            raise PlayError(f"{self.person.name} sent a form and got {first}, then {page.status_code}")
        return page


def _answering(page: httpx.Response) -> Form | None:
    """Find the form that asks for an answer."""
    return next((form for form in forms_of(page.text, str(page.url)) if form.offers("answer", "approve")), None)


def _form_to(page: httpx.Response, ending: str) -> Form:
    for form in forms_of(page.text, str(page.url)):
        if form.action.endswith(ending):
            return form
    raise PlayError(f"the page has no form that goes to …{ending}")
