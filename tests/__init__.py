"""Tests: they mirror the rooms; stories walk whole months; acceptance runs real processes."""
