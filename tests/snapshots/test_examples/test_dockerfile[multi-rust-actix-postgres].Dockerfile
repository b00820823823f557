# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# dependencies compiles the crates that the manifests name
FROM rust:1-slim-trixie AS dependencies
WORKDIR /app
RUN apt-get update \
    && apt-get install --yes --no-install-recommends libpq-dev pkg-config \
    && rm -rf /var/lib/apt/lists/*

# Copy the manifests first so the compiled dependencies are cached until they change.
COPY Cargo.toml Cargo.lock ./
RUN set -- src/main.rs \
    && for file; do \
        mkdir -p "$(dirname "$file")" \
        && printf '%s\n' '//! Empty.' '#![allow(dead_code)]' 'fn main() {}' > "$file"; \
    done
RUN cargo build --release --locked

# build compiles the program
FROM dependencies AS build
COPY . .
RUN touch src/main.rs \
    && cargo build --release --locked

# runtime runs the program
FROM debian:trixie-slim AS runtime
WORKDIR /app
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates libpq5 \
    && rm -rf /var/lib/apt/lists/*
COPY --from=build /app/target/release/visits /usr/local/bin/visits

USER 10001:10001
EXPOSE 8080
ENTRYPOINT ["/usr/local/bin/visits"]
