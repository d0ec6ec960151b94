"""What people do with a review besides answering it."""
