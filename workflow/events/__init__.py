"""Append-only history and its seal."""
