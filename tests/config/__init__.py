"""Settings, logs and clock."""
