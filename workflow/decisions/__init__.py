"""One person's answer on a seat, and what follows from it."""
