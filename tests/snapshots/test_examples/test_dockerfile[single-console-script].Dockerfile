# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# uv is the package manager, a single binary
FROM ghcr.io/astral-sh/uv:0.13 AS uv

# runtime installs the dependencies and runs the application
FROM python:3.14-slim-trixie AS runtime
WORKDIR /app
ENV PATH=/app/.venv/bin:$PATH
COPY --from=uv /uv /usr/local/bin/
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never
RUN --mount=type=cache,id=uv,target=/root/.cache/uv \
    --mount=type=bind,source=pyproject.toml,target=pyproject.toml \
    --mount=type=bind,source=uv.lock,target=uv.lock \
    uv sync --locked --no-dev --no-install-project
RUN useradd --no-log-init --uid 10001 --user-group --no-create-home --home-dir /tmp app

COPY . .
RUN uv pip install --no-deps --compile-bytecode --target /app/own .

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 HOME=/tmp
ENV PYTHONPATH=/app/own PATH=/app/own/bin:$PATH
USER 10001:10001
EXPOSE 8000
CMD ["wordcount"]
