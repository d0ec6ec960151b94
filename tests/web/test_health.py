"""Probes: up, able to work, and how much is waiting."""

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from tests.factories import NOW
from tests.web.site import Site, make_site
from workflow.pulse import TICK, beat


def no_database() -> Session:
    """Stand for a database that is gone."""
    raise OperationalError("SELECT 1", {}, Exception("gone"))


def no_broker() -> bool:
    """Stand for a broker that cannot be reached."""
    raise ConnectionError("redis://user:password@host")


def swept(engine: Engine) -> None:
    """Let the stages have run just now."""
    with Session(engine) as session:
        beat(session, TICK, NOW, NOW)
        session.commit()


def test_it_is_ready_when_everything_works(site: Site) -> None:
    swept(site.engine)
    ready = site.browser().get("/readyz")
    assert (ready.status_code, ready.json()) == (
        200,
        {"status": "ok", "version": "0", "database": "ok", "broker": "ok", "sweeps": "ok"},
    )


def test_it_is_not_ready_before_the_first_sweep(site: Site) -> None:
    answer = site.browser().get("/readyz")
    assert (answer.status_code, answer.json()["sweeps"]) == (503, "none has run yet")


def test_it_is_not_ready_when_the_sweeps_stopped(site: Site) -> None:
    swept(site.engine)
    site.clock.wall = NOW.add(minutes=5)
    answer = site.browser().get("/readyz")
    assert (answer.status_code, answer.json()["sweeps"]) == (503, "the last one was 5 minutes ago")


def test_a_broker_that_does_not_answer_is_told_without_its_password(site: Site) -> None:
    swept(site.engine)
    answer = make_site(site.engine, site.opened, broker_answers=no_broker).browser().get("/readyz")
    assert (answer.status_code, answer.json()["broker"]) == (503, "does not answer")


def test_without_a_database_it_is_up_and_not_ready(quick_site: Site) -> None:
    browser = make_site(quick_site.engine, quick_site.opened, readers=no_database).browser()
    assert browser.get("/healthz").json() == {"status": "ok"}
    answer = browser.get("/readyz")
    assert (answer.status_code, answer.json()["database"], answer.json()["sweeps"]) == (
        503,
        "does not answer",
        "unknown",
    )
    assert browser.get("/metrics").status_code == 503


def test_the_metrics_tell_what_waits(site: Site) -> None:
    swept(site.engine)
    site.browser().post(f"{site.page('finance')}/code")
    site.clock.now, site.clock.wall = NOW.add(minutes=10), NOW.add(minutes=2)

    told = site.browser().get("/metrics")

    assert told.headers["content-type"].startswith("text/plain")
    for line in (
        'countersign_notices{state="due"} 1.0',
        'countersign_notices{state="failed"} 0.0',
        'countersign_reviews_open{state="open"} 1.0',
        "countersign_oldest_due_notice_age_seconds 600.0",
        "countersign_last_sweep_age_seconds 120.0",
        'countersign_connections{state="never"} 1.0',
    ):
        assert line in told.text.splitlines()
