# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# base is shared by the stages below
FROM python:3.13-slim-trixie AS base
WORKDIR /app
ENV PATH=/app/.venv/bin:$PATH

# dependencies installs what the application needs
FROM base AS dependencies
RUN python -m venv --without-pip .venv
RUN --mount=type=cache,id=pip,target=/root/.cache/pip \
    --mount=type=bind,source=requirements.txt,target=requirements.txt \
    pip --python .venv install -r requirements.txt

# build installs and prepares the application
FROM dependencies AS build
WORKDIR /build
COPY . .
RUN python -m compileall -q . || true

# runtime runs the application
FROM base AS runtime
RUN pip uninstall --yes --root-user-action=ignore pip \
    && useradd --no-log-init --uid 10001 --user-group --no-create-home --home-dir /tmp app
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 HOME=/tmp
ENV STREAMLIT_SERVER_ADDRESS=0.0.0.0 STREAMLIT_SERVER_HEADLESS=true STREAMLIT_BROWSER_GATHER_USAGE_STATS=false STREAMLIT_SERVER_PORT=8501
COPY --from=dependencies /app/.venv/ .venv/
COPY --from=build /build/ ./
USER 10001:10001
EXPOSE 8501
HEALTHCHECK CMD ["python", "-c", "import os; from urllib.request import urlopen; urlopen('http://127.0.0.1:' + os.environ['STREAMLIT_SERVER_PORT'] + '/_stcore/health', timeout=4)"]
CMD ["streamlit", "run", "app.py"]
