"""What an organisation decides for itself, as data."""
