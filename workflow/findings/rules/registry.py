"""The list of checks; adding one is adding a line."""

from workflow.findings.facts import Rule
from workflow.findings.rules.sums import Sums
from workflow.findings.rules.total_changed import TotalChanged

RULES: tuple[Rule, ...] = (
    TotalChanged(),
    Sums(),
)
