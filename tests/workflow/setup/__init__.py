"""The setup file: what passes, what is refused and where, what applying does."""
