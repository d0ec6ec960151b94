"""A click that the database took back for another one is done again, so that no answer is lost."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from tests.web.site import Site
from web.pages import act, doing
from workflow.decisions.decide import decide
from workflow.handling.at_seat import at_seat


class TakenBack(Exception):
    """What a driver raises, with the code of the database."""

    def __init__(self, sqlstate: str) -> None:
        """Take the code."""
        super().__init__(sqlstate)
        self.sqlstate = sqlstate


def failing(times: int, sqlstate: str, then: Callable[..., Any]) -> Callable[..., Any]:
    """Make something that fails some times first."""
    left = [TakenBack(sqlstate)] * times

    def act(*asked: Any) -> Any:
        if left:
            raise OperationalError("UPDATE", None, left.pop())
        return then(*asked)

    return act


def test_an_answer_is_taken_after_a_deadlock(quick_site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(act, "decide", failing(1, "40P01", decide))
    browser = quick_site.known("finance")
    assert quick_site.approve(browser, "finance").status_code == 303
    assert "approved" in browser.get(quick_site.page("finance")).text


@pytest.mark.parametrize(("times", "sqlstate"), [(2, "40P01"), (1, "08006")], ids=["again", "something else"])
def test_it_is_tried_once_more_and_only_after_a_deadlock(
    quick_site: Site, monkeypatch: pytest.MonkeyPatch, times: int, sqlstate: str
) -> None:
    monkeypatch.setattr(act, "decide", failing(times, sqlstate, decide))
    browser = quick_site.known("finance")
    assert quick_site.approve(browser, "finance").status_code == 500


def test_so_is_what_is_done_besides(quick_site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doing, "at_seat", failing(1, "40P01", at_seat))
    browser = quick_site.known("finance")
    form = quick_site.form(browser, "finance")
    snoozed = browser.post(f"{quick_site.page('finance')}/snooze", data={**form, "until": "x"})
    assert snoozed.status_code in {303, 409, 422}
