# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# build downloads the packages and compiles the application
FROM denoland/deno:2.9.6 AS build
WORKDIR /app
COPY deno.jsonc deno.lock ./
RUN deno install --frozen
COPY . .
RUN deno cache main.ts

# runtime runs the application
FROM denoland/deno:2.9.6 AS runtime
WORKDIR /app
ENV DENO_NO_UPDATE_CHECK=1
COPY --from=build /deno-dir/ /deno-dir/
COPY --from=build /app/ ./

USER 1993:1993
EXPOSE 4900
CMD ["deno", "run", "--allow-net", "--allow-env=PORT,NODE_ENV,DEBUG", "main.ts"]
