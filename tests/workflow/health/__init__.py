"""Tests of workflow/health."""
