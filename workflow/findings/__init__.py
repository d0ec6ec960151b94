"""What the checks noticed."""
