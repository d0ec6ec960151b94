"""Tests of workflow/reviews."""
