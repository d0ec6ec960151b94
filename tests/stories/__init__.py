"""Whole months, walked tick by tick: each story reads like the minutes of a meeting."""
