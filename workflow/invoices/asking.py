"""When a source is asked, whatever it is asked about: how long a claim holds, and how long to wait for the next try."""

LEASE_SECONDS = 120
EVERY_HOURS = 6
AFTERWARDS_DAYS = 45
FIRST_RETRY_MINUTES = 15
LONGEST_WAIT_HOURS = 24


def wait_seconds(failures: int, retry_after: int | None) -> int:
    """Double from a quarter of an hour up to six hours; a vendor may ask for more, but for no more than a day."""
    own: int = min(FIRST_RETRY_MINUTES * 60 * 2 ** min(failures - 1, 10), EVERY_HOURS * 3600)
    return min(max(own, retry_after or 0), LONGEST_WAIT_HOURS * 3600)
