"""Chaos: a vendor that misbehaves in every way that is known, by a seed, so that it can be played again."""
