"""Real PostgreSQL and Redis servers for the tests: found on the machine, started in a temporary folder, gone after."""
