"""Tests of workflow/decisions."""
