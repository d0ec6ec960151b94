"""Robots that read mails before people do, in short; `make robots` sends them over a hundred."""

import pytest
from playwright.sync_api import Browser

from tests.robots.scanning import scan
from tests.stories.month import Month


@pytest.mark.long
def test_robots_open_click_and_send_everything_and_decide_nothing(chromium: Browser, town: Month) -> None:
    mails = [mail for mail in town.post.messages if mail.to.endswith("@robbed.example")]
    scanned = scan(town, chromium, mails[:2], lambda _: None)
    assert scanned.trouble == []
    assert all(seen.requests for seen in scanned.robots.values())
    assert scanned.robots["a browser that clicks and sends all"].forms
    assert (len(scanned.robots), scanned.decisions, scanned.used_up, scanned.acted) == (4, 0, 0, 3)
