"""Who does what about which mail, and when."""

import pendulum
import pytest

from sandbox.outcome import business_days_between
from sandbox.players import PlayError, link_below
from sandbox.plot import at_desk, cast, deed_of
from workflow.calendars import Calendar

BERLIN = "Europe/Berlin"


def moment(text: str) -> pendulum.DateTime:
    return pendulum.from_format(text, "YYYY-MM-DD HH:mm", tz=BERLIN)


@pytest.mark.parametrize(
    ("arrived", "done"),
    [
        ("2026-11-03 11:00", "2026-11-03 11:20"),
        ("2026-11-02 01:00", "2026-11-02 08:50"),  # before the day begins
        ("2026-11-03 22:00", "2026-11-04 08:50"),  # after it has ended
        ("2026-11-06 22:00", "2026-11-09 08:50"),  # a Friday evening
        ("2026-11-07 12:00", "2026-11-09 08:50"),  # a Saturday
    ],
)
def test_people_answer_when_they_are_at_their_desk(arrived: str, done: str) -> None:
    assert at_desk(moment(arrived), BERLIN, 20) == moment(done)


def test_finance_answers_for_acme_and_leaves_borealis_alone() -> None:
    ana = next(person for person in cast() if person.name.startswith("Ana"))
    both = {"notice": "digest:1:2026-11-02", "text": "1. Invoice CAL-44-2026-10 …\n2. Invoice CAL-51-2026-10 …"}
    deed = deed_of(ana, both)
    assert deed is not None
    assert (deed.number, deed.answer) == ("CAL-44-2026-10", "approve")
    assert deed_of(ana, {**both, "text": "Invoice CAL-51-2026-10 …"}) is None


def test_the_link_of_an_invoice_in_a_digest_stands_below_its_number() -> None:
    text = "Invoice A-1\nhttp://x/act/1\nInvoice A-2\nhttp://x/act/2\n"
    mail = {"text": text, "links": ["http://x/act/1", "http://x/act/2"], "subject": "2 invoices", "to": "ana@x"}
    assert [link_below(mail, number) for number in ("A-1", "A-2")] == mail["links"]
    with pytest.raises(PlayError, match="no link below A-3"):
        link_below(mail, "A-3")


def test_an_admin_does_nothing_about_a_mail_to_finance() -> None:
    ada = next(person for person in cast() if "admin" in person.roles)
    assert deed_of(ada, {"notice": "digest:1:2026-11-02", "text": "Invoice CAL-44-2026-10 …"}) is None


@pytest.mark.parametrize(
    ("settled", "due", "days"),
    [("2026-11-09 01:15", "2026-11-16 14:00", 5), ("2026-11-16 09:00", "2026-11-16 14:00", 0),
     ("2026-11-10 09:00", "2026-11-06 14:00", -2)],
)  # fmt: skip
def test_the_time_left_is_counted_in_business_days(settled: str, due: str, days: int) -> None:
    assert business_days_between(moment(settled), moment(due), Calendar(BERLIN, "DE")) == days
