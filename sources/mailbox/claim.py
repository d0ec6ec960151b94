"""Whose a mail is: this workspace's, another's, or nobody's."""

from collections.abc import Iterable
from enum import StrEnum

from sources.mailbox.head import Head
from workflow.invoices.source import Account
from workflow.setup.senders import Sender, read_sender


class Claim(StrEnum):
    """What a mail is to a workspace."""

    OURS = "ours"
    ELSEWHERE = "elsewhere"
    UNCLEAR = "unclear"
    """From a sender of this workspace, but sent to an address that leaves open whose it is."""
    NOBODYS = "nobody's"


def claim_of(head: Head, account: Account) -> Claim:
    """Tell whose a mail is: an address goes before its domain, an entry with `to` before one without."""
    ours, theirs = list(map(read_sender, account.senders)), list(map(read_sender, account.elsewhere))
    mine, others = _best(head, ours), _best(head, theirs)
    if mine != others:
        return Claim.OURS if mine > others else Claim.ELSEWHERE
    if any(_sent_by(head, sender) for sender in ours):
        return Claim.UNCLEAR
    return Claim.ELSEWHERE if any(_sent_by(head, sender) for sender in theirs) else Claim.NOBODYS


def _best(head: Head, senders: Iterable[Sender]) -> int:
    """Give the rank of the most exact sender that fits; 0 when none does."""
    fitting = (sender for sender in senders if _sent_by(head, sender) and _got_by(head, sender))
    return max((1 + 2 * sender.is_one_address + bool(sender.to) for sender in fitting), default=0)


def _sent_by(head: Head, sender: Sender) -> bool:
    if head.sender is None:
        return False
    return head.sender == sender.source if sender.is_one_address else head.sender.endswith(sender.source)


def _got_by(head: Head, sender: Sender) -> bool:
    return sender.to is None or sender.to in head.recipients
