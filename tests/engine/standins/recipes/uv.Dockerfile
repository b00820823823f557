# ghcr.io/astral-sh/uv:<line>
#
# The program is the newest of that line, from the wheel that PyPI has of it; as in the official
# image there is nothing else, and it is for copying from.
#
# Differs from the official image: /uvx is missing.
FROM debian:trixie-slim AS unpacked
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends unzip
RUN --mount=type=bind,source=downloads,target=/downloads \
    mkdir /out && unzip -q -j /downloads/uv.whl '*/bin/uv' '*/scripts/uv' -d /out || true; \
    chmod 755 /out/uv && /out/uv --version
FROM scratch
COPY --from=unpacked /out/uv /uv
ENTRYPOINT ["/uv"]
