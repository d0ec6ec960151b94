"""Many clicks at once on one seat: how many of them decide."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from threading import Barrier

from httpx import Client, codes
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from sandbox.serving import WebServer
from tests.factories import an_open_review
from tests.servers.running import free_port
from tests.web.site import Site, hidden_fields, make_site, ticks
from workflow.decisions.decision import Decision

ANSWERS = ("approve", "flag")


@dataclass(frozen=True)
class Race:
    """What one race came to: how often each status was answered, and how many decisions stand on the seat."""

    statuses: Counter[int]
    decisions: int

    @property
    def fair(self) -> bool:
        """Tell whether one click decided, and every other was told that somebody had."""
        told = {codes.SEE_OTHER, codes.CONFLICT}
        return self.decisions == 1 and self.statuses[codes.SEE_OTHER] == 1 and set(self.statuses) <= told


def race(engine: Engine, name: str, clicks: int) -> Race:
    """Open a review, and let one person's browser send so many answers at once, half of them approvals."""
    with Session(engine) as session:
        opened = an_open_review(session, key=name, domain=f"{name}.example")
    port = free_port()
    site = make_site(engine, opened, base_url=f"http://127.0.0.1:{port}")
    with _served(site, port), closing(_browser(site)) as known:
        form = hidden_fields(known.get(site.page("finance")))
        statuses = _at_once(site, known.cookies["countersign_device"], form, clicks)
    its = Decision.assignment_id == opened.seats["finance"]
    with Session(engine) as session:
        return Race(statuses, session.scalars(select(func.count()).where(its)).one())


def _at_once(site: Site, cookie: str, form: dict[str, str], clicks: int) -> Counter[int]:
    together = Barrier(clicks)

    def click(number: int) -> int:
        typed = {**form, "answer": ANSWERS[number % 2], "reason": "At once.", "attest": ticks("finance")}
        with _client(site) as browser:
            browser.cookies.set("countersign_device", cookie)
            browser.get("/healthz")  # so that the connection is there
            together.wait()
            return browser.post(site.page("finance"), data=typed).status_code

    with ThreadPoolExecutor(clicks) as people:
        return Counter(people.map(click, range(clicks)))


def _browser(site: Site) -> Client:
    """Give the browser of somebody who has entered a code."""
    browser = _client(site)
    page = site.page("finance")
    assert browser.post(f"{page}/code").status_code == codes.SEE_OTHER
    entered = browser.post(f"{page}/verify", data={"code": site.mailed("finance")})
    assert entered.status_code == codes.SEE_OTHER
    return browser


def _client(site: Site) -> Client:
    return Client(base_url=site.desk.base_url, trust_env=False, timeout=120)


@contextmanager
def _served(site: Site, port: int) -> Iterator[None]:
    server = WebServer(site.app, port)
    server.start()
    yield
    server.stop()
