"""Mail that does not go out as it should, for `status`: whose address refuses it, what waits for the server.

And where nobody would hear of mail that came back: mailboxes that cannot be looked through.
"""

from typing import Any

from sqlalchemy import func, null, select
from sqlalchemy.orm import Session

from workflow.notices.notice import Delivery, Notice
from workflow.people.person import Person
from workflow.setup.applied import SourceSetting

MOST_PROBLEMS = 20


def mail_standing(session: Session) -> list[dict[str, Any]]:
    """Give the form of `mail` in `countersign status --json`; `to` is an e-mail address, null: many mails wait alike.

    Of what waits the problems that are oldest, each with how many mails it holds up. `unread` names as `source` the
    mailbox in which nothing that came back is found.
    """
    refusing = (
        select(
            Person.email.label("to"),
            null().label("source"),
            null().label("mails"),
            Person.mail_refused_at.label("since"),
        )
        .add_columns(Person.mail_refusal.label("problem"))
        .where(Person.active, Person.mail_refused_at.is_not(None))
        .order_by(Person.email)
    )
    since = func.min(Notice.posted_at)
    waiting = (
        select(
            null().label("to"),
            null().label("source"),
            func.count().label("mails"),
            since.label("since"),
            Notice.problem,
        )
        .where(Notice.state == Delivery.DUE, Notice.problem.is_not(None))
        .group_by(Notice.problem)
        .order_by(since, Notice.problem)
        .limit(MOST_PROBLEMS)
    )
    unread = (
        select(null().label("to"), SourceSetting.name.label("source"), null().label("mails"))
        .add_columns(SourceSetting.returns_failing_since.label("since"), SourceSetting.returns_problem.label("problem"))
        .where(SourceSetting.active, SourceSetting.returns_failing_since.is_not(None))
        .order_by(SourceSetting.name)
    )
    asked = (("refused", refusing), ("waiting", waiting), ("unread", unread))
    return [_said(state, row._asdict()) for state, question in asked for row in session.execute(question)]


def _said(state: str, row: dict[str, Any]) -> dict[str, Any]:
    return {"state": state, **row, "since": row["since"].in_timezone("UTC").to_iso8601_string()}
