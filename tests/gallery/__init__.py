"""A page for developers that shows every letter with sample data."""
