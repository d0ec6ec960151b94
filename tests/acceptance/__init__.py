"""Real processes over PostgreSQL and Redis, as an operator would run them."""
