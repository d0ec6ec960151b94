"""The desk reads a batch with a fixed number of statements, and writes no letter that is out of date."""

from dataclasses import replace

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from notifications.catalogue import UnknownLetterError, letter_for
from notifications.desk import Desk, compose_all
from notifications.facts import Told
from notifications.letters.summary import open_seats
from notifications.pages import Place
from tests.factories import NOW, Opened, an_open_review
from tests.notifications.samples import (
    ANA,
    BEN,
    CARA,
    KEYS,
    a_case,
    a_notice,
    a_reader,
    a_settled_case,
    a_workspace_state,
    about_a_file,
    about_code,
    about_connection,
    about_period,
    about_review,
    about_waiver,
    an_admins_case,
    an_invoice,
    in_words,
)
from tests.notifications.samples import (
    NOW as DECEMBER,
)
from workflow.notices.notice import Kind
from workflow.notices.outbox import claim
from workflow.notices.posting import ToTell, post
from workflow.reviews.casefile import CaseFile

DESK = Desk(Place("https://countersign.example", KEYS), "example.com", NOW, NOW)
ANAS, CARAS = a_reader(ANA), a_reader(CARA)


def an_overtaken_case() -> CaseFile:
    """Make an approved review whose invoice the vendor has changed since."""
    return replace(a_settled_case(), invoices=(an_invoice(is_newest=False),))


def _part(kind: Kind, notices: int, number: int) -> str:
    """Name what tells the notices of a kind apart; what is told of a month or a day names it."""
    if kind == Kind.HEALTH:
        return f"{NOW.subtract(months=20 * notices + number):%Y-%m}"
    if kind in {Kind.DIGEST, Kind.RUN}:
        return NOW.subtract(days=20 * notices + number).to_date_string()
    return f"{notices}{number:02}"


def _statements(engine: Engine, session: Session, opened: Opened, notices: int) -> int:
    kinds = [kind for kind in Kind if kind != Kind.CODE]
    reader, data = opened.people["finance"], {"file": str(opened.review_id), "spans": [], "holes": []}
    post(session, [
        ToTell(opened.workspace_id, kind, opened.review_id, _part(kind, notices, number), NOW, reader, data=data)
        for kind in kinds
        for number in range(notices)
    ])  # fmt: skip
    claimed = claim(session, NOW, NOW, 1000)
    assert len(claimed) == notices * len(kinds)
    seen: list[str] = []
    listener = lambda *given: seen.append(given[2])  # noqa: E731  # named so that it can be taken off again
    event.listen(engine, "before_cursor_execute", listener)
    session.expire_all()
    troubled = {one.notice.kind for one in compose_all(session, claimed, DESK) if one.problem}
    event.remove(engine, "before_cursor_execute", listener)
    assert not troubled & {Kind.OPENED, Kind.DIGEST, Kind.HEALTH, Kind.RUN, Kind.COVERAGE}, "they were read one by one"
    return len(seen)


def test_a_batch_costs_the_same_statements_for_one_and_for_twenty(engine: Engine, session: Session) -> None:
    opened = an_open_review(session)
    assert _statements(engine, session, opened, 1) == _statements(engine, session, opened, 20)


@pytest.mark.parametrize(
    "facts",
    [
        about_review("opened", "1", a_settled_case(), ANAS),
        about_review("opened", "1", a_case(), CARAS),
        about_review("opened", "flag", a_settled_case("rejected"), CARAS),
        about_review("rung", "reminder", an_admins_case(), a_reader(BEN)),
        about_review("rung", "final_call", a_settled_case(), CARAS),
        about_review("rung", "overdue@2026-12-16", a_case(state="withdrawn"), CARAS),
        about_review("unstaffed", "operations", a_case(), CARAS),
        about_review("released", "1", a_settled_case("rejected"), ANAS),
        about_review("released", "1", an_overtaken_case(), ANAS),
        replace(about_period("late", ANAS), state="invoiced"),
        replace(about_period("admin", CARAS), state="waived"),
        replace(about_period("arrived", ANAS), state="late"),
        replace(about_waiver(), state="invoiced"),
        replace(about_connection(), workspace=a_workspace_state()),
        about_a_file(is_waiting=False),
        about_code(used=True),
        about_code(wall=DECEMBER.add(minutes=10)),
    ],
)
def test_it_writes_nothing_that_is_no_longer_true(facts: Told) -> None:
    assert not letter_for(facts.notice).still_true(facts)


def test_a_person_on_two_seats_gets_a_line_for_each() -> None:
    case = a_case()
    seats = tuple(replace(seat, person=ANA) for seat in case.seats)
    links = tuple(replace(link, person_id=ANA.id) for link in case.links)
    words = in_words(about_review("opened", "1", replace(case, seats=seats, links=links), ANAS))
    lines = [line for line in words.text.splitlines() if line.startswith("https://")]
    assert len(lines) == len(set(lines)) == 2


def test_every_admin_with_a_link_is_waited_for() -> None:
    case = an_admins_case()
    other = replace(case.links[-1], person_id=BEN.id)
    assert [seat.role for seat in open_seats(replace(case, links=(*case.links, other)), BEN.id)] == ["admin"]
    assert open_seats(case, BEN.id) == ()


def test_without_a_support_address_the_draft_has_no_link() -> None:
    words = in_words(about_period("chase", ANAS, a_workspace_state(vendor_support=None), draft=True))
    assert "mailto:" not in words.text
    assert "Missing invoice for account 44" in words.text


def test_a_notice_without_a_letter_is_named() -> None:
    with pytest.raises(UnknownLetterError, match="rung:nonsense"):
        letter_for(a_notice("rung", "nonsense"))
