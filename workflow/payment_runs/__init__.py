"""Payment runs: the day before each, finance is told what it releases and what is held, and on whom that waits."""
