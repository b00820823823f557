# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# base is shared by the stages below
FROM node:26-slim AS base
WORKDIR /app

# tools contains the package manager and the manifests
FROM base AS tools
RUN npm install --global pnpm@11.28.10
COPY package.json pnpm-lock.yaml ./

# dependencies installs what the application needs at run time
FROM tools AS dependencies
RUN --mount=type=cache,id=pnpm,target=/root/.local/share/pnpm/store \
    pnpm install --frozen-lockfile --prod

# build builds the application with its development dependencies
FROM tools AS build
RUN --mount=type=cache,id=pnpm,target=/root/.local/share/pnpm/store \
    pnpm install --frozen-lockfile
COPY . .
RUN pnpm run build

# runtime runs the application
FROM base AS runtime
ENV NODE_ENV=production
COPY --from=dependencies /app/node_modules/ node_modules/
COPY package.json ./
COPY --from=build /app/dist/ dist/

USER 1000:1000
EXPOSE 3000
HEALTHCHECK CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT||3000}/health`).then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"]
CMD ["node", "dist/server.js"]
