"""The letters, the links and the outbox."""
