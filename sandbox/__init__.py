"""A vendor to try against, a mail catcher, and the demo's players; nothing of it runs in production."""
