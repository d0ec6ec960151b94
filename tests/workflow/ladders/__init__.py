"""Tests of workflow/ladders."""
