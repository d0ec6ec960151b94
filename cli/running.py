"""`run`, `web`, `worker`, `beat`: the processes that stay."""

from typing import Annotated

import typer

from cli.command import complain
from cli.edge import begin
from cli.household import house, refuse_unshared
from cli.serving import desk_of, listen, serve
from config.settings import Settings
from tasks.embedded import embedded
from tasks.processes import run_beat, run_worker
from web.app import create_app

Host = Annotated[str, typer.Option(help="The address to answer on.")]
Port = Annotated[int, typer.Option(min=0, max=65535, help="The port to answer on; 0 takes any free one.")]
Concurrency = Annotated[int, typer.Option(min=1, help="How many stages run at the same time.")]


def run(*, host: Host = "127.0.0.1", port: Port = 8000) -> None:
    """Run pages, worker and beat in one process: all that a small team needs."""
    with house() as opened, listen(host, port) as listener, embedded(opened):
        serve(create_app(desk_of(opened)), listener, opened.settings.base_url)


def web(*, host: Host = "127.0.0.1", port: Port = 8000) -> None:
    """Run the pages; worker and beat are processes of their own."""
    with house(shared=True) as opened, listen(host, port) as listener:
        serve(create_app(desk_of(opened)), listener, opened.settings.base_url)


def worker(*, concurrency: Concurrency = 2) -> None:
    """Run the stages that the beat and other stages ask for; start as many of these as you like."""
    with house(shared=True) as opened:
        status = run_worker(opened, concurrency)
    if status:
        complain("the worker ended by itself; the log has more", status)


def beat() -> None:
    """Ask for every stage every few seconds; one is enough, a second does no harm."""
    settings = begin(Settings)
    refuse_unshared(settings)
    run_beat(settings)
