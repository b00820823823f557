# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# runtime runs the application
FROM python:3.14-slim-trixie AS runtime
WORKDIR /app
RUN useradd --no-log-init --uid 10001 --user-group --no-create-home --home-dir /tmp app
COPY . .
RUN python -m compileall -q . || true

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 HOME=/tmp
ENV PORT=8000
USER 10001:10001
EXPOSE 8000
CMD ["python", "serve.py"]
