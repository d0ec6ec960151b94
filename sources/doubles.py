"""One number that stands twice in a vendor's list: which of the two counts.

Stored one after the other they would be revisions of one invoice, each taking back the other's review at every fetch.
So one counts, and the others are set aside, where people see them, with the reason:

- the one that the vendor changed last, where each says when (`updated_at`, the name in Callaro's pages on paging);
- of two that say the same but for their status, the one that is further: void, then final, then draft;
- a final one before voids and drafts that charge something else, for those were replaced by it;
- else the one that comes last in the list.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sources.exact_json import read_json
from workflow.invoices.document import DocumentStatus, content_hash
from workflow.invoices.identity import Key, Keys
from workflow.invoices.source import Received, SetAside

FURTHER = (DocumentStatus.DRAFT, DocumentStatus.FINAL, DocumentStatus.VOID)
"""A document goes this way and never back."""


def one_for_each_number(received: Iterable[Received]) -> tuple[tuple[Received, ...], tuple[SetAside, ...]]:
    """Give what counts, in the order of the list, and what gives way to it; what says the same is simply one."""
    numbered: dict[Key, list[Received]] = {}
    keys = Keys()
    for one in received:
        key = keys.of(one.document)
        keys.add(key, one.document.seller.model_dump())
        numbered.setdefault(key, []).append(one)
    counting: list[Received] = []
    aside: list[SetAside] = []
    for same in numbered.values():
        counts, why = (same[0], "") if len(same) == 1 else _chosen(same)
        counting.append(counts)
        aside += _giving_way(same, counts, why)
    return tuple(counting), tuple(aside)


def _chosen(same: Sequence[Received]) -> tuple[Received, str]:
    """Pick the one that counts, and say why it does."""
    moments = [_changed_at(one) for one in same]
    known = [moment for moment in moments if moment]
    if len(set(known)) == len(same):
        return same[moments.index(max(known))], "was changed last"
    furthest = _furthest(same)
    standing = [one for one in furthest if one.document.status == DocumentStatus.FINAL] or furthest
    if len(standing) == 1:
        return standing[0], f"is {standing[0].document.status}"
    return standing[-1], "comes last in the list"


def _furthest(same: Sequence[Received]) -> list[Received]:
    """Leave out what another one follows on: it says the same with a later status."""
    statuses = [FURTHER.index(one.document.status) for one in same]
    charges = [content_hash(one.document.model_copy(update={"status": DocumentStatus.FINAL})) for one in same]
    latest: dict[str, int] = {}
    for charge, status in zip(charges, statuses, strict=True):
        latest[charge] = max(status, latest.get(charge, status))
    return [one for one, charge, at in zip(same, charges, statuses, strict=True) if at == latest[charge]]


def _giving_way(same: Sequence[Received], counts: Received, why: str) -> list[SetAside]:
    if len(same) == 1:
        return []
    content = content_hash(counts.document)
    return [
        SetAside(one.name, _why(one, why), one.content, may_be_awaited=False)
        for one in same
        if content_hash(one.document) != content
    ]


def _changed_at(one: Received) -> datetime | None:
    item = read_json(one.content)
    text = item.get("updated_at") if isinstance(item, dict) else None
    try:
        moment = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return moment if moment and moment.tzinfo else None


def _why(one: Received, why: str) -> str:
    number = one.document.number
    return (
        f"number: {number} stands more than once in the vendor's list, and not with the same content. The one that "
        f"{why} counts, this one does not. Ask the vendor which is right."
    )
