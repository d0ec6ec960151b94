"""Logs to standard error: JSON lines in production, readable lines in development, without secrets."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog
from structlog.dev import plain_traceback

_LINK = re.compile(r"/(act|questions)/[^\s/?#\"'<>]+")
_PASSWORD = re.compile(r"(?<=://)[^\s/@\"']*@")
_BREAKS = str.maketrans({"\r": "\\r", "\n": "\\n", "\x1b": "\\x1b"})
_QUIET = ("celery", "kombu", "httpx", "httpcore", "uvicorn", "uvicorn.access", "alembic", "mail.log", "asyncio")

Entry = MutableMapping[str, Any]


def configure_logs(env: str) -> None:
    """Send every log of this process, the libraries' too, to standard error in the manner of `env`."""
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        hide_secrets,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _renderer(env)],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def hide_secrets(_logger: Any, _method: str, entry: Entry) -> Entry:
    """Take action links and passwords out of every text, and line breaks that would forge a line of their own."""
    for key, value in entry.items():
        if key != "exception":
            entry[key] = _clean(value)
        else:
            entry[key] = redact(str(value))
    return entry


def redact(text: str) -> str:
    """Give a text without the tokens of action links and without users and passwords of URLs."""
    return _PASSWORD.sub("***@", _LINK.sub(r"/\1/***", text))


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return redact(value).translate(_BREAKS)
    if isinstance(value, dict):
        return {key: _clean(part) for key, part in value.items()}
    if isinstance(value, list | tuple | set):
        return [_clean(part) for part in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, logging.LogRecord):
        return value
    return redact(str(value)).translate(_BREAKS)


def _renderer(env: str) -> Any:
    if env == "production":
        return structlog.processors.JSONRenderer()
    return structlog.dev.ConsoleRenderer(
        colors=sys.stderr.isatty(), pad_event_to=0, exception_formatter=plain_traceback
    )
