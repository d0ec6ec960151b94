"""Before the month ends the admins hear who will be missing; a deputy who is named in time keeps the mail away."""

import datetime

from sqlalchemy import select

from tests.stories.month import Month
from tests.stories.setting import a_setup
from tests.stories.words import said
from workflow.people.absence import Absence
from workflow.people.person import Person

ANOTHER = """
[[people]]
email = "fred@acme.example"
name = "Fred Falk"
roles = ["finance"]
"""


def is_away(month: Month, name: str, deputy: str | None = None) -> None:
    """Note that somebody is away in the first fortnight of November."""
    with month.house.sessions.begin() as session:
        ids = {one.email.partition("@")[0]: one.id for one in session.scalars(select(Person))}
        days = {"first_on": datetime.date(2026, 11, 2), "last_on": datetime.date(2026, 11, 13)}
        deputy_id = ids[deputy] if deputy else None
        session.add(Absence(person_id=ids[name], deputy_id=deputy_id, noted_at=month.now, **days))


def coverage_mails(month: Month) -> list[str]:
    return [line for line in month.minutes() if line.endswith(": coverage")]


def test_the_admins_hear_that_finance_is_away_while_there_is_time(month: Month) -> None:
    month.applies(a_setup())
    month.walks_to("2026-10-21 10:00")
    is_away(month, "ana")
    month.walks_to("2026-10-27 10:00")
    assert coverage_mails(month) == ["Mon 26 Oct 09:00 ada: coverage", "Mon 26 Oct 09:00 bea: coverage"]
    letter = month.reader("ada").has()[-1]
    assert letter.subject == "Nobody to ask for finance in coming reviews"
    assert "finance, Nov 2" in letter.text
    assert "Ana Alvarez is away until Nov 13, 2026, without a deputy for finance." in said(letter)


def test_where_somebody_can_step_in_nobody_is_mailed(month: Month) -> None:
    month.applies(ANOTHER + a_setup())
    month.walks_to("2026-10-21 10:00")
    is_away(month, "ana", "fred")
    month.walks_to("2026-10-27 10:00")
    assert coverage_mails(month) == []
