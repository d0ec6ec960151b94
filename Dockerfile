FROM python:3.12.11-slim-bookworm

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /srv/countersign

# First what changes seldom, so that a change of the code does not install everything again.
COPY requirements.lock ./
RUN pip install --require-hashes -r requirements.lock

COPY pyproject.toml README.md ./
COPY config config
COPY workflow workflow
COPY sources sources
COPY notifications notifications
COPY tasks tasks
COPY web web
COPY cli cli
COPY sandbox sandbox
COPY migrations migrations
RUN pip install --no-deps --no-build-isolation . \
    && useradd --system --no-create-home --home-dir /srv/countersign countersign

USER countersign
CMD ["countersign", "--help"]
