"""What arrives and cannot be read is kept with its bytes and the reason."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import NOW, a_person, a_workspace
from tests.workflow.walking import history
from workflow.invoices.aside import keep_aside
from workflow.invoices.invoice import FileSetAside
from workflow.invoices.source import SetAside
from workflow.notices.notice import Notice
from workflow.people.person import Role

TORN = SetAside("torn.xml", "The file ends in the middle of an element.", b"<Invoice")


def test_it_is_kept_once_with_its_reason_and_a_line_of_history(session: Session) -> None:
    acme = a_workspace(session)
    for _ in range(2):
        keep_aside(session, acme, [TORN, SetAside("again.xml", TORN.reason, TORN.content)], NOW)
        session.commit()
    kept = session.scalars(select(FileSetAside)).one()
    assert (kept.reason, kept.content, kept.received_at) == (TORN.reason, b"<Invoice", NOW)
    assert history(session, f"workspace:{acme.id}") == ["file.set_aside"]


def test_every_admin_is_told_once(session: Session) -> None:
    acme = a_workspace(session)
    admins = {a_person(session, email, Role.ADMIN).id for email in ("ada@example.com", "bea@example.com")}
    for _ in range(2):
        keep_aside(session, acme, [TORN], NOW)
    assert {notice.person_id for notice in session.scalars(select(Notice))} == admins


def test_nothing_to_set_aside_is_nothing_done(session: Session) -> None:
    keep_aside(session, a_workspace(session), [], NOW)
    assert session.scalar(select(FileSetAside)) is None
