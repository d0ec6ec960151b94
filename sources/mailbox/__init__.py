"""Invoices from a mailbox: mails are read over IMAP, and nothing there is ever changed."""
