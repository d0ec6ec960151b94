"""Billing periods: the expected-invoice ledger."""
