"""Money is sent on Thursdays: the last moment to decide is the cut-off of a run, and finance hears the day before."""

from tests.stories.month import Month
from tests.stories.setting import a_setup, a_workspace, an_invoice
from tests.stories.words import said

THURSDAYS = '[policy.deadline]\nruns = ["thu"]\n'


def run_mails(month: Month) -> list[str]:
    return [line for line in month.minutes() if line.endswith(": run")]


def test_the_day_before_a_run_finance_hears_what_it_pays_and_what_is_held(month: Month) -> None:
    month.applies(a_setup(a_workspace(), a_workspace("globex", account="45"), policy=THURSDAYS))
    month.sleeps_until("2026-11-02 06:00")
    month.comes(an_invoice(10))
    month.comes(an_invoice(10, number="G-10", total="2000.00"), "globex")
    month.walks_to("2026-11-02 09:00")
    assert [one["decide_by"] for one in month.standing()["reviews"]] == ["2026-11-05T13:00:00Z"] * 2, (
        "due on Mon 16 November: of Thu the 12th's run the money would arrive on Tue the 17th"
    )
    for name in ("ana", "omar"):
        assert month.reader(name).answers("approve", "A-10") == 303
    month.walks_to("2026-11-04 12:00")
    assert run_mails(month) == ["Wed 4 Nov 09:00 ana: run"]
    letter = month.reader("ana").has()[-1]
    assert letter.subject == "Payment run of Nov 5, 2026: 1 released, 1 held"
    released, held = letter.text.partition("HELD, AND THIS IS THE LAST RUN THAT LANDS IN TIME")[::2]
    assert "A-10 (Acme): €1,000.00" in released
    assert "G-10 (Globex): €2,000.00" in held
    assert "waits for Ana Alvarez (finance), Omar Osei (operations)" in held


def test_an_invoice_that_comes_after_its_last_run_can_be_paid_outside_of_one(month: Month) -> None:
    month.applies(a_setup(policy=THURSDAYS))
    month.sleeps_until("2026-11-09 20:00")
    month.comes(an_invoice(10))
    month.sleeps_until("2026-11-10 20:00")
    month.sleeps_until("2026-11-11 09:00")
    review = month.review("A-10")
    assert (review["decide_by"], review["state"]) == ("2026-11-05T13:00:00Z", "open")
    assert run_mails(month) == ["Wed 11 Nov 09:00 ana: run"]
    (letter,) = [mail for mail in month.reader("ana").has() if "run:" in (mail.notice or "")]
    assert "HELD, AND TOO LATE FOR EVERY RUN" in letter.text
    assert "they can be paid outside of the run" in said(letter)
