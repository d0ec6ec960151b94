"""Letter: the ready letter to the vendor, which a person of finance sends with a click."""

from dataclasses import replace

from notifications.facts import Letter, PeriodFacts, Reader
from notifications.letters.expected import WAIVE_OR_NOTE, is_missing
from notifications.letters.mailto import mailto
from notifications.letters.missing_chase import asked_of_vendor
from notifications.render import render_text
from notifications.wording import one_line

FOLDER = "missing_draft"


def still_true(facts: PeriodFacts) -> bool:
    """Stop once the invoice has come or was waived."""
    return is_missing(facts)


def compose(facts: PeriodFacts) -> Letter:
    """Write the letter to the vendor in its standard form and wrap it for the reader."""
    vendor = Reader(facts.workspace.vendor_support or "")
    letter = asked_of_vendor(replace(facts, reader=vendor), f"{facts.reader.name}\n{facts.workspace.name}")
    subject = one_line(render_text("missing_chase/subject.txt", letter, vendor.figures))
    body = render_text("missing_chase/letter.txt", letter, vendor.figures)
    context = asked_of_vendor(facts, "") | {
        "held": facts.notice.data.get("held", False),
        "draft_subject": subject,
        "draft": body,
        "mailto": mailto(vendor.email, subject, body),
        "rows": [],
        "links": [(f"Send it, {WAIVE_OR_NOTE.lower()}" if vendor.email else WAIVE_OR_NOTE, facts.page)],
    }
    return Letter(FOLDER, context)
