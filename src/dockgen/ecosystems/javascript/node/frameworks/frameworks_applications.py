"""Applications that a project configures and extends: shops, content, two sides by one tool.

They come before the frameworks that they are made with: Keystone's projects depend on Next.js too.
"""

from __future__ import annotations

from dockgen.ecosystems.javascript.node.frameworks.frameworks import (
    Asks,
    Framework,
    Has,
    Part,
)
from dockgen.ecosystems.javascript.node.frameworks.frameworks_servers import EVERY_INTERFACE
from dockgen.ecosystems.javascript.node.monorepos.redwood import CONFIGURATIONS, CORES

UNPACKED = "/tmp/directus"  # noqa: S108  the container's own, and nobody else is in it
"""Where Directus unpacks extensions, which it otherwise does in node_modules."""

APPLICATIONS = (
    *(
        Framework(
            name=name,
            packages=(f"@{scope}/core",),
            kind="server",
            when=(Has("api"), Has("web")),
            build=f"{tool} build",
            output="web/dist",
            parts=(
                Part("api/dist", "api/dist"),
                Part("api/db", "api/db", optional=True),
                Part("web/dist", "web/dist"),
            ),
            kept=CONFIGURATIONS,
            start=(server,),
            starts=r"\b(rw|redwood|cedar|cedarjs)(-server|\s+serve)\b(?!\s+(api|web))",
            port=8910,
            # The server makes these at its start, whatever it needs them for.
            writable=tuple(f".{name}/types/{one}" for one in ("includes", "mirror")),
            public_prefix="REDWOOD_ENV_",
            env_files=(".env.defaults", ".env"),
            source=source,
        )
        for name, scope, tool, server, source in (
            ("redwood", "redwoodjs", "rw", "rw-server", "https://docs.redwoodjs.com/docs/docker"),
            (
                "cedar",
                "cedarjs",
                "cedar",
                "cedarjs-server",
                "https://cedarjs.com/docs/deploy/any-container-host",
            ),
        )
    ),
    Framework(
        name="redwood",
        packages=CORES,
        kind="refused",
        note="only one of the two sides of Redwood or Cedar is here, so there is nothing to serve "
        "it together with: `yarn rw build web` (`yarn cedar build web`) writes a site to web/dist",
        source="https://cedarjs.com/docs/how-to/disable-api-database",
    ),
    Framework(
        name="redwood-sdk",
        packages=("rwsdk",),
        kind="refused",
        note="RedwoodSDK runs on Cloudflare Workers and nowhere else: `npm run release` of its "
        "starter deploys it there, and `wrangler dev` runs it on a machine of one's own",
        source="https://docs.rwsdk.com/core/hosting/",
    ),
    Framework(
        name="strapi",
        packages=("@strapi/strapi",),
        kind="server",
        build="strapi build",
        start=("strapi", "start"),
        starts=r"\bstrapi\s+start\b",
        port=1337,
        environment=EVERY_INTERFACE,
        writable=(".tmp", "public/uploads", "database", ".strapi"),
        note="Strapi starts only with its secrets (APP_KEYS, ADMIN_JWT_SECRET …): docker run "
        "--env-file .env; mount volumes at public/uploads, and at .tmp for SQLite, to keep those",
        source="https://docs.strapi.io/cms/installation/docker",
    ),
    Framework(
        name="keystone",
        packages=("@keystone-6/core",),
        kind="server",
        build="keystone build",
        start=("keystone", "start"),
        starts=r"\bkeystone\s+start\b",
        port=3000,
        caches=(".keystone/admin/.next/cache",),
        note="Keystone changes no database at its start unless it is told to (`keystone start "
        "--with-migrations`), and needs a folder that it may write for SQLite's file",
        source="https://keystonejs.com/docs/guides/cli",
    ),
    Framework(
        name="medusa",
        packages=("@medusajs/medusa",),
        kind="server",
        when=(Asks(2),),
        build="medusa build",
        start=("medusa", "start"),
        starts=r"\bmedusa\s+start\b",
        port=9000,
        source="https://docs.medusajs.com/v1/deployments/server",
    ),
    Framework(
        name="medusa",
        packages=("@medusajs/medusa",),
        kind="server",
        build="medusa build",
        output=".medusa/server",
        parts=(Part("{output}"),),
        start=("medusa", "start"),
        starts=r"\bmedusa\s+start\b",
        port=9000,
        note="Medusa needs a database that is up to date: docker run -e DATABASE_URL=… with "
        "`node_modules/.bin/medusa db:migrate` as its command, before the first start",
        source="https://docs.medusajs.com/learn/build",
    ),
    Framework(
        name="directus",
        packages=("directus",),
        kind="library",
        start=("directus", "start"),
        starts=r"\bdirectus\s+start\b",
        port=8055,
        environment=(*EVERY_INTERFACE, ("TEMP_PATH", UNPACKED)),
        writable=("uploads", "database"),
        note="Directus starts only with a secret and a database (docker run -e SECRET=… -e "
        "DB_CLIENT=…; DB_FILENAME=database/data.db for SQLite)",
        source="https://directus.io/docs/configuration/general",
    ),
    Framework(
        name="ghost",
        packages=("ghost",),
        kind="library",
        port=2368,
        environment=(("server__host", EVERY_INTERFACE[0][1]),),
        writable=("content",),
        source="https://docs.ghost.org/config",
    ),
    Framework(
        name="backstage",
        packages=("@backstage/cli",),
        kind="refused",
        note="`backstage-cli package start` is for development, and an image of Backstage is made "
        "of bundles that `backstage-cli` writes: by the Dockerfile in packages/backend that its "
        "`create-app` brings, `yarn build:backend`, then `yarn build-image`",
        source="https://backstage.io/docs/deployment/docker",
    ),
    Framework(
        name="wasp",
        packages=("wasp",),
        kind="refused",
        note="Wasp builds with its own tool and not from package.json: `wasp build` writes the "
        "server with a Dockerfile for it, and the client is a site of its own",
        source="https://wasp.sh/docs/deployment/deployment-methods/self-hosted",
    ),
)
