"""The headers of every letter: a machine wrote it, nobody's machine need answer, and a digest says how to end it."""

import pytest

from notifications.desk import message_of
from notifications.facts import Told
from notifications.message import write
from tests.notifications.letters import every_letter
from tests.notifications.samples import NOW
from workflow.notices.notice import Kind

SAMPLES = every_letter()
GOLDEN = """\
From: Countersign <countersign@countersign.example>
To: {to}
Subject: {subject}
Date: Mon, 07 Dec 2026 09:00:00 +0000
Message-ID: {id}
References: <digest-{about}@countersign.example>
In-Reply-To: <digest-{about}@countersign.example>
X-Countersign-Notice: {key}
Auto-Submitted: auto-generated
X-Auto-Response-Suppress: All
List-Unsubscribe: <https://countersign.example/mails>
"""


def headers_of(facts: Told) -> list[tuple[str, str]]:
    """Give the headers of a letter as they go over the line, without those of its form."""
    mail = write(message_of(facts, "countersign.example"), "Countersign <countersign@countersign.example>", NOW)
    head = mail.as_bytes().partition(b"\r\n\r\n")[0].replace(b"\r\n ", b" ").decode("ascii")
    lines = [line.partition(": ")[::2] for line in head.split("\r\n")]
    return [(name, value) for name, value in lines if not name.startswith(("Content-", "MIME-"))]


@pytest.mark.parametrize("facts", SAMPLES.values(), ids=SAMPLES)
def test_every_letter_asks_machines_not_to_answer(facts: Told) -> None:
    headers = dict(headers_of(facts))
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers["X-Auto-Response-Suppress"] == "All"
    assert ("List-Unsubscribe" in headers) is (facts.notice.kind == Kind.DIGEST)


def test_a_digest_names_the_page_where_one_chooses_a_mail_each() -> None:
    facts = SAMPLES["digest"]
    headers = headers_of(facts)
    known = dict(headers)
    assert "".join(f"{name}: {value}\n" for name, value in headers) == GOLDEN.format(
        to="Ana Alvarez <ana@example.com>",
        subject=known["Subject"],
        id=known["Message-ID"],
        about=facts.notice.about,
        key=facts.notice.key,
    )
