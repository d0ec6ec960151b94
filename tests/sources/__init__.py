"""Tests of where invoices come from."""
