"""Tests of workflow/findings."""
