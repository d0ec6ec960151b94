"""The pages, the API and the probes, asked over HTTP."""
