"""`sandbox`: a vendor and a mail catcher to try against, until Ctrl-C."""

import signal
from contextlib import ExitStack
from typing import Annotated

import typer

from cli.command import UseError
from cli.edge import begin
from cli.running import Port
from config.clock import now
from config.settings import Basics
from sandbox.books import demo_books
from sandbox.mail import MailCatcher
from sandbox.serving import LOCALHOST
from sandbox.vendor import PARTNER_KEY, SandboxVendor

Host = Annotated[str, typer.Option(help="The address to answer on: the loopback address only.")]
SmtpPort = Annotated[int, typer.Option(min=0, max=65535, help="Where the mail catcher takes mail.")]
InboxPort = Annotated[int, typer.Option(min=0, max=65535, help="Where the mail catcher shows it.")]
ENDINGS = {signal.SIGINT, signal.SIGTERM}


def sandbox(
    *, host: Host = LOCALHOST, port: Port = 8000, smtp_port: SmtpPort = 1025, inbox_port: InboxPort = 8025
) -> None:
    """Run a vendor in Callaro's manner and a mail catcher with a web inbox."""
    begin(Basics)
    if host not in {LOCALHOST, "localhost"}:
        raise UseError(f"--host {host}: the sandbox has no guard and answers on {LOCALHOST} only")
    try:
        vendor = SandboxVendor(demo_books(), lambda: now().date(), port=port)
        mail = MailCatcher(smtp_port, inbox_port)
    except OSError as error:
        raise UseError(f"a port is taken ({error.strerror}): choose --port, --smtp-port or --inbox-port") from None
    # Held back from the start, and so from every thread: a signal that comes before the wait is not lost on the way.
    signal.pthread_sigmask(signal.SIG_BLOCK, ENDINGS)
    with ExitStack() as stack:
        for one in (vendor, mail):
            one.start()
            stack.callback(one.stop)
        _tell(vendor, mail)
        signal.sigwait(ENDINGS)


def _tell(vendor: SandboxVendor, mail: MailCatcher) -> None:
    typer.echo(f"Vendor      base_url = {vendor.url}, partner key {PARTNER_KEY}, accounts {', '.join(vendor.books)}")
    typer.echo(f"Mail server COUNTERSIGN_SMTP_URL={mail.smtp_url}")
    typer.echo(f"Inbox       {mail.web_url}")
    typer.echo("Ctrl-C ends it.")
