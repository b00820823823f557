# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# base is shared by the stages below
FROM node:26-slim AS base
WORKDIR /app

# tools contains the package manager and the manifests
FROM base AS tools
RUN npm install --global pnpm@11.28.10
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml ./
COPY packages/dates/package.json packages/dates/
COPY packages/money/package.json packages/money/
COPY apps/api/package.json apps/api/

# build builds the application with its development dependencies
FROM tools AS build
RUN --mount=type=cache,id=pnpm,target=/root/.local/share/pnpm/store \
    pnpm install --frozen-lockfile
COPY tsconfig.base.json ./
COPY packages/dates/ packages/dates/
RUN pnpm --filter @shop/dates run build
COPY packages/money/ packages/money/
RUN pnpm --filter @shop/money run build
RUN --mount=type=cache,id=pnpm,target=/root/.local/share/pnpm/store \
    pnpm --filter=@shop/api deploy --prod --legacy /prod
COPY apps/api/ apps/api/
RUN pnpm --filter @shop/api run build

# runtime runs the application
FROM base AS runtime
ENV NODE_ENV=production
COPY --from=build /prod/node_modules/ node_modules/
COPY --from=build /prod/package.json ./
COPY --from=build /app/apps/api/dist/ dist/

USER 1000:1000
EXPOSE 4100
HEALTHCHECK CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT||4100}/health`).then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"]
CMD ["node", "dist/server.js"]
