"""Tests of workflow/people."""
