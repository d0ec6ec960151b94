"""Months of chaos: the whole engine against a vendor that misbehaves, and an auditor who looks on from outside."""
