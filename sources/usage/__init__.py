"""What Callaro counts, asked for by the routes that it publishes: campaigns, voice sessions, call-log exports."""
