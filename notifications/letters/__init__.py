"""One module per letter: whether it is still true, and what it says."""
