"""One mail sorted: what of it is an invoice, what is set aside, and what is left alone."""

from collections.abc import Iterator, Sequence

from sources.mailbox.archive import ClosedArchiveError, unpack
from sources.mailbox.claim import Claim, claim_of
from sources.mailbox.haul import Haul, digest
from sources.mailbox.head import Head
from sources.mailbox.kinds import Kind, is_pdf, kind_of
from sources.mailbox.mime import Part, TangledError, take_apart
from sources.mailbox.views import is_view
from sources.reading import media_type, read_invoice
from sources.transport import Budget, SpentError
from workflow.invoices.source import Account, Received, SetAside, UnreadableInvoice

_KEY_IN = "ask the sender for an e-invoice, or key its figures in."
_WHY = {
    Kind.OFFICE: f"this is an office document, which is not read; {_KEY_IN}",
    Kind.PICTURE: f"this is a picture, which is not read; {_KEY_IN}",
    Kind.OTHER: f"this is no file that invoices are read from; {_KEY_IN}",
}
_LONGEST_NAME = 80


def is_left_alone(head: Head, account: Account) -> bool:
    """Tell a mail of which nothing is taken here, whatever is attached to it."""
    if head.is_ours or head.is_automatic_answer:
        return True
    claim = claim_of(head, account)
    return claim == Claim.ELSEWHERE or (claim == Claim.NOBODYS and not account.takes_the_rest)


def sort_mail(head: Head, content: bytes, account: Account, budget: Budget) -> Haul:
    """Sort a mail that is not left alone; raises SpentError when the fetch has no more time."""
    desk = _Desk(head, account, budget)
    try:
        desk.sort(take_apart(content, budget), content)
    except SpentError:
        raise
    except TangledError as error:
        desk.set_mail_aside(content, f"this mail {error}, so nothing in it was read; look at it in the mailbox.")
    except Exception as error:  # noqa: BLE001  # whatever is odd about one mail must not hold up the others
        why = f"this mail could not be taken apart ({type(error).__name__}); look at it in the mailbox."
        desk.set_mail_aside(content, why)
    return desk.haul


def unread(head: Head, known: bytes, account: Account, why: str) -> Haul:
    """Set a mail aside of which only `known` could be had."""
    haul = Haul()
    awaited = claim_of(head, account) != Claim.NOBODYS
    haul.put_aside(SetAside(_mail_name(head), f"{why} Look at it in the mailbox.", known, head.origin, awaited))
    return haul


class _Desk:
    """Where one mail is sorted."""

    def __init__(self, head: Head, account: Account, budget: Budget) -> None:
        self.haul = Haul()
        self._head = head
        self._account = account
        self._budget = budget
        self._failed: list[tuple[Part, str]] = []

    def sort(self, parts: Sequence[Part], content: bytes) -> None:
        """Read or set aside what is attached, or the mail itself where nothing is."""
        head = self._head
        found = [(kind, part) for part in _named(parts) if (kind := kind_of(part)) != Kind.HARMLESS]
        claim = claim_of(head, self._account)
        if claim == Claim.OURS and found:
            self._read(found)
        elif claim == Claim.OURS and not (head.is_from_nobody or (head.is_generated and head.is_an_answer)):
            self.set_mail_aside(content, "nothing is attached that could be an invoice; is there a link in it?")
        elif claim == Claim.UNCLEAR:
            why = "it was sent to an address that leaves open whose it is; name that address in `senders`."
            self.set_mail_aside(content, f"this mail is from one of the senders, but {why}")
        elif claim == Claim.NOBODYS and (found or not head.is_generated):
            self.set_mail_aside(content, self._stranger())

    def set_mail_aside(self, content: bytes, why: str) -> None:
        """Set the whole mail aside."""
        awaited = claim_of(self._head, self._account) != Claim.NOBODYS
        self._put_aside(_mail_name(self._head), why, content, awaited=awaited)

    def _stranger(self) -> str:
        who = self._head.sender
        if who is None:
            return "this mail does not say beyond doubt who sent it."
        return f"{who} is nobody's sender; where it sends invoices, add it to `senders` of the workspace."

    def _read(self, found: Sequence[tuple[Kind, Part]]) -> None:
        others = []
        for kind, part in found:
            self._budget.seconds_left()
            if kind == Kind.INVOICE:
                self._read_one(part)
            elif kind == Kind.ARCHIVE:
                self._open(part)
            else:
                others.append((kind, part))
        for part, why in self._failed:
            self._set_failed_aside(part, why)
        for kind, part in others:
            # A list of calls beside the invoice is no invoice; alone, nobody knows.
            if kind != Kind.OTHER or not self.haul.received:
                self._put_aside(part.name, f"{part.name}: {_WHY[kind]}", part.content)

    def _read_one(self, part: Part) -> None:
        if digest(part.content) in self._account.set_aside:
            return
        try:
            document = read_invoice(part.name, part.content)
        except UnreadableInvoice as error:
            self._failed.append((part, str(error)))
        else:
            self.haul.receive(Received(document, part.content, media_type(document), part.name, is_place=False))

    def _open(self, archive: Part) -> None:
        if digest(archive.content) in self._account.set_aside:
            return
        try:
            inner = list(_unpacked(archive))
        except ClosedArchiveError as error:
            why = f"{archive.name}: this archive {error}; ask the sender for the file itself."
            self._put_aside(archive.name, why, archive.content)
            return
        for part in inner:
            if kind_of(part) == Kind.INVOICE:
                self._read_one(part)
        if not any(kind_of(part) == Kind.INVOICE for part in inner):
            why = f"{archive.name}: nothing in this archive is a file that invoices are read from; {_KEY_IN}"
            self._put_aside(archive.name, why, archive.content)

    def _set_failed_aside(self, part: Part, why: str) -> None:
        """A printed view of an invoice that was read from beside it is kept, but nobody waits for it."""
        invoice = is_view(part, list(self.haul.received.values()), [failed for failed, _ in self._failed])
        if invoice is not None:
            why = f"{part.name}: this is probably the printed view of {invoice.document.number}, which was read."
        self._put_aside(part.name, why, part.content, awaited=invoice is None)

    def _put_aside(self, name: str, why: str, content: bytes, *, awaited: bool = True) -> None:
        if digest(content) not in self._account.set_aside:
            self.haul.put_aside(SetAside(name, why, content, self._head.origin, awaited))


def _named(parts: Sequence[Part]) -> Iterator[Part]:
    """Give a name to what has none, for the letters and pages that will show it."""
    for position, part in enumerate(parts, start=1):
        ending = ".pdf" if is_pdf(part.content) else ""
        yield part if part.name or part.is_body else part.renamed(f"attachment-{position}{ending}")


def _unpacked(archive: Part) -> Iterator[Part]:
    for packed in unpack(archive.content):
        yield Part(packed.name, "application/octet-stream", is_body=False, is_inline=False, content=packed.content)


def _mail_name(head: Head) -> str:
    words = "".join(sign if sign.isalnum() or sign in "._-" else " " for sign in head.subject)
    return (" ".join(words.split())[:_LONGEST_NAME].strip(". ") or "mail") + ".eml"
