"""What is wrong with an invoice, what the vendor was asked, and how it ended."""
