"""When a review must be decided, and who is told when before: pure arithmetic over calendars and policy."""
