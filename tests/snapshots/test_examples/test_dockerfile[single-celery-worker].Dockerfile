# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# runtime installs the dependencies and runs the application
FROM python:3.14-slim-trixie AS runtime
WORKDIR /app
ENV PATH=/app/.venv/bin:$PATH
RUN python -m venv --without-pip .venv
RUN --mount=type=cache,id=pip,target=/root/.cache/pip \
    --mount=type=bind,source=requirements.txt,target=requirements.txt \
    pip --python .venv install -r requirements.txt
RUN useradd --no-log-init --uid 10001 --user-group --no-create-home --home-dir /tmp app

COPY . .
RUN python -m compileall -q . || true

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 HOME=/tmp
USER 10001:10001
CMD ["celery", "--app", "jobs.tasks:app", "worker"]
