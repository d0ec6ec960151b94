"""Who will be missing."""
