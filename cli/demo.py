"""`demo`: one billing month, played through in this process."""

import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from importlib.resources import as_file, files
from typing import Annotated

import typer
from pendulum import DateTime
from sqlalchemy.orm import Session

from cli.audit import seal_all
from cli.invoices import read_file, store, tables_of
from cli.playhouse import FILE, Playhouse, playhouse
from config.clock import Shift, move_business_time, wall
from sandbox.closing import closing_table
from sandbox.month import Month, Premises, Scene
from sandbox.outcome import outcomes
from sandbox.players import Mail, PlayError
from sandbox.plot import LAST_MOMENT, SAMPLE, SAMPLE_WORKSPACE
from sandbox.serving import ServerError
from sandbox.story import Chronicle, fetched_history
from sandbox.teller import Teller
from sandbox.verdict import complaints
from workflow.events.chain import export, verify
from workflow.invoices.source import Received

Exit = Annotated[bool, typer.Option("--exit", help="End after the month: with 0, or with 1 if it did not go as told.")]

AS_TOLD, NOT_AS_TOLD = 0, 1
ENDINGS = {signal.SIGINT, signal.SIGTERM}


def demo(*, exit_when_done: Exit = False) -> None:
    """Play one billing month with a sandbox vendor and a mail catcher."""
    stays = not exit_when_done and sys.stdout.isatty()
    teller = Teller()
    status = NOT_AS_TOLD
    try:
        with _signals_held_back(), playhouse() as built:
            status = _Show(built, teller).run()
            if stays:
                _stay(built, teller)
    except _EndedError:
        teller.hush()
        teller.say("Ended.")
        status = status if exit_when_done else AS_TOLD
    except (PlayError, ServerError) as error:
        teller.hush()
        teller.say(f"The month did not go as told: {error}", "red")
    raise typer.Exit(status)


class _EndedError(Exception):
    """Ctrl-C or SIGTERM has asked for the end."""


class _Show:
    """One run of the month: what is told of it, and every mail of it."""

    def __init__(self, built: Playhouse, teller: Teller) -> None:
        self._built, self._teller = built, teller
        self._chronicle = Chronicle(built.house.readers)
        self._post: list[tuple[DateTime, Mail]] = []

    def run(self) -> int:
        """Play, tell, close with the table and the checks; gives the exit status."""
        began = time.monotonic()
        self._teller.title("Countersign looks after one billing month: October 2026.", self._places())
        premises = Premises(self._built.house.readers, self._built.ring, self._built.mail.web_url, self._take_in_sample)
        Month(premises, self._tell, self._watch).play()
        return self._close(time.monotonic() - began)

    def _places(self) -> Sequence[tuple[str, str, str]]:
        return (
            ("Inbox", self._built.mail.web_url, "every mail that goes out"),
            ("Pages", self._built.house.settings.base_url, "what a reviewer sees"),
            ("Vendor", self._built.vendor.url, "a sandbox"),
        )

    def _watch(self, session: Session) -> None:
        if signal.sigpending() & ENDINGS:
            raise _EndedError
        self._teller.progress(*fetched_history(session))

    def _tell(self, scene: Scene) -> None:
        self._post.extend((scene.at, mail) for mail in scene.mails)
        for passage in self._chronicle.passages(scene):
            self._teller.passage(passage)

    def _take_in_sample(self, _now: DateTime) -> None:
        """Show a real invoice as `inspect` does, and store it as `import` does."""
        with as_file(files("sandbox") / "samples" / SAMPLE) as file:
            read = read_file(file)
        if not isinstance(read, Received):
            raise PlayError(f"the sample could not be read: {read.reason}")
        self._teller.show(f"countersign inspect {SAMPLE}", tables_of(read.document))
        store(self._built.house.engine, SAMPLE_WORKSPACE, [read], [])

    def _close(self, seconds: float) -> int:
        with self._built.house.readers() as session:
            ended = outcomes(session, self._post)
            wrong = complaints(session, ended, self._post)
        self._teller.show(f"The month took {seconds:.0f} seconds, and {len(self._post)} mails.", [closing_table(ended)])
        wrong += self._audit()
        for complaint in wrong:
            self._teller.say(f"Not as told: {complaint}.", "red")
        if not wrong:
            self._teller.say("The month went as told: nothing was missed, nothing was said twice.", "green")
        return NOT_AS_TOLD if wrong else AS_TOLD

    def _audit(self) -> list[str]:
        """Export the history and check the export, as `audit export` and `audit verify` do."""
        seal_all(self._built.house.engine)
        with self._built.house.readers() as session:
            lines = list(export(session))
        (self._built.folder / "audit.jsonl").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        problems = verify(lines)
        self._teller.say(f"The history has {len(lines)} events; audit verify: {'; '.join(problems) or 'whole'}.")
        return problems


def _stay(built: Playhouse, teller: Teller) -> None:
    """Leave pages and inbox up until Ctrl-C, with business time going on from the end of the month."""
    move_business_time(Shift(LAST_MOMENT, wall(), Decimal(1)))
    teller.say("\nPages and inbox stay up until Ctrl-C: open any link; the code it asks for comes to the inbox.")
    teller.say(f"Until then {built.folder} holds {FILE}, demo.db and audit.jsonl.")
    signal.sigwait(ENDINGS)
    raise _EndedError


@contextmanager
def _signals_held_back() -> Iterator[None]:
    """Hold Ctrl-C and SIGTERM back from every thread: they are looked for where nothing is half done.

    An exception that a signal raises just anywhere may fall into a library's clean-up, and be lost there.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ENDINGS)
    try:
        yield
    finally:
        while signal.sigpending() & ENDINGS:
            signal.sigwait(ENDINGS)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
