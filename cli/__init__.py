"""The `countersign` command."""
