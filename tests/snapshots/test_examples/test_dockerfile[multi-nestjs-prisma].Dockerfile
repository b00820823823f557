# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# base is shared by the stages below
FROM node:26-slim AS base
WORKDIR /app

# tools contains the package manager and the manifests
FROM base AS tools
COPY package.json package-lock.json ./
RUN npm pkg delete scripts.postinstall scripts.prepare

# build builds the application with its development dependencies
FROM tools AS build
RUN --mount=type=cache,id=npm,target=/root/.npm \
    npm ci
COPY . .
RUN npm run postinstall && npm run build

# dependencies keeps only the packages that the application needs at run time
FROM build AS dependencies
RUN npm pkg delete devDependencies.prisma devDependencies.typescript && npm prune --omit=dev --ignore-scripts

# runtime runs the application
FROM base AS runtime
ENV NODE_ENV=production
COPY --from=dependencies /app/node_modules/ node_modules/
COPY package.json ./
COPY prisma/ prisma/
COPY --from=build /app/dist/ dist/

USER 1000:1000
EXPOSE 3333
CMD ["node", "dist/main"]
