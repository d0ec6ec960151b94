"""The mail about a payment run: what is read for it, to whom it says what, and when it is moot."""

import dataclasses

import pytest
from sqlalchemy.orm import Session

from notifications.catalogue import letter_for
from notifications.desk import Desk, compose_all, thread_of
from notifications.pages import Place
from tests.factories import NOW, a_document, a_person, a_workspace
from tests.notifications.ahead import RUN, a_bare_sheet, a_full_sheet, a_hole, about_coverage, about_run
from tests.notifications.samples import ANA, BERLIN, CARA, HOME, KEYS, an_id, in_words
from tests.workflow.counting import counted
from tests.workflow.walking import open_all
from workflow.notices.notice import Kind
from workflow.notices.outbox import claim
from workflow.notices.posting import ToTell, post
from workflow.payment_runs.gathering import Span
from workflow.people.person import Person
from workflow.people.workspace import Workspace


def somebody_of_finance(session: Session, key: str) -> Person:
    """Write a workspace with somebody of finance of its own, who has not answered for its invoice."""
    one = a_person(session, f"{key}@example.com", "finance")
    people = {"finance": [one.email], "operations": [], "admin": []}
    workspace = a_workspace(session, key, name=key.title(), people=people)
    open_all(session, workspace, [a_document(f"{key}-1")])
    claim(session, NOW, NOW, 1000)  # what else was posted is not looked at
    span = Span(workspace.id, workspace.name, RUN, NOW.subtract(days=7), NOW)
    data = {"spans": [span.as_data()]}
    post(session, [ToTell(workspace.id, Kind.RUN, one.id, "2026-12-10", NOW, one.id, data=data)])
    return one


def test_finance_reads_what_is_held_and_on_whom_it_waits(session: Session) -> None:
    acme = somebody_of_finance(session, "acme")
    composed = compose_all(session, claim(session, NOW, NOW, 100), Desk(Place(HOME, KEYS), "ours.example", NOW, NOW))
    (message,) = [one.message for one in composed]
    assert message
    assert message.to.email == acme.email
    assert message.subject == "Payment run of Dec 10, 2026: 0 released, 1 held"
    assert "acme-1: €4,877.81" in message.text
    assert "waits for Acme (finance), nobody yet (operations)" in message.text


def test_a_batch_of_mails_costs_the_same_for_any_number_of_readers(session: Session) -> None:
    costs = []
    for keys in (("a",), ("b", "c", "d")):
        for key in keys:
            somebody_of_finance(session, key)
        session.commit()
        session.query(Workspace).all()
        notices = claim(session, NOW, NOW, 100)
        session.commit()
        with counted(session) as statements:
            compose_all(session, notices, Desk(Place(HOME, KEYS), "ours.example", NOW, NOW))
        costs.append(len(statements))
    assert costs[0] == costs[1]


def test_once_the_cut_off_has_passed_it_is_moot() -> None:
    facts = about_run(a_full_sheet())
    assert letter_for(facts.notice).still_true(facts)
    assert not letter_for(facts.notice).still_true(dataclasses.replace(facts, now=RUN))


def test_with_nothing_left_to_say_it_is_moot() -> None:
    facts = about_run()
    assert not letter_for(facts.notice).still_true(facts)


@pytest.mark.parametrize("several", [False, True])
def test_workspaces_are_named_where_there_are_several(several: bool) -> None:
    sheets = [a_bare_sheet("Acme EMEA", BERLIN), a_bare_sheet("Acme APAC", BERLIN)][: 1 + several]
    text = in_words(about_run(*sheets)).text
    assert ("(Acme EMEA)" in text) == several
    assert text.count("Cut-off") == 1


def test_of_who_was_missing_nothing_is_left_to_say_once_those_days_are_over() -> None:
    over, still = (a_hole(**{"from": "2026-12-01", "until": f"2026-12-0{day}"}) for day in (6, 7))
    facts = about_coverage(over)
    assert not letter_for(facts.notice).still_true(facts)
    assert letter_for(facts.notice).still_true(about_coverage(still))


def test_the_mails_of_a_reader_are_one_conversation() -> None:
    facts = about_run(a_full_sheet())
    of_acme = dataclasses.replace(facts, notice=dataclasses.replace(facts.notice, about=an_id(1)))
    assert thread_of(of_acme) == f"run:{ANA.id}"
    assert thread_of(about_coverage()) == f"coverage:{CARA.id}"
