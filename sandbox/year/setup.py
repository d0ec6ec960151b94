"""The setup file for the year's five customers, with the dates that suit the books."""

from datetime import date
from pathlib import Path
from string import Template

from sandbox.setup import API_KEY_ENV
from sandbox.year import alder, birch, cedar, dogwood, elm
from sandbox.year.books import year_books
from sandbox.year.writer import anchor_day

TEMPLATE = Path(__file__).with_name("year.toml")


def year_setup(last: date, vendor_url: str, review_from: date | None = None) -> str:
    """Give the text of the setup file for the books up to this day's month, of a vendor at this `base_url`.

    Without `review_from`, what ends before the month before the last is history.
    """
    named = {
        "vendor_url": vendor_url,
        "api_key_env": API_KEY_ENV,
        "review_from": (review_from or anchor_day(last, -1, 1)).isoformat(),
        "alder_scale": alder.scale_from(last).isoformat(),
        "birch_moved": birch.moved_on(last).isoformat(),
    }
    periods = year_books(last).periods
    for one in (alder, birch, cedar, dogwood, elm):
        name = one.__name__.rpartition(".")[2]
        since = min(span.starts_on for span in periods[one.ACCOUNT].values())
        named |= {name: one.KEY, f"{name}_account": one.ACCOUNT, f"{name}_since": since.isoformat()}
    return Template(TEMPLATE.read_text(encoding="utf-8")).substitute(named)
