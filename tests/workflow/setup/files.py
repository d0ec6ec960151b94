"""Setup files for the tests: a sample that writes everything out, and what is changed in it."""

import tomllib
from pathlib import Path
from typing import Any

from workflow.setup.reading import read_setup
from workflow.setup.schema import Setup

SAMPLE = Path(__file__).with_name("sample.toml").read_text(encoding="utf-8")
"""A file that uses every table and key; its only person is not yet an admin."""
GOOD = SAMPLE.replace('roles = ["finance"]', 'roles = ["finance", "admin"]')
POLICY: dict[str, Any] = tomllib.loads(SAMPLE)["policy"]
"""The defaults: the sample writes all of them out."""

SECOND_WORKSPACE = """
[[workspaces]]
key = "acme-apac"
name = "Acme APAC"
source = "inbox"
account = "45"
timezone = "Asia/Singapore"
country = "SG"
currency = "SGD"
cycle = { every = "month", anchor = 31 }
first_period_starts = 2026-01-31
"""

SECOND_PERSON = """
[[people]]
email = "Ben@Example.com"
name = "Ben Baker"
roles = ["operations"]
"""


def changed(old: str, new: str, text: str = GOOD) -> str:
    """Give the text with the first `old` written as `new`."""
    assert old in text
    return text.replace(old, new, 1)


def without(begin: str, end: str, text: str) -> str:
    """Give the text without what stands from `begin` up to `end`."""
    first = text.index(begin)
    return text[:first] + text[text.index(end, first) :]


def read(text: str) -> Setup:
    """Read a text as the file `setup.toml` over the default policy."""
    return read_setup(text, "setup.toml", POLICY)
