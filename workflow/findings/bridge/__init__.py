"""The variance bridge: how the last total became this one, step by step, each with its evidence."""
