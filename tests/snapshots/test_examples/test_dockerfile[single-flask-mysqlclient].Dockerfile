# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# runtime installs the dependencies and runs the application
FROM python:3.13-slim-trixie AS runtime
WORKDIR /app
RUN apt-get update \
    && apt-get install --yes --no-install-recommends libmariadb3 \
    && rm -rf /var/lib/apt/lists/*
ENV PATH=/app/.venv/bin:$PATH
RUN python -m venv --without-pip .venv
RUN --mount=type=cache,id=pip,target=/root/.cache/pip \
    --mount=type=bind,source=requirements.txt,target=requirements.txt \
    apt-get update \
    && apt-get install --yes --no-install-recommends default-libmysqlclient-dev gcc libc6-dev pkg-config \
    && pip --python .venv install -r requirements.txt \
    && apt-get purge --yes --auto-remove default-libmysqlclient-dev gcc libc6-dev pkg-config \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --no-log-init --uid 10001 --user-group --no-create-home --home-dir /tmp app

COPY . .
RUN python -m compileall -q . || true

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 HOME=/tmp
USER 10001:10001
EXPOSE 8080
STOPSIGNAL SIGINT
CMD ["waitress-serve", "--listen=*:8080", "app:app"]
