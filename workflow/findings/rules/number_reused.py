"""The invoice's number was seen before."""

from collections.abc import Iterator
from itertools import chain

from workflow.findings.earlier import looks_like, of_seller, takes_place_of
from workflow.findings.facts import Facts, Noticed
from workflow.findings.finding import Severity
from workflow.invoices.difference import difference
from workflow.invoices.identity import seller_key
from workflow.invoices.quoting import quoted, told_apart

Said = tuple[Severity, dict[str, str | None], str]
NOT_SAID = "no stated day"


class NumberReused:
    """A number is how the books know an invoice, so one that comes twice hides a duplicate or a change.

    Meant are the same number in another workspace or of another seller in this one, a number that is the same but for
    how it is written, and a number whose content changed: then this is a later version, and nothing is wrong with it.
    """

    name = "number_reused"

    def evaluate(self, facts: Facts) -> Noticed | None:
        """Say where the number was seen, and what became of it since."""
        said = list(chain(_elsewhere(facts), _written_otherwise(facts), _later_version(facts)))
        if not said:
            return None
        inputs = {name: value for _, one, _ in said for name, value in one.items()}
        severity = Severity.CHECK if any(one == Severity.CHECK for one, *_ in said) else Severity.INFO
        return Noticed(severity, {"number": facts.document.number, **inputs}, " ".join(why for *_, why in said))


def _elsewhere(facts: Facts) -> Iterator[Said]:
    """Two sellers in two workspaces may well count alike; one of the two must be the same."""
    here, seller, number = facts.customer.key, seller_key(facts.document), facts.document.number
    for same in facts.same_number:
        issued = f"issued on {same.issued_on or NOT_SAID}"
        if same.seller == seller and same.workspace != here:
            # Which one is not said: whoever reads this may have no business there.
            held = told_apart(same.number)
            why = f"Another workspace holds {held} of the same seller too, {issued}; an admin can say which."
            yield Severity.CHECK, {"elsewhere": str(same.issued_on or NOT_SAID)}, why
        elif same.workspace == here and same.seller != seller:
            other = quoted(same.seller) if same.seller else "not named"
            why = f"This workspace holds {told_apart(number)} of another seller too ({other}), {issued}."
            yield Severity.CHECK, {"other_seller": same.seller}, why


def _written_otherwise(facts: Facts) -> Iterator[Said]:
    number = facts.document.number
    for past in of_seller(facts):
        is_other = past.number != number and not takes_place_of(facts, past.number)
        if is_other and looks_like(past.number, number):
            issued = f"issued on {past.issued_on or NOT_SAID}"
            why = f"{told_apart(number)} differs from {told_apart(past.number)}, {issued}, only in how it is written."
            yield Severity.CHECK, {"looks_like": past.number}, why
            return


def _later_version(facts: Facts) -> Iterator[Said]:
    if facts.revision == 1 or facts.replaced is None:
        return
    changes = len(difference(facts.replaced, facts.document))
    if changes:
        fields = "1 field differs" if changes == 1 else f"{changes} fields differ"
        number = told_apart(facts.document.number)
        why = f"This is version {facts.revision} of {number}: {fields} from the version before."
        yield Severity.INFO, {"version": str(facts.revision), "fields_changed": str(changes)}, why
