"""Clean invoices that have time come at nine, in one mail; what cannot wait comes at once."""

from typing import Any

from sqlalchemy import select

from tests.stories.month import Month
from tests.stories.setting import PEOPLE, a_setup, a_workspace, an_invoice
from tests.workflow.walking import an_answer
from workflow.decisions.decide import decide
from workflow.people.person import Person
from workflow.reviews.explaining import find_review

OPERATIONS = 'roles = ["operations"]\ntimezone = "{zone}"'
ELSEWHERE = PEOPLE.replace(OPERATIONS.format(zone="Europe/Berlin"), OPERATIONS.format(zone="America/Denver"))
TO_ANOTHER_ACCOUNT: dict[str, Any] = {"payee": {"name": "Callaro, Inc.", "iban": "LT601010012345678901"}}
OPENED_AT_ONCE = ["Sun 1 Nov 13:00 ana: opened", "Sun 1 Nov 13:00 omar: opened"]
USUAL_ACCOUNT: dict[str, Any] = {"payee": {"name": "Callaro, Inc.", "iban": "IE29AIBK93115212345678"}}


def begun(month: Month, *keys: str, people: str = PEOPLE) -> None:
    """Let October end for workspaces of which digests tell, September being there to compare with."""
    keys = keys or ("acme",)
    month.applies(a_setup(*map(a_workspace, keys), people=people, mail=""))
    for key in keys:
        month.comes(an_invoice(9, number=f"{key}-9", **USUAL_ACCOUNT), key)
    month.walks_to("2026-11-01 12:00")


def comes(month: Month, key: str = "acme", **changes: Any) -> None:
    month.comes(an_invoice(10, number=f"{key}-10", **{**USUAL_ACCOUNT, **changes}), key)


def approves(month: Month, *names: str) -> None:
    """Let people approve who found the review on their own list of tasks, for no mail has come yet."""
    with month.house.sessions.begin() as session:
        review = find_review(session, "acme:acme-10")
        assert review
        for name in names:
            person = session.scalars(select(Person).where(Person.email == f"{name}@acme.example")).one()
            decide(session, an_answer(session, review, person, "approve"), month.now)


def test_a_clean_month_goes_through_one_digest_each(month: Month) -> None:
    begun(month, "acme", "beta")
    comes(month, "acme")
    comes(month, "beta")
    month.walks_to("2026-11-02 09:30")
    for name in ("ana", "omar"):
        for number in ("acme-10", "beta-10"):
            assert month.reader(name).answers("approve", number) == 303
    month.walks_to("2026-11-12 18:00")
    assert month.minutes() == [
        "Mon 2 Nov 09:00 ana: digest",
        "Mon 2 Nov 09:00 omar: digest",
        "Mon 2 Nov 09:30 ana: decided",
        "Mon 2 Nov 09:30 ana: decided",
        "Mon 2 Nov 09:30 ap: released",
        "Mon 2 Nov 09:30 ap: released",
    ]
    assert [month.reviews(key)[0]["state"] for key in ("acme", "beta")] == ["approved", "approved"]
    assert [month.workspace(key)["months"][10] for key in ("acme", "beta")] == ["reviewed", "reviewed"]


def test_the_key_names_the_reader_and_the_day(month: Month) -> None:
    begun(month)
    comes(month)
    month.walks_to("2026-11-02 09:00")
    (digest,) = month.reader("ana").has()
    assert digest.notice
    kind, _, day = digest.notice.split(":")
    assert (kind, day) == ("digest", "2026-11-02")


def test_a_serious_finding_comes_at_once(month: Month) -> None:
    begun(month)
    comes(month, **TO_ANOTHER_ACCOUNT)
    month.walks_to("2026-11-01 20:00")
    assert [line for line in month.minutes() if line.endswith("opened")] == OPENED_AT_ONCE
    month.walks_to("2026-11-02 12:00")
    assert not any("digest" in line for line in month.minutes())


def test_what_is_due_within_two_business_days_comes_at_once(month: Month) -> None:
    begun(month)
    comes(month, due_on="2026-11-06")  # to be decided by Tuesday the third
    month.walks_to("2026-11-01 20:00")
    assert [line for line in month.minutes() if line.endswith("opened")] == OPENED_AT_ONCE


def test_who_answers_before_nine_gets_no_digest(month: Month) -> None:
    begun(month)
    comes(month)
    month.walks_to("2026-11-02 08:00")
    assert month.minutes() == []
    approves(month, "ana")
    month.walks_to("2026-11-02 12:00")
    assert month.minutes() == ["Mon 2 Nov 09:00 omar: digest"]


def test_what_comes_on_a_weekend_is_told_on_monday(month: Month) -> None:
    begun(month)
    month.walks_to("2026-11-06 19:00")
    comes(month, due_on="2026-11-30")
    month.walks_to("2026-11-09 08:59")
    assert not any("digest" in line for line in month.minutes())
    month.walks_to("2026-11-09 09:00")
    assert {line for line in month.minutes() if "digest" in line} == {
        "Mon 9 Nov 09:00 ana: digest",
        "Mon 9 Nov 09:00 omar: digest",
    }


def test_each_reader_gets_it_at_their_own_nine(month: Month) -> None:
    begun(month, people=ELSEWHERE)
    comes(month)
    month.walks_to("2026-11-02 20:00")
    assert month.minutes() == ["Mon 2 Nov 09:00 ana: digest", "Mon 2 Nov 17:00 omar: digest"]
    assert "9:00" not in month.reader("ana").has()[0].subject
    assert "Denver time" in month.reader("omar").has()[0].text


def test_an_outage_over_two_digests_gives_one(month: Month) -> None:
    begun(month, "acme", "beta")
    comes(month, "acme")
    month.walks_to("2026-11-02 08:00")
    comes(month, "beta")
    month.now = month.now.add(hours=6)
    month.sleeps_until("2026-11-04 12:00")
    digests = [line for line in month.minutes() if "digest" in line]
    assert digests == ["Wed 4 Nov 12:00 ana: digest", "Wed 4 Nov 12:00 omar: digest"]


def test_when_all_is_answered_nothing_is_left_to_tell(month: Month) -> None:
    begun(month)
    comes(month)
    month.walks_to("2026-11-02 08:00")
    approves(month, "ana", "omar")
    month.walks_to("2026-11-02 12:00")
    assert not any("digest" in line for line in month.minutes())
