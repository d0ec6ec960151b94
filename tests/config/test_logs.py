"""A log line tells what happened, and never a secret."""

import json
import logging

import pytest
import structlog

from config.logs import configure_logs

LINK = "GET /act/AbC-123_x/code?x=1 then /questions/AbC-123_x/verify"


pytestmark = pytest.mark.usefixtures("logs_as_before")


def logged(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Return the lines on standard error; standard output belongs to the command."""
    written = capsys.readouterr()
    assert not written.out
    return written.err.splitlines()


def test_production_writes_a_line_of_json(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("production")
    structlog.get_logger("tasks").info("stage ran", stage="ladder", done=3)
    (line,) = logged(capsys)
    entry = json.loads(line)
    assert (entry["event"], entry["stage"], entry["done"], entry["logger"]) == ("stage ran", "ladder", 3, "tasks")


@pytest.mark.parametrize("env", ["production", "development"])
def test_links_and_passwords_stay_out(capsys: pytest.CaptureFixture[str], env: str) -> None:
    configure_logs(env)
    structlog.get_logger("web").warning(LINK, urls=["redis://:hunter2@host", {"to": "smtp://u:hunter2@h"}])
    logging.getLogger("library").warning("cannot reach %s from %s", "postgresql+psycopg://u:hunter2@h/x", LINK)
    text = "\n".join(logged(capsys))
    assert "AbC-123_x" not in text
    assert "hunter2" not in text
    assert "/act/***/code" in text
    assert "/questions/***/verify" in text


@pytest.mark.parametrize("env", ["production", "development"])
def test_nobody_can_forge_a_line(capsys: pytest.CaptureFixture[str], env: str) -> None:
    configure_logs(env)
    structlog.get_logger("web").warning("a\r\nb", name="c\nd")
    assert len(logged(capsys)) == 1


def test_a_failure_keeps_its_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("production")
    try:
        int("redis://:hunter2@host")
    except ValueError:
        structlog.get_logger("tasks").exception("stage failed")
    (line,) = logged(capsys)
    trace = json.loads(line)["exception"]
    assert "Traceback" in trace
    assert "hunter2" not in trace


def test_development_shows_it_as_text(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("development")
    try:
        int("redis://:hunter2@host")
    except ValueError:
        structlog.get_logger("tasks").exception("stage failed")
    text = "\n".join(logged(capsys))
    assert "Traceback" in text
    assert "hunter2" not in text


def test_the_libraries_chatter_stays_out(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("production")
    for name in ("celery.beat", "kombu", "httpx"):
        logging.getLogger(name).info("Sending due task")
    assert not logged(capsys)
