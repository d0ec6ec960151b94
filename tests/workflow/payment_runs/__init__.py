"""What finance hears of payment runs."""
