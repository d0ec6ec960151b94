"""The demo's house: everything that an installation has, in this process and in a folder that is gone afterwards."""

import logging
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from celery import Celery

from cli.serving import desk_of
from config.clock import now
from config.logs import configure_logs
from config.settings import Settings
from migrations.schema import migrate
from sandbox.books import demo_books
from sandbox.mail import MailCatcher
from sandbox.month import set_clock
from sandbox.plot import CURTAIN_UP
from sandbox.serving import LOCALHOST, WebServer, bind
from sandbox.setup import API_KEY_ENV, demo_setup
from sandbox.vendor import PARTNER_KEY, SandboxVendor
from tasks.connecting import connect
from tasks.embedded import embedded
from tasks.house import House, open_house
from tasks.worker import hint
from web.app import create_app
from workflow.setup.applying import apply
from workflow.setup.reading import decode, read_setup

RUNG_FOR = ("periods", "invoices", "ladder", "notices", "seal")
"""The stages that the bell asks for; the others follow from them."""

FILE = "demo.toml"


@dataclass(frozen=True)
class Playhouse:
    """The house with its vendor, its mail catcher and its pages, all running; `folder` holds its files."""

    house: House
    celery: Celery
    vendor: SandboxVendor
    mail: MailCatcher
    folder: Path

    def ring(self) -> None:
        """Ask the worker to look for what is due."""
        hint(self.celery, RUNG_FOR)


@contextmanager
def playhouse() -> Iterator[Playhouse]:
    """Build it, migrate, apply the setup file, open the doors; take it all down at the end."""
    configure_logs("development")
    logging.getLogger().setLevel(logging.WARNING)
    set_clock(CURTAIN_UP)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="countersign-demo-")))
        mail, vendor = MailCatcher(), SandboxVendor(demo_books(), lambda: now().date())
        for server in (mail, vendor):
            stack.callback(server.stop)
            server.start()
        listener = bind(0)
        base_url = f"http://{LOCALHOST}:{listener.getsockname()[1]}"
        house = stack.enter_context(open_house(_settings(folder, mail.smtp_url, base_url)))
        house = replace(house, connect=partial(connect, secrets={API_KEY_ENV: PARTNER_KEY}))
        _furnish(house, vendor.url, folder)
        pages = WebServer(create_app(desk_of(house)), listener)
        stack.callback(pages.stop)
        pages.start()
        celery = stack.enter_context(embedded(house))
        yield Playhouse(house, celery, vendor, mail, folder)


def _settings(folder: Path, smtp_url: str, base_url: str) -> Settings:
    """State every setting, so that nothing of the user's own environment comes in."""
    return Settings(
        env="development",
        database_url=f"sqlite:///{folder / 'demo.db'}",
        broker_url="memory://localhost/",
        policy=None,
        clock=None,
        smtp_url=smtp_url,
        mail_from="countersign@demo.example",
        base_url=base_url,
        secret_key="countersign-demo-key",  # noqa: S106  # it guards made-up invoices for a minute
    )


def _furnish(house: House, vendor_url: str, folder: Path) -> None:
    """Bring the database to the current schema, and write and apply the setup file."""
    migrate(house.engine)
    file = folder / FILE
    file.write_text(demo_setup(vendor_url), encoding="utf-8")
    setup = read_setup(decode(file.read_bytes(), FILE), FILE, house.base_policy)
    with house.sessions.begin() as session:
        apply(session, setup, folder, now(), house.base_policy)
