"""Tests of workflow/events."""
