"""What a mail server's refusal means: that a reader's address does not work, or that it is to be tried again.

Sources: the reply codes of RFC 5321, section 4.2, and the enhanced ones of RFC 3463, which say whose trouble it is.
"""

from dataclasses import dataclass
from enum import StrEnum

from workflow.notices.enhanced import EnhancedCode


class Step(StrEnum):
    """What the server was asked to take: the sender, the reader, the intent to send, the mail itself."""

    SENDER = "MAIL"
    READER = "RCPT"
    INTENT = "DATA"
    MAIL = "."


@dataclass(frozen=True)
class Refusal:
    """What the server said instead of taking a mail; `for_good`: it will not take mail for this reader later either."""

    words: str
    for_good: bool = False


# 500 to 504 and 555 complain of how we speak, 521 and 530 to 538 of who we are: that is for us to put right.
_OF_READER = frozenset({550, 551, 552, 553, 554, 556})


def refusal(step: Step, code: int, words: str) -> Refusal:
    """Judge a reply; `words` is its text without the code.

    For good is a 5xx to the reader or to the mail itself whose enhanced code names address, mailbox or route, or says
    nothing. Everything else may pass: 4xx, what concerns sender, protocol or content, and all policy, for "relaying
    denied" is said of every reader where only we are set up wrongly.
    """
    said = EnhancedCode.at_start_of(words)
    names_reader = said is None or (said.kind == "5" and said.names_reader)
    of_reader = step in {Step.READER, Step.MAIL} and code in _OF_READER and names_reader
    return Refusal(f"{code} {words}".strip(), of_reader)
