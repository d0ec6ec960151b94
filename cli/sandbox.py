"""`sandbox`: a vendor and a mail catcher to try against, until Ctrl-C."""

import signal
from contextlib import ExitStack
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from cli.command import UseError
from cli.edge import begin
from cli.running import Port
from config.clock import now
from config.settings import Basics
from sandbox.chaos.front import Front
from sandbox.chaos.plan import Plan
from sandbox.mail import MailCatcher
from sandbox.serving import LOCALHOST
from sandbox.setup import API_KEY_ENV
from sandbox.vendor import PARTNER_KEY, SandboxVendor
from sandbox.year.books import year_books
from sandbox.year.setup import year_setup

Host = Annotated[str, typer.Option(help="The address to answer on: the loopback address only.")]
SmtpPort = Annotated[int, typer.Option(min=0, max=65535, help="Where the mail catcher takes mail.")]
InboxPort = Annotated[int, typer.Option(min=0, max=65535, help="Where the mail catcher shows it.")]
SetupFile = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Write a setup file for its five customers there.")
]
LastMonth = Annotated[
    datetime | None,
    typer.Option(
        formats=["%Y-%m"],
        metavar="YYYY-MM",
        help="The month in which the books end: this one, unless they are to be those of another start.",
    ),
]
Seed = Annotated[
    int | None,
    typer.Option(
        metavar="SEED", help="Misbehave at about every second request, in every way known; a seed plays it again."
    ),
]
ENDINGS = {signal.SIGINT, signal.SIGTERM}


def sandbox(  # noqa: PLR0913  # a command has the options that it has
    *,
    host: Host = LOCALHOST,
    port: Port = 8000,
    smtp_port: SmtpPort = 1025,
    inbox_port: InboxPort = 8025,
    setup: SetupFile = None,
    last: LastMonth = None,
    chaos: Seed = None,
) -> None:
    """Run a vendor in Callaro's manner, with five customers, and a mail catcher with a web inbox."""
    begin(Basics)
    if host not in {LOCALHOST, "localhost"}:
        raise UseError(f"--host {host}: the sandbox has no guard and answers on {LOCALHOST} only")
    month = (last or now()).date()
    year = year_books(month)
    try:
        behind = SandboxVendor(
            year.books, lambda: now().date(), traffic=year.traffic, port=port if chaos is None else 0
        )
        vendor = behind if chaos is None else Front(behind.url, Plan(chaos), port=port)
        mail = MailCatcher(smtp_port, inbox_port)
    except OSError as error:
        raise UseError(f"a port is taken ({error.strerror}): choose --port, --smtp-port or --inbox-port") from None
    if setup:
        _write(setup, year_setup(month, vendor.url))
    # Held back from the start, and so from every thread: a signal that comes before the wait is not lost on the way.
    signal.pthread_sigmask(signal.SIG_BLOCK, ENDINGS)
    with ExitStack() as stack:
        for one in dict.fromkeys((behind, vendor, mail)):
            one.start()
            stack.callback(one.stop)
        typer.echo(f"Vendor      base_url = {vendor.url}, partner key {PARTNER_KEY}, accounts {', '.join(year.books)}")
        if chaos is not None:
            typer.echo(f"Chaos       about every second request is answered wrongly; --chaos {chaos} plays it again")
        _tell(mail, month, setup)
        signal.sigwait(ENDINGS)


def _write(file: Path, text: str) -> None:
    """Write the setup file; one that says something else may be somebody's work, and stays."""
    try:
        if file.exists() and file.read_text(encoding="utf-8") != text:
            raise UseError(f"--setup {file}: there is another file of that name; choose a new one")
        file.write_text(text, encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UseError(f"--setup {file}: it cannot be written ({error})") from None


def _tell(mail: MailCatcher, month: date, setup: Path | None) -> None:
    typer.echo(f"Books       fifteen months up to {month:%Y-%m}; --last {month:%Y-%m} gives the same ones later on")
    typer.echo(f"Setup file  {setup or 'countersign sandbox --setup FILE writes one'}; {API_KEY_ENV}={PARTNER_KEY}")
    typer.echo(f"Mail server COUNTERSIGN_SMTP_URL={mail.smtp_url}")
    typer.echo(f"Inbox       {mail.web_url}")
    typer.echo("Ctrl-C ends it.")
