"""Tests of workflow/findings/bridge."""
