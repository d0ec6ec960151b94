"""Serving the pages from the main thread until Ctrl-C or SIGTERM."""

import signal
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import typer
import uvicorn
from fastapi import FastAPI

from cli.command import UseError
from config.clock import now, wall
from tasks.broker import answers
from tasks.house import House
from web.desk import Desk


def desk_of(house: House) -> Desk:
    """Give the pages what they work with."""
    settings = house.settings
    return Desk(
        writers=house.sessions,
        readers=house.readers,
        base_url=settings.base_url,
        secret_keys=settings.secret_keys,
        version=_version(),
        post_office=house.post_office,
        now=now,
        wall=wall,
        broker_answers=lambda: answers(settings.broker_url),
        base_policy=house.base_policy,
    )


def _version() -> str:
    try:
        return version("countersign")
    except PackageNotFoundError:
        return "not installed"


@contextmanager
def listen(host: str, port: int) -> Iterator[socket.socket]:
    """Take the port before anything starts; raises UseError when that is not to be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family)
    except OSError as error:
        raise UseError(f"cannot answer on {host}:{port}: {error.strerror}; choose another --port") from None
    with closing(listener):
        yield listener


def serve(app: FastAPI, listener: socket.socket, base_url: str) -> None:
    """Answer until Ctrl-C or SIGTERM, then return; `base_url` is where people find what answers here."""
    config = uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=1)
    host, port = listener.getsockname()[:2]
    typer.echo(f"Countersign answers on {host}:{port}, for people at {base_url}, until Ctrl-C.", err=True)
    with _calm_end():
        uvicorn.Server(config).run([listener])


@contextmanager
def _calm_end() -> Iterator[None]:
    """Let a signal that was obeyed be the end of it: uvicorn stops, and then raises it once more."""
    before = {number: signal.signal(number, _obeyed) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _obeyed(_number: int, _frame: Any) -> None:
    """Do nothing more."""
