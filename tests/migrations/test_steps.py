"""What lies in a database of an earlier schema is still there, and means the same, after the later steps."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from config.database import make_engine
from migrations.schema import migrate
from tests.databases import disposed, new_database, url_of
from workflow.decisions.decision import Decision
from workflow.invoices.invoice import FileSetAside, Invoice
from workflow.people.person import Person
from workflow.people.workspace import Workspace
from workflow.periods.period import BillingPeriod
from workflow.reviews.review import Assignment, PlannedRung, Review
from workflow.setup.applied import SourceSetting

ID = "01900000-0000-7000-8000-00000000000{}"
MOMENT, DAY = "2026-11-01 00:00:00+00:00", "2026-11-01"
BEFORE: dict[str, dict[str, Any]] = {
    "workspaces": {
        "id": ID.format(1), "key": "acme", "name": "Acme", "source": "callaro", "account": "44",
        "timezone": "Europe/Berlin", "country": "DE", "currency": "EUR", "cycle_every": "month", "cycle_anchor": 1,
        "first_period_starts": DAY, "review_from": DAY, "collection": "invoice", "payment_terms_days": 14,
        "people": "{}", "billing_entities": "[]", "plans": "[]", "active": True, "connection": "complete",
    },
    "billing_periods": {
        "id": ID.format(2), "workspace_id": ID.format(1), "starts_at": MOMENT, "ends_at": MOMENT, "starts_on": DAY,
        "ends_on": DAY, "state": "invoiced", "expected_by": MOMENT, "fetch_failures": 0,
    },
    "invoices": {
        "id": ID.format(3), "workspace_id": ID.format(1), "period_id": ID.format(2), "seller": "ie1", "number": "N-2",
        "revision": 1,
    },
    "revisions": {
        "id": ID.format(4), "workspace_id": ID.format(1), "invoice_id": ID.format(3), "number": 1, "state": "kept",
        "retry_at": MOMENT, "attempts": 0, "kind": "invoice", "status": "final", "payment_status": "unknown",
        "currency": "EUR", "received_at": MOMENT, "document": '{"corrects": "N-1"}', "content_hash": "c",
        "sha256": "s", "file_name": "n.json", "media_type": "application/json", "content": b"{}",
    },
    "files_set_aside": {
        "id": ID.format(5), "workspace_id": ID.format(1), "name": "torn.xml", "reason": "It is torn.", "sha256": "t",
        "content": b"<Invoice", "received_at": MOMENT,
    },
    "people": {"id": ID.format(6), "email": "ana@example.com", "name": "Ana", "locale": "en_US", "active": True},
    "source_settings": {"name": "post", "kind": "mailbox", "settings": "{}", "active": True},
    "applied_setups": {"id": 1, "policy": "{}", "applied_at": MOMENT},
    "policy_versions": {"hash": "h", "body": "{}"},
    "reviews": {
        "id": ID.format(7), "workspace_id": ID.format(1), "state": "open", "policy_hash": "h", "opened_at": MOMENT,
        "payment_deadline": MOMENT, "payment_because": "due", "decide_by": MOMENT, "decide_because": "before",
    },
    "reviewed_revisions": {"review_id": ID.format(7), "revision_id": ID.format(4), "invoice_id": ID.format(3)},
    "assignments": {
        "id": ID.format(8), "workspace_id": ID.format(1), "review_id": ID.format(7), "role": "finance", "seat": 1,
        "person_id": ID.format(6), "state": "approved", "opened_at": MOMENT,
    },
    "access_links": {
        "id": ID.format(9), "workspace_id": ID.format(1), "review_id": ID.format(7), "assignment_id": ID.format(8),
        "person_id": ID.format(6), "generation": 1,
    },
    "planned_rungs": {
        "id": ID.format("a"), "workspace_id": ID.format(1), "review_id": ID.format(7), "rung": "reminder",
        "at": MOMENT, "because": "4 business days before", "state": "planned",
    },
    "decisions": {
        "id": ID.format("b"), "workspace_id": ID.format(1), "review_id": ID.format(7), "assignment_id": ID.format(8),
        "person_id": ID.format(6), "answer": "approve", "attested": "[]", "shown": "s", "known_by": "code",
        "at": MOMENT,
    },
}  # fmt: skip


@pytest.fixture(params=["sqlite", "postgresql"])
def earlier(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """Yield an engine on a database of the first schema with a row in each table that was changed since."""
    if request.param == "sqlite":
        with disposed(make_engine(f"sqlite:///{tmp_path}/earlier.db")) as engine:
            yield _filled(engine)
        return
    server = request.getfixturevalue("postgres_url")
    with new_database(server, "") as name, disposed(make_engine(url_of(server, name))) as engine:
        yield _filled(engine)


def _filled(engine: Engine) -> Engine:
    migrate(engine, "0001")
    bare = engine.dialect.name == "sqlite"
    with engine.begin() as connection:
        for table, row in BEFORE.items():
            values = {name: _value(name, value, bare=bare) for name, value in row.items()}
            places = ", ".join(f":{name}" for name in values)
            connection.execute(text(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({places})"), values)
    return engine


def _value(name: str, value: Any, *, bare: bool) -> Any:
    """Spell ids and moments as SQLite keeps them."""
    if bare and isinstance(value, str):
        return value.replace("-", "") if name == "id" or name.endswith("_id") else value.removesuffix("+00:00")
    return value


def test_rows_keep_what_they_hold_and_get_what_is_new(earlier: Engine) -> None:
    migrate(earlier)
    with Session(earlier) as session:
        workspace = session.query(Workspace).one()
        period = session.query(BillingPeriod).one()
        file = session.query(FileSetAside).one()
    assert (workspace.key, workspace.re_anchored, workspace.senders) == ("acme", [], [])
    assert (period.state, period.fetch_position, period.answered) == ("invoiced", None, None)
    assert (file.name, file.state, file.may_be_awaited, file.settled_at) == ("torn.xml", "set_aside", True, None)


def test_a_mailbox_is_looked_through_from_now_on_and_people_get_digests_as_before(earlier: Engine) -> None:
    migrate(earlier)
    with Session(earlier) as session:
        mailbox, person = session.query(SourceSetting).one(), session.query(Person).one()
    assert (f"{mailbox.returns_at:%Y-%m-%d}", mailbox.returns_position) == (DAY, None)
    assert (person.wants_single_mails, person.mail_doubted_until, person.mail_refused_at) == (False, None, None)


def test_which_invoice_one_corrects_is_read_from_what_is_stored(earlier: Engine) -> None:
    migrate(earlier)
    with Session(earlier) as session:
        assert session.query(Invoice).one().corrects == "N-1"


def test_an_open_review_goes_on_with_its_seats_its_ladder_and_its_answers(earlier: Engine) -> None:
    migrate(earlier)
    with Session(earlier) as session:
        review, seat = session.query(Review).one(), session.query(Assignment).one()
        rung, decision = session.query(PlannedRung).one(), session.query(Decision).one()
    assert (review.state, review.round, review.off_cycle, review.waits_since) == ("open", 1, False, None)
    assert (seat.role, seat.deputy_of, seat.snoozed_until) == ("finance", None, None)
    assert (rung.state, rung.round) == ("planned", 1)
    assert (decision.answer, decision.amount) == ("approve", None)
