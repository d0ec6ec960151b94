"""A line that no earlier invoice had."""

from workflow.findings.facts import Facts, Noticed
from workflow.findings.line_keys import line_key
from workflow.findings.weighing import weighed


class LineNew:
    """What is charged for the first time was either ordered by somebody here, or by nobody.

    All new lines are told at once. On the very first invoice every line is new, and nothing is said.
    """

    name = "line_new"

    def evaluate(self, facts: Facts) -> Noticed | None:
        """Name the lines that the workspace has never seen."""
        document, known = facts.document, facts.known_lines
        new = [line for line in document.lines if line_key(line.description) not in known]
        if not new or not known:
            return None
        told = weighed(new, facts.changed.amount, document.currency)
        return Noticed(told.severity, told.inputs, f"No earlier invoice had {told.names}{told.rest}.")
