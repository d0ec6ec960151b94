"""Invoices, their revisions, and the chase for what never came."""
