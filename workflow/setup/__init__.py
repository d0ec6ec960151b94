"""The setup file: validated, then applied."""
