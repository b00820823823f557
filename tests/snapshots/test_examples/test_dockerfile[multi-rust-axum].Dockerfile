# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# dependencies compiles the crates that the manifests name
FROM rust:1-slim-trixie AS dependencies
WORKDIR /app

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
FROM gcr.io/distroless/cc-debian13:nonroot AS runtime
WORKDIR /app
COPY --from=build /app/target/release/moon-phases /usr/local/bin/moon-phases

USER 65532:65532
EXPOSE 3000
ENTRYPOINT ["/usr/local/bin/moon-phases"]
