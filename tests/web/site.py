"""A site to try: the app over a database with one open review, browsers for its people, and a clock to turn."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI
from httpx import Response
from pendulum import DateTime
from sqlalchemy import Engine, select
from sqlalchemy.orm import sessionmaker

from config.database import readers
from notifications.delivery import PostOffice
from notifications.links import sign
from sandbox.forms import forms_of
from tests.factories import NOW, Opened
from web.app import create_app
from web.desk import Desk
from workflow.base import Base
from workflow.decisions.checklist import attestations
from workflow.people.identity import SignInCode
from workflow.people.signin import digits

with warnings.catch_warnings():
    # It asks for a successor of httpx that the lock does not hold.
    warnings.simplefilter("ignore", DeprecationWarning)
    warnings.simplefilter("ignore", UserWarning)
    from starlette.testclient import TestClient

BASE_URL = "http://countersign.example"
KEYS = (b"the key that signs", b"an older key")
NOBODY_LISTENS = PostOffice("smtp://127.0.0.1:1", "countersign@example.com", BASE_URL, KEYS)


@dataclass
class Turned:
    """Both clocks of a test; `wall` may be turned on."""

    now: DateTime = NOW
    wall: DateTime = NOW


@dataclass(frozen=True)
class Site:
    """The app and what stands behind it."""

    engine: Engine
    opened: Opened
    desk: Desk
    app: FastAPI
    clock: Turned = field(default_factory=Turned)

    def browser(self) -> TestClient:
        """Open a browser that has shown nothing, follows no redirect, and sees errors as a person would."""
        return TestClient(self.app, base_url=self.desk.base_url, follow_redirects=False, raise_server_exceptions=False)

    def page(self, role: str) -> str:
        """Give the path of the page that was mailed to the person of a role."""
        return f"/act/{sign(self.opened.links[role], KEYS)}"

    def known(self, role: str) -> TestClient:
        """Open a browser that has shown to be the person of a role."""
        browser = self.browser()
        assert self.enter_code(browser, role).status_code == 303
        return browser

    def enter_code(self, browser: TestClient, role: str) -> Response:
        """Ask for a code and type it in."""
        assert browser.post(f"{self.page(role)}/code").status_code == 303
        entered: Response = browser.post(f"{self.page(role)}/verify", data={"code": self.mailed(role)})
        return entered

    def mailed(self, role: str) -> str:
        """Give the newest code that was mailed to the person of a role."""
        newest = select(SignInCode.id).order_by(SignInCode.id.desc()).limit(1)
        with self.desk.readers() as session:
            link = SignInCode.link_id == self.opened.links[role].id
            return digits(session.scalars(newest.where(link)).one(), KEYS[0])

    def answer(self, browser: TestClient, role: str, form: dict[str, str] | None = None, **fields: Any) -> Response:
        """Send the form of the page as it is now (or as it was), with these fields filled in."""
        answered: Response = browser.post(self.page(role), data={**(form or self.form(browser, role)), **fields})
        return answered

    def approve(self, browser: TestClient, role: str, form: dict[str, str] | None = None) -> Response:
        """Tick everything and approve."""
        return self.answer(browser, role, form, answer="approve", attest=ticks(role))

    def form(self, browser: TestClient, role: str) -> dict[str, str]:
        """Give the hidden fields of the form on the page."""
        return hidden_fields(browser.get(self.page(role)))


def make_site(engine: Engine, opened: Opened, **changes: Any) -> Site:
    """Put the app up over a database that holds a review."""
    clock = Turned()
    desk = Desk(
        **{
            "writers": sessionmaker(engine),
            "readers": sessionmaker(readers(engine)),
            "base_url": BASE_URL,
            "secret_keys": KEYS,
            "version": "0",
            "post_office": NOBODY_LISTENS,
            "now": lambda: clock.now,
            "wall": lambda: clock.wall,
            "broker_answers": lambda: True,
            **changes,
        }
    )
    return Site(engine, opened, desk, create_app(desk), clock)


def hidden_fields(page: Response) -> dict[str, str]:
    """Read the hidden fields of a page."""
    return dict(field for form in forms_of(page.text, str(page.url)) for field in form.standing)


def ticks(role: str) -> list[str]:
    """List every value that a role can attest."""
    return [value for value, _ in attestations(role)]


def everything(engine: Engine) -> dict[str, Sequence[Any]]:
    """Read every table whole, to see whether anything changed."""
    with engine.connect() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(select(table)).all()))
            for table in Base.metadata.sorted_tables
        }
