# One image for everything: `web` (default), `worker`, `relay`, `migrate`, or any other command of
# `anbelo`. Settings and secrets come from the environment; nothing secret is in here.
FROM python:3.13-slim

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONPATH=/app \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    ANBELO_HOST=0.0.0.0

RUN useradd --system --uid 10001 --no-create-home --home-dir /nonexistent anbelo

WORKDIR /app
COPY requirements.txt ./
RUN pip install --require-hashes -r requirements.txt

# Owned by root and only readable: the program cannot change itself.
COPY wsgi.py ./
COPY migrations ./migrations
COPY translations ./translations
COPY anbelo ./anbelo
RUN python -m compileall -q anbelo migrations

USER anbelo
EXPOSE 8000
ENTRYPOINT ["python", "-m", "anbelo"]
CMD ["web"]
