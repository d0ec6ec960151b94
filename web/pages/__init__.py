"""The pages: acting from a mail, the inbox, health."""
