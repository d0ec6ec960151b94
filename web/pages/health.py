"""Is it up, can it work, and how much is waiting: for probes, load balancers and Prometheus."""

import structlog
from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.responses import JSONResponse, Response

from web.desk import AtDesk, Desk
from web.pages.metrics import Waiting
from workflow.pulse import TICK, last

router = APIRouter(include_in_schema=False)
log = structlog.get_logger("web")

OK = "ok"
STALE_AFTER_MINUTES = 5
UNAVAILABLE = 503


@router.get("/healthz")
def healthz() -> Response:
    """Tell that the process answers; nothing else is looked at."""
    return JSONResponse({"status": OK})


@router.get("/readyz")
def readyz(desk: AtDesk) -> Response:
    """Tell part by part whether work gets done: 200, or 503 when one of them does not."""
    parts = {"database": _database(desk), "broker": _broker(desk), "sweeps": _sweeps(desk)}
    ready = all(said == OK for said in parts.values())
    status = OK if ready else "not ready"
    return JSONResponse({"status": status, "version": desk.version, **parts}, 200 if ready else UNAVAILABLE)


@router.get("/metrics")
def metrics(desk: AtDesk) -> Response:
    """Count what is in the database, at each scrape; in a registry of its own, so that every process may answer."""
    registry = CollectorRegistry()
    try:
        registry.register(Waiting(desk))
        return Response(generate_latest(registry), headers={"content-type": CONTENT_TYPE_LATEST})
    except SQLAlchemyError:
        log.exception("the database did not answer a scrape")
        return Response("the database does not answer\n", UNAVAILABLE, media_type="text/plain")


def _database(desk: Desk) -> str:
    try:
        with desk.readers() as session:
            session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        log.exception("the database does not answer")
        return "does not answer"
    return OK


def _broker(desk: Desk) -> str:
    try:
        return OK if desk.broker_answers() else "does not answer"
    except Exception:  # whatever a broker's client raises, the answer is no
        log.exception("the broker does not answer")
        return "does not answer"


def _sweeps(desk: Desk) -> str:
    try:
        with desk.readers() as session:
            pulse = last(session, TICK)
    except SQLAlchemyError:
        return "unknown"
    if pulse is None:
        return "none has run yet"
    minutes = int((desk.wall() - pulse.wall).total_seconds() // 60)
    return OK if minutes < STALE_AFTER_MINUTES else f"the last one was {minutes} minutes ago"
