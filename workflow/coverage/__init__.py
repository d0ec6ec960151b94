"""Coverage: whether somebody will be there for everything that will be asked, looked at before it is."""
