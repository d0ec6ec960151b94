"""Tests of invoices and their documents."""
