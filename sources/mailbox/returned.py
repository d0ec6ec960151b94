"""A mail of ours that came back: read out of the report that a mail server writes of it.

Sources: RFC 3464 and 6533 for the report, RFC 3462 for the mail that stands in it, RFC 3463 for its codes.
"""

import re
from collections.abc import Sequence
from email.message import Message
from email.parser import HeaderParser
from email.policy import compat32

from sources.http import quoted
from sources.mailbox.mime import parsed
from sources.mailbox.sender import addresses_in
from sources.mailbox.tolerance import tolerant
from sources.transport import Budget
from workflow.notices.enhanced import EnhancedCode
from workflow.notices.returning import Returned

_REPORT = "message/delivery-status"
_GLOBAL_REPORT = "message/global-delivery-status"
_MAILS = {
    "message/rfc822",
    "message/global",
    "text/rfc822-headers",
    "message/rfc822-headers",
    "message/global-headers",
}
_ID = re.compile(r"<[^<>\s]+>")
_REPLY_CODE = re.compile(r"^[245]\d\d[ -]+")
_SECONDS = 5.0
_MOST_BLOCKS = 10
"""Addresses of one report: each mail of ours goes to one, so a report of many more is no answer to it."""


def read_report(content: bytes) -> list[Returned]:
    """Read a report, or its beginning: what was given up for good; nothing of what is tried again or unreadable."""
    return tolerant(lambda: _given_up(parsed(content, Budget(_SECONDS, len(content)))), [])


def _given_up(message: Message) -> list[Returned]:
    parts = _parts(message)
    returned = next((its for part in parts if (its := _message_id(part))), None)
    if returned is None:
        return []
    blocks = [block for part in parts for block in _blocks(part)]
    final = filter(_is_final, blocks[:_MOST_BLOCKS])
    return [Returned(returned, address, _said(block)) for block in final for address in _of(block)]


def _parts(message: Message) -> Sequence[Message]:
    """Give the parts of a report; of a report within it, which is of somebody else's mail, none."""
    inner = message.get_payload()
    return [part for part in inner if isinstance(part, Message)] if isinstance(inner, list) else []


def _message_id(part: Message) -> str | None:
    """Give the id of the mail that stands in a part, whole or by its headers; null for another part."""
    if part.get_content_type() not in _MAILS:
        return None
    inner = _parts(part)
    headers = inner[0] if inner else _headers(_text(part))
    found = _ID.search(str(headers.get("Message-ID", "")))
    return found.group() if found else None


def _blocks(part: Message) -> Sequence[Message]:
    """Give what a report says of each address; its first block is about the mail as a whole."""
    if part.get_content_type() == _REPORT:
        return _parts(part)[1:]
    if part.get_content_type() == _GLOBAL_REPORT:
        return [_headers(block) for block in re.split(r"\r?\n\r?\n", _text(part).strip())[1:]]
    return []


def _headers(text: str) -> Message:
    return HeaderParser(policy=compat32).parsestr(text)


def _text(part: Message) -> str:
    payload = part.get_payload(decode=True)
    if isinstance(payload, bytes):
        return payload.decode("utf-8", "replace")
    return "".join(map(str, _parts(part)))  # the library takes every message/… for a mail


def _is_final(block: Message) -> bool:
    """Tell whether the server has given up, and for the reader: also what it had tried in vain for days (4.4.7).

    Of what concerns the sender, a policy or the mail itself nothing follows: it may be said of every reader's mail.
    """
    code = _code(block)
    return _word(block, "Action") == "failed" and (code is None or (code.kind != "2" and code.names_reader))


def _code(block: Message) -> EnhancedCode | None:
    """Give the code that says whose trouble it is: some servers write 5.0.0 and leave it to what the other one said."""
    status = EnhancedCode.at_start_of(_unfolded(str(block.get("Status", ""))))
    if status and not status.says_nothing:
        return status
    return EnhancedCode.at_start_of(_REPLY_CODE.sub("", _diagnosis(block))) or status


def _of(block: Message) -> list[str]:
    """Give the address that was written to, where it is told from the one that it was passed on to."""
    for name in ("Original-Recipient", "Final-Recipient"):
        kind, _, address = str(block.get(name, "")).partition(";")
        found = addresses_in([_unfolded(address)])
        if kind.strip().lower() in {"rfc822", "utf-8"} and len(found) == 1:
            return sorted(found)
    return []


def _said(block: Message) -> str:
    return quoted(_diagnosis(block)) or quoted(str(block.get("Status", "")).strip()) or "it does not say why"


def _diagnosis(block: Message) -> str:
    """Give the words of the server that refused the mail."""
    return _unfolded(str(block.get("Diagnostic-Code", "")).partition(";")[2])


def _word(block: Message, name: str) -> str:
    return str(block.get(name, "")).strip().lower().split(" ")[0]


def _unfolded(value: str) -> str:
    return " ".join(value.split())
