"""Tests of workflow/disputes."""
