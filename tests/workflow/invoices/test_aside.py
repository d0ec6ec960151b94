"""What arrives and cannot be read is kept with its bytes and the reason, until somebody settles it."""

from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import NOW, a_document, a_person, a_workspace
from tests.workflow.walking import Team, history, take_in
from workflow.invoices.aside import NotWaiting, dismiss, keep_aside, newest_awaited, set_aside_before
from workflow.invoices.invoice import FileSetAside, Revision
from workflow.invoices.keying import key_in
from workflow.invoices.source import SetAside
from workflow.notices.notice import Notice
from workflow.people.person import Role
from workflow.people.workspace import Workspace

TORN = SetAside("torn.xml", "The file ends in the middle of an element.", b"<Invoice")


def test_it_is_kept_once_with_its_reason_and_a_line_of_history(session: Session) -> None:
    acme = a_workspace(session)
    for _ in range(2):
        keep_aside(session, acme, [TORN, SetAside("again.xml", TORN.reason, TORN.content)], NOW)
        session.commit()
    kept = session.scalars(select(FileSetAside)).one()
    assert (kept.reason, kept.content, kept.received_at) == (TORN.reason, b"<Invoice", NOW)
    assert history(session, f"file:{kept.id}") == ["file.set_aside"]


def test_every_admin_is_told_once(session: Session) -> None:
    acme = a_workspace(session)
    admins = {a_person(session, email, Role.ADMIN).id for email in ("ada@example.com", "bea@example.com")}
    for _ in range(2):
        keep_aside(session, acme, [TORN], NOW)
    assert {notice.person_id for notice in session.scalars(select(Notice))} == admins


def test_nothing_to_set_aside_is_nothing_done(session: Session) -> None:
    keep_aside(session, a_workspace(session), [], NOW)
    assert session.scalar(select(FileSetAside)) is None


def put_aside(session: Session, workspace: Workspace, file: SetAside = TORN) -> FileSetAside:
    keep_aside(session, workspace, [file], NOW)
    session.commit()
    return session.scalars(select(FileSetAside)).one()


def told(session: Session) -> set[UUID | None]:
    return set(session.scalars(select(Notice.person_id)))


def test_finance_hears_of_what_may_be_an_invoice(session: Session, acme: Workspace, team: Team) -> None:
    put_aside(session, acme)
    assert told(session) == {team.ada.id, team.ana.id}


def test_of_a_strangers_mail_only_the_admins_hear(session: Session, acme: Workspace, team: Team) -> None:
    put_aside(session, acme, SetAside("spam.eml", "Nobody here knows the sender.", b"spam", may_be_awaited=False))
    assert told(session) == {team.ada.id}


def test_of_many_strangers_mails_the_admins_hear_once_a_day(session: Session, acme: Workspace, team: Team) -> None:
    for day, mail in ((0, b"spam"), (0, b"more spam"), (1, b"spam again")):
        spam = SetAside("spam.eml", "Nobody here knows the sender.", mail, may_be_awaited=False)
        keep_aside(session, acme, [spam], NOW.add(days=day))
    assert session.scalars(select(Notice.part).order_by(Notice.part)).all() == [
        "strangers@2026-12-07",
        "strangers@2026-12-08",
    ]


def test_it_may_be_the_awaited_invoice_until_it_is_settled(session: Session, acme: Workspace, team: Team) -> None:
    file = put_aside(session, acme)
    assert newest_awaited(session, [acme.id]) == {acme.id: NOW}
    dismiss(session, file, team.ana, "an advertisement", NOW)
    assert newest_awaited(session, [acme.id]) == {}


def test_a_strangers_mail_is_not_awaited(session: Session, acme: Workspace) -> None:
    put_aside(session, acme, SetAside("spam.eml", "Nobody here knows the sender.", b"spam", may_be_awaited=False))
    assert newest_awaited(session, [acme.id]) == {}


def test_who_dismissed_it_and_why_is_history(session: Session, acme: Workspace, team: Team) -> None:
    file = put_aside(session, acme)
    dismiss(session, file, team.ana, "an advertisement", NOW)
    session.commit()
    assert (file.state, file.settled_by, file.settled_why) == ("dismissed", team.ana.id, "an advertisement")
    assert history(session, f"file:{file.id}") == ["file.set_aside", "file.dismissed"]


def test_it_is_settled_once(session: Session, acme: Workspace, team: Team) -> None:
    file = put_aside(session, acme)
    dismiss(session, file, team.ana, "an advertisement", NOW)
    with pytest.raises(NotWaiting, match="settled this file already"):
        key_in(session, file, a_document(), "application/pdf", team.ada, NOW)


def test_its_source_need_not_try_it_again(session: Session, acme: Workspace) -> None:
    file = put_aside(session, acme)
    assert set_aside_before(session, [acme.id]) == {acme.id: frozenset({file.sha256})}


def test_keyed_in_it_is_an_invoice_with_the_files_bytes(session: Session, acme: Workspace, team: Team) -> None:
    file = put_aside(session, acme)
    keyed = a_document(sha256=file.sha256, source={"name": file.name, "format": "manual"})
    accepted = key_in(session, file, keyed, "application/pdf", team.ana, NOW)
    session.commit()
    revision = session.get_one(Revision, accepted.revision_id)
    assert (revision.content, revision.media_type, revision.file_name) == (b"<Invoice", "application/pdf", "torn.xml")
    assert (file.state, file.settled_by) == ("read", team.ana.id)


def test_what_comes_again_and_can_be_read_is_settled_by_itself(session: Session, acme: Workspace) -> None:
    file = put_aside(session, acme)
    take_in(session, acme, a_document(sha256=file.sha256))
    session.refresh(file)
    assert (file.state, file.settled_by) == ("read", None)
    assert set_aside_before(session, [acme.id]) == {}
