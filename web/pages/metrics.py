"""What waits, counted from the database for Prometheus."""

from collections.abc import Iterator

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from web.desk import Desk
from workflow.notices.notice import Delivery, Notice
from workflow.people.workspace import Workspace
from workflow.pulse import TICK, last
from workflow.reviews.review import UNSETTLED, Review

CONNECTIONS = ("never", "complete", "incomplete", "broken")


class Waiting(Collector):
    """Collects from the database, so that any process tells the same."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Give all gauges; raises SQLAlchemyError when the database does not answer."""
        with self.desk.readers() as session:
            yield self._notices(session)
            yield self._open_reviews(session)
            yield self._oldest_due(session)
            yield self._last_sweep(session)
            yield self._connections(session)

    def _notices(self, session: Session) -> GaugeMetricFamily:
        gauge = GaugeMetricFamily("countersign_notices", "Notices by state of delivery.", labels=["state"])
        counted = _counted(session, select(Notice.state, func.count()).group_by(Notice.state))
        for state in Delivery:
            gauge.add_metric([state], counted.get(state, 0))
        return gauge

    def _open_reviews(self, session: Session) -> GaugeMetricFamily:
        gauge = GaugeMetricFamily(
            "countersign_reviews_open", "Reviews that are not settled, by state.", labels=["state"]
        )
        query = select(Review.state, func.count()).where(Review.state.in_(UNSETTLED)).group_by(Review.state)
        counted = _counted(session, query)
        for state in UNSETTLED:
            gauge.add_metric([state], counted.get(state, 0))
        return gauge

    def _oldest_due(self, session: Session) -> GaugeMetricFamily:
        oldest = session.scalar(select(func.min(Notice.posted_at)).where(Notice.state == Delivery.DUE))
        age = max(0.0, (self.desk.now() - oldest).total_seconds()) if oldest else 0.0
        return GaugeMetricFamily(
            "countersign_oldest_due_notice_age_seconds",
            "Age of the oldest notice that waits, in business time.",
            value=age,
        )

    def _last_sweep(self, session: Session) -> GaugeMetricFamily:
        pulse = last(session, TICK)
        age = (self.desk.wall() - pulse.wall).total_seconds() if pulse else float("inf")
        return GaugeMetricFamily("countersign_last_sweep_age_seconds", "Real time since the last sweep.", value=age)

    def _connections(self, session: Session) -> GaugeMetricFamily:
        gauge = GaugeMetricFamily(
            "countersign_connections", "Active workspaces by state of connection.", labels=["state"]
        )
        query = select(Workspace.connection, func.count()).where(Workspace.active).group_by(Workspace.connection)
        counted = _counted(session, query)
        for state in CONNECTIONS:
            gauge.add_metric([state], counted.get(state, 0))
        return gauge


def _counted(session: Session, query: Select[str, int]) -> dict[str, int]:
    return dict(session.execute(query).all())
