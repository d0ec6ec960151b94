"""What runs when: the ordered stages, the unit of work around them, and the thin Celery tasks."""
