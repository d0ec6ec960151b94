"""A leaf that every room but the engine may read: settings, the clock, the database, logging."""
