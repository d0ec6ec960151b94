"""Applying makes the database as the setup file says: again changes nothing, and what vanished is switched off."""

from datetime import date
from pathlib import Path

import pendulum
import pytest
from sqlalchemy import event, select, update
from sqlalchemy.orm import Session

from tests.workflow.setup.files import GOOD, POLICY, SECOND_PERSON, SECOND_WORKSPACE, changed, read, without
from workflow.base import new_id
from workflow.events.event import Event
from workflow.people.identity import Device
from workflow.people.person import Person, RoleHolder
from workflow.people.workspace import Workspace
from workflow.policy.policy import Policy, PolicyVersion
from workflow.setup.applied import AppliedSetup, SourceSetting
from workflow.setup.applying import ApplyError, apply
from workflow.setup.effective import effective_policy

NOW = pendulum.datetime(2026, 11, 3, 20, 0)
LATER = NOW.add(days=30)
FOLDER = Path("/srv/countersign")
BOTH = GOOD + SECOND_WORKSPACE + SECOND_PERSON
ALONE = without("[[workspaces]]", "[sources.callaro]", GOOD) + SECOND_WORKSPACE


def put(session: Session, text: str, now: pendulum.DateTime = NOW) -> list[str]:
    lines = apply(session, read(text), FOLDER, now, POLICY)
    session.commit()
    return lines


def workspace(session: Session, key: str) -> Workspace:
    return session.scalars(select(Workspace).where(Workspace.key == key)).one()


def test_the_first_apply_tells_what_was_added(session: Session) -> None:
    assert put(session, without("[policy]", '[[workspaces]]\nkey = "acme-apac"', BOTH)) == [
        "person ana@example.com added",
        "person ben@example.com added",
        "source callaro added",
        "source inbox added",
        "workspace acme-emea added",
        "workspace acme-apac added",
    ]


def test_everything_is_stored(session: Session) -> None:
    put(session, GOOD)
    stored = workspace(session, "acme-emea")
    assert (stored.cycle_every, stored.cycle_anchor, stored.first_period_starts) == ("month", 1, date(2026, 1, 1))
    assert stored.people == {"finance": ["ana@example.com"]}
    assert stored.plans == [{"from": "2026-01-01", "name": "Growth", "amount": "499.00"}]
    assert (stored.active, stored.connection, stored.periods_until) == (True, "never", None)
    assert set(session.scalars(select(RoleHolder.role))) == {"finance", "admin"}


def test_sources_are_stored_without_secrets_and_with_absolute_folders(session: Session) -> None:
    put(session, GOOD)
    settings = {source.name: source.settings for source in session.scalars(select(SourceSetting))}
    assert settings["inbox"] == {"path": "/srv/countersign/inbox"}
    assert settings["callaro"]["api_key_env"] == "CALLARO_API_KEY"
    assert settings["callaro"]["fields"] == {"number": "invoice_number"}


def test_a_mailbox_is_looked_through_from_its_first_apply_on(session: Session) -> None:
    mailbox = '\n[sources.post]\nkind = "mailbox"\nhost = "i.example.com"\nuser = "u"\npassword_env = "P"\n'
    put(session, GOOD + mailbox)
    looked = select(SourceSetting.name, SourceSetting.returns_at).where(SourceSetting.returns_at.is_not(None))
    assert [tuple(one) for one in session.execute(looked)] == [("post", NOW)]
    assert put(session, GOOD + mailbox, LATER) == []
    assert [tuple(one) for one in session.execute(looked)] == [("post", NOW)]


def test_what_is_no_mailbox_any_more_is_not_looked_through(session: Session) -> None:
    mailbox = '\n[sources.post]\nkind = "mailbox"\nhost = "i.example.com"\nuser = "u"\npassword_env = "P"\n'
    put(session, GOOD + mailbox)
    session.execute(update(SourceSetting).values(returns_problem="no", returns_failing_since=NOW, returns_position={}))
    put(session, GOOD + '\n[sources.post]\nkind = "folder"\npath = "post"\n', LATER)
    post = session.get_one(SourceSetting, "post", populate_existing=True)
    assert (post.returns_at, post.returns_position) == (None, None)
    assert (post.returns_problem, post.returns_failing_since) == (None, None)


def test_applying_again_changes_nothing(session: Session) -> None:
    put(session, BOTH)
    events = len(session.scalars(select(Event)).all())
    assert put(session, BOTH, LATER) == []
    assert len(session.scalars(select(Event)).all()) == events
    assert session.scalars(select(AppliedSetup.applied_at)).one() == NOW


def test_the_order_in_the_file_means_nothing(session: Session) -> None:
    put(session, BOTH)
    assert put(session, changed('["finance", "admin"]', '["admin", "finance"]', BOTH)) == []


def test_changes_are_told_with_old_and_new(session: Session) -> None:
    put(session, BOTH)
    text = changed('roles = ["operations"]', 'roles = ["admin", "operations"]', BOTH)
    text = changed("payment_terms_days = 14", "payment_terms_days = 30", text)
    text = changed('{ finance = ["ana@example.com"] }', '{ operations = ["ben@example.com"] }', text)
    text = changed("reminder = 4", "reminder = 5", text)
    assert put(session, text) == [
        "person ben@example.com: roles operations → operations, admin",
        "policy: deadline.reminder 4 → 5",
        (
            "workspace acme-emea: payment_terms_days 14 → 30; people.finance ana@example.com → none; "
            "people.operations none → ben@example.com"
        ),
    ]


def test_roles_follow_the_file(session: Session) -> None:
    put(session, BOTH)
    put(session, changed('roles = ["operations"]', 'roles = ["admin"]', BOTH))
    held = select(RoleHolder.role).join(Person, Person.id == RoleHolder.person_id)
    assert session.scalars(held.where(Person.email == "ben@example.com")).all() == ["admin"]


def test_what_vanishes_is_switched_off_and_comes_back(session: Session) -> None:
    put(session, BOTH)
    emea = workspace(session, "acme-emea").id
    assert put(session, ALONE, LATER) == [
        "person ben@example.com deactivated: it is no longer in the file",
        "workspace acme-emea deactivated: it is no longer in the file",
    ]
    assert not workspace(session, "acme-emea").active
    assert put(session, ALONE, LATER) == []
    assert put(session, BOTH, LATER) == ["person ben@example.com reactivated", "workspace acme-emea reactivated"]
    assert workspace(session, "acme-emea").id == emea


def test_who_comes_back_may_come_back_changed(session: Session) -> None:
    put(session, BOTH)
    put(session, GOOD + SECOND_WORKSPACE)
    text = changed('name = "Ben Baker"', 'name = "Ben Brewer"', BOTH)
    assert put(session, text) == ["person ben@example.com reactivated; name Ben Baker → Ben Brewer"]


def test_who_left_is_known_in_no_browser_when_they_come_back(session: Session) -> None:
    put(session, BOTH)
    for email in ("ana@example.com", "ben@example.com"):
        person_id = session.scalars(select(Person.id).where(Person.email == email)).one()
        session.add(Device(id=new_id(), person_id=person_id, cookie_hash=email, expires_at=LATER.add(days=30)))
    put(session, ALONE, LATER)
    put(session, BOTH, LATER)
    assert session.scalars(select(Device.cookie_hash)).all() == ["ana@example.com"]


def test_reviews_begin_on_the_local_day_of_the_first_apply(session: Session) -> None:
    put(session, BOTH)
    put(session, BOTH, LATER)
    assert workspace(session, "acme-apac").review_from == date(2026, 11, 4)
    assert workspace(session, "acme-emea").review_from == date(2026, 11, 1)


def test_the_policy_in_force_is_the_default_with_the_table_on_top(session: Session) -> None:
    assert effective_policy(session, POLICY) == Policy.model_validate(POLICY)
    put(session, changed("reminder = 4", "reminder = 6"))
    policy = effective_policy(session, POLICY)
    assert policy.deadline.reminder == 6
    assert session.scalars(select(PolicyVersion.hash)).all() == [policy.hash]


def test_a_policy_key_that_vanishes_goes_back_to_its_default(session: Session) -> None:
    put(session, changed("reminder = 4", "reminder = 6"))
    assert put(session, changed("reminder = 4", "")) == ["policy: deadline.reminder 6 → default"]
    assert effective_policy(session, POLICY).deadline.reminder == 4


def test_periods_that_are_written_hold_where_they_began(session: Session) -> None:
    old, new, place = "first_period_starts = 2026-01-01", "first_period_starts = 2026-02-01", "first_period_starts"
    put(session, BOTH)
    assert put(session, changed(old, new, BOTH)) != []
    workspace(session, "acme-emea").periods_until = LATER
    session.commit()
    text = changed('name = "Ben Baker"', 'name = "Ben Brewer"', BOTH)
    with pytest.raises(ApplyError, match=rf'^workspaces\[1\] \(key "acme-emea"\) {place}: '):
        apply(session, read(text), FOLDER, LATER, POLICY)
    assert not session.dirty
    assert session.scalars(select(Person.name).where(Person.email == "ben@example.com")).one() == "Ben Baker"


def test_another_cycle_may_follow_the_periods_that_are_written(session: Session) -> None:
    put(session, BOTH)
    workspace(session, "acme-emea").periods_until = LATER
    session.commit()
    assert put(session, changed("anchor = 1 }", "anchor = 2 }", BOTH)) == ["workspace acme-emea: cycle_anchor 1 → 2"]


def test_history_holds_old_and_new_values_of_each_workspace(session: Session) -> None:
    put(session, BOTH)
    put(session, changed("payment_terms_days = 14", "payment_terms_days = 30", BOTH), LATER)
    added, _, told = session.scalars(select(Event).order_by(Event.id)).all()
    assert told.about == f"workspace:{workspace(session, 'acme-emea').id}"
    assert (told.kind, told.at, told.actor) == ("setup.applied", LATER, "system")
    assert told.data == {"changed": {"payment_terms_days": [14, 30]}, "organisation": []}
    assert added.data["added"]["first_period_starts"] == "2026-01-01"


def test_what_concerns_all_stands_in_the_history_of_every_active_workspace(session: Session) -> None:
    put(session, BOTH)
    first = set(session.scalars(select(Event.id)))
    put(session, changed("reminder = 4", "reminder = 5", BOTH))
    told = session.scalars(select(Event).where(Event.id.not_in(first))).all()
    assert [one.data for one in told] == [{"organisation": ["policy: deadline.reminder 4 → 5"]}] * 2


def test_the_number_of_statements_does_not_grow_with_the_file(session: Session) -> None:
    counts = [_statements(session, many) for many in (10, 500)]
    assert counts[0] == counts[1]


def _statements(session: Session, many: int) -> int:
    people = "".join(SECOND_PERSON.replace("Ben@", f"ben{many}-{i}@") for i in range(many))
    spaces = "".join(SECOND_WORKSPACE.replace("acme-apac", f"acme-{many}-{i}") for i in range(many))
    seen: list[str] = []
    connection = session.connection()
    event.listen(connection, "before_cursor_execute", lambda *told: seen.append(told[2]))
    apply(session, read(GOOD + people + spaces), FOLDER, NOW, POLICY)
    session.rollback()
    return len(seen)
