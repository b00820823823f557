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
COPY --from=build /app/static ./static
COPY --from=build /app/Rocket.toml ./Rocket.toml
COPY --from=build /app/templates ./templates
COPY --from=build /app/target/release/lighthouses /usr/local/bin/lighthouses
ENV ROCKET_ADDRESS=0.0.0.0

USER 65532:65532
EXPOSE 8088
ENTRYPOINT ["/usr/local/bin/lighthouses"]
