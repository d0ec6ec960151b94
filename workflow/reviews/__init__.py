"""The question "is this right?", who is asked, and by when."""
