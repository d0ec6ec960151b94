"""The promise against everything that may happen: real ticks, real SMTP, and a second look after each."""
