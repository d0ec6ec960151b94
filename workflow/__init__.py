"""The engine, from billing periods to decisions; it knows no Celery, HTTP, SMTP, Jinja, settings or clock."""
