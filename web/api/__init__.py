"""The read-only JSON API; it never decides, flags or settles."""
