"""What hangs together in a batch: candidates, the reviews that they overtake, and the questions that come of them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from workflow.invoices.invoice import Revision
from workflow.reviews.candidates import Candidate, Gathered
from workflow.reviews.entries import Entry
from workflow.reviews.unsettled import Overtaken

Question = tuple[Entry, ...]
"""The invoices of one review."""


@dataclass(frozen=True)
class Matter:
    """What is carried on as a whole or not at all: nothing is withdrawn whose question cannot be asked anew."""

    candidates: tuple[Candidate, ...]
    overtaken: tuple[Overtaken, ...]

    @property
    def questions(self) -> list[Question]:
        """Give the invoices of each review that is to be opened: those that are new, and what still stood."""
        entries = [one.entry for one in self.candidates if one.is_asked]
        entries += [entry for one in self.overtaken for entry in one.standing]
        questions: dict[UUID, dict[UUID, Entry]] = defaultdict(dict)
        for entry in entries:
            questions[entry.question][entry.revision.id] = entry
        return [tuple(sorted(its.values(), key=lambda one: one.invoice.number)) for its in questions.values()]

    @property
    def revisions(self) -> list[Revision]:
        """List the claimed revisions."""
        return [one.entry.revision for one in self.candidates]


def matters(gathered: Gathered) -> list[Matter]:
    """Sort a batch by what hangs together, in the order in which it is due."""
    groups = _joined([*map(_of_candidate, gathered.candidates), *map(_of_overtaken, gathered.overtaken)])
    candidates: dict[int, list[Candidate]] = defaultdict(list)
    overtaken: dict[int, list[Overtaken]] = defaultdict(list)
    for one in gathered.candidates:
        candidates[groups[one.entry.revision.id]].append(one)
    for old in gathered.overtaken:
        overtaken[groups[old.review.id]].append(old)
    return [Matter(tuple(its), tuple(overtaken[number])) for number, its in candidates.items()]


def _of_candidate(one: Candidate) -> list[UUID]:
    question = [one.entry.question] if one.is_asked else []
    return [one.entry.revision.id, *question, *(review.id for review in one.overtakes)]


def _of_overtaken(one: Overtaken) -> list[UUID]:
    return [one.review.id, *(entry.question for entry in one.standing)]


def _joined(links: Iterable[Sequence[UUID]]) -> Mapping[UUID, int]:
    """Number the groups of what is linked, directly or by others."""
    groups: dict[UUID, set[UUID]] = {}
    for link in links:
        joined = set(link).union(*(groups[one] for one in link if one in groups))
        groups |= dict.fromkeys(joined, joined)
    return {one: id(group) for one, group in groups.items()}
