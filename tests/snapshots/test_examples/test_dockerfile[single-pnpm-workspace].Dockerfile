# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# runtime builds the application and runs it
FROM node:26-slim AS runtime
WORKDIR /app
RUN npm install --global pnpm@11.28.10

# Copy the dependency manifests first so this layer is cached until they change.
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml ./
COPY packages/dates/package.json packages/dates/
COPY packages/money/package.json packages/money/
COPY apps/api/package.json apps/api/
RUN --mount=type=cache,id=pnpm,target=/root/.local/share/pnpm/store \
    --mount=type=tmpfs,target=/tmp \
    pnpm install --frozen-lockfile

COPY tsconfig.base.json ./
COPY packages/dates/ packages/dates/
RUN pnpm --filter @shop/dates run build
COPY packages/money/ packages/money/
RUN pnpm --filter @shop/money run build
COPY apps/api/ apps/api/
RUN pnpm --filter @shop/api run build

ENV NODE_ENV=production

WORKDIR /app/apps/api
USER 1000:1000
EXPOSE 4100
HEALTHCHECK CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT||4100}/health`).then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"]
CMD ["node", "dist/server.js"]
