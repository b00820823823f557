# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# runtime builds the application and runs it
FROM node:26-slim AS runtime
WORKDIR /app
RUN npm install --global pnpm@11.28.10

# Copy the dependency manifests first so this layer is cached until they change.
COPY package.json pnpm-lock.yaml ./
RUN --mount=type=cache,id=pnpm,target=/root/.local/share/pnpm/store \
    --mount=type=tmpfs,target=/tmp \
    pnpm install --frozen-lockfile

COPY . .
RUN pnpm run build

ENV NODE_ENV=production

USER 1000:1000
EXPOSE 3000
HEALTHCHECK CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT||3000}/health`).then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"]
CMD ["node", "dist/server.js"]
