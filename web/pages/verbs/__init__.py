"""What a person can do on the act page besides answering; adding a verb is a line in `registry.py`."""
