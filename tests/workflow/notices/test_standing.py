"""What `status` says of mail that does not go out."""

from sqlalchemy.orm import Session

from tests.factories import NOW, a_person
from tests.workflow.walking import Team
from workflow.notices.notice import Kind, Notice
from workflow.notices.posting import ToTell, post
from workflow.notices.returning import store_problem
from workflow.notices.standing import mail_standing
from workflow.people.workspace import Workspace
from workflow.setup.applied import SourceSetting

SINCE = "2026-12-07T09:00:00Z"


def test_it_names_whose_address_refuses_mail_and_what_waits(session: Session, acme: Workspace, team: Team) -> None:
    team.ana.mail_refused_at, team.ana.mail_refusal = NOW, "550 no such user"
    a_person(session, "left@example.com", active=False, mail_refused_at=NOW, mail_refusal="550 no")
    letters = [ToTell(acme.id, Kind.CONNECTOR, acme.id, str(n), NOW.add(hours=n), team.ada.id) for n in range(4)]
    post(session, letters)
    for notice in session.query(Notice).order_by(Notice.posted_at).limit(3):
        notice.problem = "the mail server mail.example:25: 535 no"
    session.flush()
    refused = {"state": "refused", "to": "ana@example.com", "source": None, "mails": None, "since": SINCE}
    waiting = {"state": "waiting", "to": None, "source": None, "mails": 3, "since": SINCE}
    assert mail_standing(session) == [
        {**refused, "problem": "550 no such user"},
        {**waiting, "problem": "the mail server mail.example:25: 535 no"},
    ]


def test_it_names_the_mailbox_in_which_nothing_that_came_back_is_found_and_since_when(session: Session) -> None:
    for name, active in (("post", True), ("read", True), ("gone", False)):
        session.add(SourceSetting(name=name, kind="mailbox", settings={}, active=active))
    session.flush()
    for name in ("post", "gone"):
        store_problem(session, name, "It did not answer in time.", NOW)
    store_problem(session, "post", "It refused the password.", NOW.add(hours=1))
    its = {"to": None, "source": "post", "mails": None, "since": SINCE, "problem": "It refused the password."}
    assert mail_standing(session) == [{"state": "unread", **its}]
    store_problem(session, "post", None, NOW.add(hours=2))
    assert mail_standing(session) == []
