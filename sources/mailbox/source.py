"""Invoices that vendors mail: read over IMAP from a mailbox that may serve several workspaces."""

import ssl
from dataclasses import replace
from datetime import date

from sources.http import FetchError
from sources.mailbox.folder import Tls, opened
from sources.mailbox.reading_on import MEGABYTE, Caps, ReadingOn
from sources.mailbox.returns import Look, Returns
from sources.mailbox.settings import MailboxSettings
from sources.transport import Budget, Resolve, system_resolver
from workflow.invoices.source import Account, Completeness, Evidence, Fetched, Position, Span

SECONDS = 30.0
"""For a whole fetch with everything in it: a server that drips must not hold a worker."""
CAPS = Caps()
_FOR_HEADS = 60 * MEGABYTE


class MailboxSource:
    """Reads the mails of one folder; never raises for what a mail or the server does or the settings lack."""

    def __init__(
        self,
        settings: MailboxSettings,
        *,
        seconds: float = SECONDS,
        caps: Caps = CAPS,
        resolve: Resolve = system_resolver,
        tls: Tls = ssl.create_default_context,
    ) -> None:
        """Take what opens the mailbox; `seconds` and `caps` bound one whole fetch."""
        self.settings = settings
        self._seconds = seconds
        self._caps = caps
        self._resolve = resolve
        self._tls = tls

    def invoices(self, account: Account, span: Span, position: Position | None = None) -> Fetched:
        """Read what has come since the saved position, or since the first of these days."""
        budget = Budget(self._seconds, self._caps.fetch + _FOR_HEADS)
        reading = ReadingOn(self.settings, account, position, budget, self._caps)
        try:
            with opened(self.settings, budget, self._tls, self._resolve) as folder:
                reading.read(folder, span)
        except FetchError as error:
            got_on = reading.position is not None and reading.position != position
            return replace(self._fetched(error.state, reading, self._hushed(error.problem)), got_on=got_on)
        return self._fetched(Completeness.COMPLETE, reading)

    def returns(self, since: date, position: Position | None = None) -> Returns:
        """Look for mails of ours that came back, since the saved position, or since a day."""
        budget = Budget(self._seconds, _FOR_HEADS)
        look, problem = Look(self.settings, position), None
        try:
            with opened(self.settings, budget, self._tls, self._resolve) as folder:
                look.read(folder, since)
        except FetchError as error:
            problem = self._hushed(error.problem)
        return Returns(tuple(look.found), look.position, problem)

    def evidence(self, account: Account, span: Span, position: Position | None = None) -> Evidence:  # noqa: ARG002
        """Know of no usage: mails bring invoices."""
        return Evidence(Completeness.COMPLETE)

    def _fetched(self, state: Completeness, reading: ReadingOn, problem: str | None = None) -> Fetched:
        haul = reading.haul
        received, set_aside = tuple(haul.received.values()), tuple(haul.set_aside.values())
        return Fetched(state, received, set_aside, problem, position=reading.position)

    def _hushed(self, problem: str) -> str:
        """Take the password out of what a server may have echoed."""
        return problem.replace(self.settings.password, "***") if self.settings.password else problem
