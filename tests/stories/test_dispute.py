"""A dispute: an invoice is flagged, the vendor asked and waited for, and the undisputed part is paid."""

from tests.stories.month import Month
from tests.stories.setting import a_setup, an_invoice
from tests.stories.words import said

FLAG = "The minutes are more than our campaigns called."


def begun(month: Month) -> None:
    """Let October's invoice come, half as much again as September's, and let Omar flag it the next morning."""
    month.applies(a_setup())
    month.comes(an_invoice(9))
    month.walks_to("2026-11-01 12:00")
    month.comes(an_invoice(10, "1520.00"))
    month.walks_to("2026-11-02 10:00")
    assert month.reader("omar").answers("flag", "A-10", FLAG) == 303


def does(month: Month, verb: str, **typed: str) -> int:
    """Let Ada do something at her seat besides answering; gives the status."""
    form = month.reader("ada").opens("A-10")
    return month.reader("ada").browser.post(f"{form.link}/{verb}", data={**form.hidden, **typed}).status_code


def pays(month: Month, amount: str, reason: str) -> int:
    """Let Ada have a part paid; gives the status."""
    form = month.reader("ada").opens("A-10")
    typed = {**form.hidden, "answer": "pay_part", "amount": amount, "reason": reason, "attest": form.boxes}
    return month.reader("ada").browser.post(form.link, data=typed).status_code


def mail(month: Month, name: str, kind: str) -> str:
    """Give the text of the newest mail of a kind to somebody, below its subject."""
    mails = [one for one in month.post.messages if one.to.startswith(f"{name}@") and one.notice]
    return next(f"{one.subject} {said(one)}" for one in reversed(mails) if (one.notice or "").startswith(kind))


def test_from_the_flag_to_the_part_that_is_paid(month: Month) -> None:
    begun(month)
    month.walks_to("2026-11-02 11:00")
    assert does(month, "ask-vendor") == 303
    month.walks_to("2026-11-09 15:00")
    letter = mail(month, "billing", "dispute:")
    assert "Question about invoice A-10, account 44" in letter
    assert "The total rose from €1,000.00 to €1,520.00, by €520.00 (+52.0 %)." in letter
    assert f"In the words of our reviewer: “{FLAG}”" in letter
    assert [one.header("Reply-To") for one in month.post.messages if one.to.startswith("billing@")] == [
        "ana@acme.example"
    ]
    assert month.explains("acme:A-10")["dispute"]["state"] == "asked"

    assert does(month, "note-answer", text="620.00 of it is a test campaign of ours.") == 303
    month.walks_to("2026-11-09 16:00")
    assert pays(month, "900.00", "What our campaigns called.") == 303
    month.walks_to("2026-11-10 18:00")
    assert month.minutes(since="2026-11-02 00:00") == [
        "Mon 2 Nov 10:00 ada: opened",
        "Mon 2 Nov 11:00 billing: dispute",
        "Mon 9 Nov 14:00 ada: escalation",
        "Mon 9 Nov 15:00 ana: answered",
        "Mon 9 Nov 15:00 omar: answered",
        "Mon 9 Nov 16:00 ana: decided",
        "Mon 9 Nov 16:00 ap: released",
        "Mon 9 Nov 16:00 omar: decided",
    ]
    assert "Pay €900.00 of €1,520.00; €620.00 is disputed." in mail(month, "ap", "released:")
    ended = month.review("A-10")
    assert (ended["state"], ended["dispute"]["outcome"]) == ("approved", "part_paid")
