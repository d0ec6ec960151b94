"""The fact that someone must be told, once."""
