"""Where invoices come from; each module implements the engine's source protocol."""
