"""Pictures of the pages and the letters, to look at: `make pictures`."""
