"""Tests of workflow/periods."""
