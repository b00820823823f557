# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# frontend builds the pages that the program serves
FROM --platform=$BUILDPLATFORM node:26-slim AS frontend
WORKDIR /build
COPY package.json package-lock.json /build/
RUN --mount=type=cache,id=npm,target=/root/.npm \
    npm ci
COPY . ./
RUN npm run build

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
COPY --from=frontend /build/assets/ /app/assets/
RUN SECRET_KEY=placeholder python manage.py collectstatic --no-input
RUN python -m compileall -q . || true

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 HOME=/tmp
ENV PORT=8000
USER 10001:10001
EXPOSE 8000
CMD ["gunicorn", "--worker-tmp-dir", "/dev/shm", "site_config.wsgi:application"]
