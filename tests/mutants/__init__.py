"""Whether the tests notice: one mistake at a time is put into a copy of the program, and a test must fail."""
