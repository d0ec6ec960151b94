"""What `status` says of mail that does not go out."""

from sqlalchemy.orm import Session

from tests.factories import NOW, a_person
from tests.workflow.walking import Team
from workflow.notices.notice import Kind, Notice
from workflow.notices.posting import ToTell, post
from workflow.notices.standing import mail_standing
from workflow.people.workspace import Workspace

SINCE = "2026-12-07T09:00:00Z"


def test_it_names_whose_address_refuses_mail_and_what_waits(session: Session, acme: Workspace, team: Team) -> None:
    team.ana.mail_refused_at, team.ana.mail_refusal = NOW, "550 no such user"
    a_person(session, "left@example.com", active=False, mail_refused_at=NOW, mail_refusal="550 no")
    letters = [ToTell(acme.id, Kind.CONNECTOR, acme.id, str(n), NOW.add(hours=n), team.ada.id) for n in range(4)]
    post(session, letters)
    for notice in session.query(Notice).order_by(Notice.posted_at).limit(3):
        notice.problem = "the mail server mail.example:25: 535 no"
    session.flush()
    refused = {"state": "refused", "to": "ana@example.com", "mails": None, "since": SINCE}
    waiting = {"state": "waiting", "to": None, "mails": 3, "since": SINCE}
    assert mail_standing(session) == [
        {**refused, "problem": "550 no such user"},
        {**waiting, "problem": "the mail server mail.example:25: 535 no"},
    ]
