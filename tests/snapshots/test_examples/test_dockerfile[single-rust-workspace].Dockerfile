# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# runtime compiles the program and runs it
FROM rust:1-slim-trixie AS runtime
WORKDIR /app
RUN apt-get update \
    && apt-get install --yes --no-install-recommends tini \
    && rm -rf /var/lib/apt/lists/*

# Copy the manifests first so the compiled dependencies are cached until they change.
COPY Cargo.toml Cargo.lock ./
COPY crates/api/Cargo.toml crates/api/
COPY crates/store/Cargo.toml crates/store/
COPY crates/tide/Cargo.toml crates/tide/
COPY crates/digest/Cargo.toml crates/digest/
RUN set -- crates/api/src/main.rs crates/store/src/lib.rs crates/tide/src/lib.rs crates/digest/src/main.rs \
    && for file; do \
        mkdir -p "$(dirname "$file")" \
        && printf '%s\n' '//! Empty.' '#![allow(dead_code)]' 'fn main() {}' > "$file"; \
    done
RUN cargo build --release --locked --package tide-api

COPY . .
RUN touch crates/api/src/main.rs crates/store/src/lib.rs crates/tide/src/lib.rs crates/digest/src/main.rs \
    && cargo build --release --locked --package tide-api
RUN cp ./target/release/tide-api /usr/local/bin/tide-api

USER 10001:10001
EXPOSE 7070
ENTRYPOINT ["/usr/bin/tini-static", "--", "/usr/local/bin/tide-api"]
