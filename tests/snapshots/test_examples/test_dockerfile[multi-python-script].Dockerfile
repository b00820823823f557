# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# base is shared by the stages below
FROM python:3.14-slim-trixie AS base
WORKDIR /app

# build installs and prepares the application
FROM base AS build
WORKDIR /build
COPY . .
RUN python -m compileall -q . || true

# runtime runs the application
FROM base AS runtime
RUN pip uninstall --yes --root-user-action=ignore pip \
    && useradd --no-log-init --uid 10001 --user-group --no-create-home --home-dir /tmp app
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 HOME=/tmp
ENV PORT=8000
COPY --from=build /build/ ./
USER 10001:10001
EXPOSE 8000
CMD ["python", "serve.py"]
