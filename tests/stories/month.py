"""A month in one process: the real stages, real SMTP, real pages over HTTP, and business time that steps.

Stories say what happens (`comes`, `walks_to`, `sleeps_until`) and compare `minutes()`, one line for each mail.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import pendulum
from pendulum import DateTime

from config.clock import parse_moment, wall
from config.settings import Settings
from sandbox.mail import MailCatcher
from sandbox.message import Message
from sandbox.serving import WebServer
from tasks.house import House, open_house
from tasks.ticking import TickReport, tick
from tests.servers.running import free_port
from tests.stories.reader import Reader
from tests.stories.setting import written
from web.app import create_app
from web.desk import Desk
from workflow.disputes.telling import explain_with_dispute, standing_with_disputes
from workflow.due import next_due
from workflow.events.chain import export, verify
from workflow.notices.notice import Delivery, Notice
from workflow.reviews.explaining import find_review
from workflow.setup.applying import apply
from workflow.setup.reading import read_setup

ZONE = "Europe/Berlin"
MOST_STEPS = 1000


@dataclass
class Month:
    """One installation and its business time; `reports` keeps what every tick said.

    `minutes_on` is how far the pages' real time was turned on, so that nobody has to wait for it.
    """

    house: House
    post: MailCatcher
    folder: Path
    now: DateTime
    reports: list[TickReport] = field(default_factory=list)
    readers: dict[str, Reader] = field(default_factory=dict)
    minutes_on: int = 0

    def applies(self, setup: str) -> None:
        """Load a setup file, as of now."""
        base = self.house.base_policy
        with self.house.sessions.begin() as session:
            apply(session, read_setup(setup, "setup.toml", base), self.folder, self.now, base)

    def comes(self, invoice: dict[str, Any], key: str = "acme") -> None:
        """Lay an invoice into the workspace's folder; one with the same number is replaced."""
        place = self.folder / "inbox" / key
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{invoice['number']}.json").write_bytes(written(invoice))

    def ticks(self) -> TickReport:
        """Tick once, as of now."""
        report = tick(self.house, self.now)
        self.reports.append(report)
        broken = [trouble for _, trouble in report.troubles if trouble.about.startswith("stage:")]
        assert not broken, f"a stage failed as a whole: {broken}"
        return report

    def walks_to(self, moment: str, after_each: Callable[[], None] | None = None) -> None:
        """Tick at every due moment up to this local one, and at this one; a tick may leave nothing due."""
        end = local(moment)
        for _ in range(MOST_STEPS):
            due = self.ticks().next_due
            assert due is None or due > self.now, f"the tick at {self.now} left something due at {due}"
            if after_each:
                after_each()
                due = self._next_due()
            if self.now >= end:
                return
            self.now = min(max(due or end, self.now), end)
        raise AssertionError(f"still not at {moment} after {MOST_STEPS} ticks, but at {self.now}")

    def sleeps_until(self, moment: str) -> TickReport:
        """Let time pass with nobody looking, then tick once."""
        self.now = local(moment)
        return self.ticks()

    def reader(self, name: str) -> Reader:
        """Give a person by the name before the @ of their address; each keeps one browser."""
        if name not in self.readers:
            address = next(to for to in self.addresses() if to.startswith(f"{name}@"))
            self.readers[name] = Reader(address, lambda: self.post.messages)
        return self.readers[name]

    def addresses(self) -> list[str]:
        """Give everybody who got a mail."""
        return sorted({message.to for message in self.post.messages})

    def minutes(self, *, about: str = "", since: str = "2026-01-01 00:00") -> list[str]:
        """Tell who was told what and when: `Fri 6 Nov 14:00 ada: escalation`; sign-in codes are left out."""
        begin = local(since)
        told = [message for message in self.post.messages if about in message.text and _what(message) != "code"]
        return [_minute(message) for message in sorted(told, key=_place) if when(message) >= begin]

    def review(self, number: str, key: str = "acme") -> dict[str, Any]:
        """Give the newest review of an invoice number as `status --json` shows it."""
        return next(one for one in reversed(self.reviews(key)) if number in one["numbers"])

    def reviews(self, key: str = "acme") -> list[dict[str, Any]]:
        """Give the reviews of a workspace, oldest first."""
        return [one for one in self.standing()["reviews"] if one["workspace"] == key]

    def workspace(self, key: str = "acme") -> dict[str, Any]:
        """Give a workspace as `status --json` shows it, with its periods by month."""
        found: dict[str, Any] = next(one for one in self.standing()["workspaces"] if one["key"] == key)
        months = {int(period["starts_on"][5:7]): period["state"] for period in found["periods"]}
        return {**found, "months": months}

    def standing(self) -> dict[str, Any]:
        """Give what `status --json` gives."""
        with self.house.readers() as session:
            return standing_with_disputes(session)

    def explains(self, name: str) -> dict[str, Any]:
        """Give what `explain --json` gives."""
        with self.house.readers() as session:
            review = find_review(session, name)
            assert review is not None
            return explain_with_dispute(session, review)

    def export(self) -> list[str]:
        """Give what `audit export` gives."""
        with self.house.readers() as session:
            return list(export(session))

    def waiting(self) -> list[Notice]:
        """Give the notices that were neither sent nor moot, which nobody outside can list yet."""
        with self.house.readers() as session:
            undelivered = Notice.state.in_([Delivery.DUE, Delivery.SENDING, Delivery.FAILED])
            return list(session.query(Notice).where(undelivered))

    def is_sound(self) -> None:
        """Say what holds after every month: nobody was told anything twice, nothing waits, history is whole.

        And a tick has done everything that the stages find, not only what `next_due` knows of.
        """
        keys = [message.notice for message in self.post.messages]
        assert sorted({key for key in keys if key}) == sorted(key for key in keys if key)
        assert [notice.key for notice in self.waiting()] == []
        self.now = self.now.add(seconds=1)
        self.ticks()
        assert not any(batch.done for batch in self.ticks().stages.values())
        assert verify(self.export()) == []
        for review in self.standing()["reviews"]:
            _escalates_in_time(self.explains(review["id"]))

    def _next_due(self) -> DateTime | None:
        with self.house.readers() as session:
            return next_due(session)


def _escalates_in_time(plan: dict[str, Any]) -> None:
    """Check that a plan keeps the promise: an escalation at or before `decide_by`, or at the opening."""
    decide_by = parse_moment(plan["decide_by"])
    (escalation,) = [rung for rung in plan["rungs"] if rung["rung"] == "escalation"]
    in_time = parse_moment(escalation["at"]) <= decide_by
    assert escalation["state"] != "dropped"
    assert in_time or "at the opening" in escalation["because"]


def local(text: str) -> DateTime:
    """Read `2026-11-02 09:00` as the clocks of Berlin show it."""
    moment = pendulum.parse(text, tz=ZONE)
    assert isinstance(moment, DateTime)
    return moment.in_timezone("UTC")


def when(message: Message) -> DateTime:
    """Read the business moment at which a mail was written."""
    return pendulum.instance(parsedate_to_datetime(message.date))


def _what(message: Message) -> str:
    """Name a mail: its rung where it is one (`missing late` for a missing invoice), else its kind."""
    kind, _, part, *_ = (message.notice or "mail:::").split(":")
    rung = part.replace("_", " ").partition("@")[0]
    return {"rung": rung, "missing": f"missing {rung}"}.get(kind, kind)


def _place(message: Message) -> tuple[DateTime, str, str]:
    """Order the minutes by time; mails of one moment have no order among them."""
    return when(message), message.to, _what(message)


def _minute(message: Message) -> str:
    at = when(message).in_timezone(ZONE).format("ddd D MMM HH:mm")
    return f"{at} {message.to.partition('@')[0]}: {_what(message)}"


@contextmanager
def a_month(database_url: str, folder: Path, begins: str) -> Iterator[Month]:
    """Open an installation with its mail catcher and its pages, at a local moment."""
    with ExitStack() as stack:
        post = MailCatcher()
        post.start()
        stack.callback(post.stop)
        port = free_port()
        settings = Settings(
            env="development",
            database_url=database_url,
            smtp_url=post.smtp_url,
            mail_from="countersign@localhost",
            base_url=f"http://127.0.0.1:{port}",
            secret_key="a key for stories",
        )
        house = stack.enter_context(open_house(settings))
        month = Month(house, post, folder, local(begins))
        pages = WebServer(create_app(_desk(month)), port)
        pages.start()
        stack.callback(pages.stop)
        yield month
        for reader in month.readers.values():
            reader.browser.close()


def _desk(month: Month) -> Desk:
    """Give the pages what they work with, at the month's own business time."""
    house = month.house
    return Desk(
        writers=house.sessions,
        readers=house.readers,
        base_url=house.settings.base_url,
        secret_keys=house.settings.secret_keys,
        version="stories",
        post_office=house.post_office,
        now=lambda: month.now,
        wall=lambda: wall().add(minutes=month.minutes_on),
        broker_answers=lambda: True,
    )
