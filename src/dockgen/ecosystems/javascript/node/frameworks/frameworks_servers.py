"""Frameworks whose build, or whose project, is a server. First match wins, so order matters."""

from __future__ import annotations

from dockgen.ecosystems.javascript.node.frameworks.frameworks import (
    Asks,
    Builds,
    Framework,
    Has,
    Is,
    Lacks,
    Part,
    Presets,
    Script,
    Setting,
    Uses,
)

NEXT_OUTPUT = Setting(("next.config",), ("output",))
NEXT_FOLDER = (Setting(("next.config",), ("distDir",)),)
PRERENDERS = (("NODE_OPTIONS", "--dns-result-order=ipv4first"),)
"""The build asks itself for pages at 127.0.0.1 and listens on what localhost is first, which is ::1
in a container: https://github.com/remix-run/react-router/issues/15255."""

NITRO_NODE = "node {output}/server/index.mjs"
EVERY_INTERFACE = (("HOST", "0.0.0.0"),)  # noqa: S104  inside a container that is what is wanted

ANGULAR_RENDERING = Setting(("angular.json",), ("rendering",))

TANSTACK = ("@tanstack/react-start", "@tanstack/solid-start", "@tanstack/start")

VIKE_PRERENDER = Setting(("pages/+config", "vite.config"), ("prerender",))

QWIK = ("@builder.io/qwik-city", "@qwik.dev/router")

SVELTE_ELSEWHERE = (
    "@sveltejs/adapter-auto",
    "@sveltejs/adapter-vercel",
    "@sveltejs/adapter-netlify",
    "@sveltejs/adapter-cloudflare",
)


NITRO_KEYS = {
    "nuxt": (("nuxt.config",), ("nitro",)),
    "solid-start": (("app.config",), ("server",)),
    "tanstack-start": (("app.config",), ("server",)),
    "nitro": (("nitro.config",), ()),
}
"""Where each framework has Nitro's settings."""

STATIC_PRESETS = "static|github-pages|gitlab-pages"
NODE_PRESETS = (
    "node|node-server|node-cluster|node-listener|heroku|render-com|digital-ocean|koyeb|"
    "platform-sh|zerops|zeabur|genezio|cleavr|flight-control|iis-node"
)
"""Targets that Node.js runs: https://nitro.build/deploy."""


def _nitro(row: Framework) -> tuple[Framework, ...]:
    """A framework on Nitro by what its target makes: pages, Bun's server, something else, Node's.

    Args:
        row: the row for Node.js.
    """
    files, keys = NITRO_KEYS[row.name]
    presets = (Setting(files, (*keys, "preset")), Setting(("vite.config",), ("nitro", "preset")))
    folder = (Setting(files, (*keys, "output", "dir")),)
    row = row._replace(output_set=folder)
    ssr = Is(Setting(("nuxt.config",), ("ssr",)), "false")
    site = row._replace(
        kind="site",
        when=(*row.when, Presets(presets, STATIC_PRESETS)),
        output=".output/public",
        output_set=(Setting(files, (*keys, "output", "publicDir")),),
        start=(),
        port=None,
        assets=("_nuxt",) if row.name == "nuxt" else (),
        fallback="200.html" if row.name == "nuxt" else "",
        fallback_when=(ssr,),
    )
    bun = row._replace(
        when=(*row.when, Presets(presets, "bun")), start=("bun", "{output}/server/index.mjs")
    )
    elsewhere = row._replace(
        kind="refused",
        when=(*row.when, Presets(presets, f"(?!(?:{NODE_PRESETS})$).+")),
        note="Nitro builds for another host here, and writes no server for a container: the preset "
        "`node_server` or `bun` makes one, and `static` a site",
    )
    return site, bun, elsewhere, row


META_FRAMEWORKS = (
    *(
        Framework(
            name="meteor",
            packages=packages,
            kind="refused",
            when=when,
            note="Meteor builds with its own tool and not from package.json; "
            "`meteor build` writes the server that an image can hold",
            source="https://docs.meteor.com/cli/#meteorbuild",
        )
        for packages, when in (
            (("meteor-node-stubs",), ()),
            (("@babel/runtime", "@swc/helpers"), (Has(".meteor"),)),
        )
    ),
    Framework(
        name="next",
        packages=("next",),
        kind="bundle",
        when=(Is(NEXT_OUTPUT, "standalone"),),
        build="next build",
        output=".next",
        output_set=NEXT_FOLDER,
        parts=(
            Part("{output}/standalone"),
            Part("{output}/static", "{member}{output}/static"),
            Part("public", "{member}public", optional=True),
        ),
        start=("node", "{member}server.js"),
        nested=True,
        starts=r"\bnext\s+start\b|^node\s+(\./)?(\.next/standalone/)?server\.js",
        port=3000,
        environment=(("HOSTNAME", EVERY_INTERFACE[0][1]),),
        loads=("next.config",),
        writable=("{output}/cache",),
        public_prefix="NEXT_PUBLIC_",
        stops=True,
        source="https://nextjs.org/docs/app/api-reference/config/next-config-js/output",
    ),
    Framework(
        name="next",
        packages=("next",),
        kind="server",
        when=(),
        build="next build",
        output=".next",
        output_set=NEXT_FOLDER,
        kept=("public",),
        loads=("next.config",),
        start=("next", "start"),
        starts=r"\bnext\s+start\b",
        port=3000,
        writable=("{output}/cache",),
        public_prefix="NEXT_PUBLIC_",
        note='`output: "standalone"` in {config} would leave most of node_modules out of the image',
        stops=True,
        source="https://nextjs.org/docs/app/getting-started/deploying#docker",
    ),
    Framework(
        name="nuxt",
        packages=("nuxt",),
        kind="server",
        when=(Asks(3),),
        build="nuxt build",
        output=".nuxt",
        kept=("static",),
        loads=("nuxt.config",),
        start=("nuxt", "start"),
        starts=r"\bnuxt(-ts)?\s+start\b",
        port=3000,
        environment=EVERY_INTERFACE,
        stops=True,
        source="https://v2.nuxt.com/docs/deployment/nodejs-server/",
    ),
    *_nitro(
        Framework(
            name="nuxt",
            packages=("nuxt",),
            kind="bundle",
            build="nuxt build",
            output=".output",
            start=tuple(NITRO_NODE.split()),
            starts=r"\S+/server/index\.mjs|\bnux[ti]\s+(start|preview)\b",
            port=3000,
            stops=True,
            source="https://nuxt.com/docs/getting-started/deployment#nodejs-server",
        )
    ),
    *_nitro(
        Framework(
            name="solid-start",
            packages=("@solidjs/start",),
            kind="bundle",
            build="vinxi build",
            output=".output",
            start=tuple(NITRO_NODE.split()),
            starts=r"\S+/server/index\.mjs|\bvinxi\s+start\b|\bvite\s+preview\b",
            port=3000,
            public_prefix="VITE_",
            stops=True,
            source="https://docs.solidjs.com/solid-start/reference/config/define-config",
        )
    ),
    *_nitro(
        Framework(
            name="tanstack-start",
            packages=TANSTACK,
            kind="bundle",
            when=(Uses(("nitro", "nitropack", "vinxi", "@tanstack/nitro-v2-vite-plugin")),),
            build="vite build",
            output=".output",
            start=tuple(NITRO_NODE.split()),
            starts=r"\S+/server/index\.mjs|\bvinxi\s+start\b|\bvite\s+preview\b",
            port=3000,
            public_prefix="VITE_",
            stops=True,
            source="https://tanstack.com/start/latest/docs/framework/react/guide/hosting",
        )
    ),
    Framework(
        name="tanstack-start",
        packages=TANSTACK,
        kind="site",
        when=(Is(Setting(("vite.config",), ("plugins", "spa", "enabled")), "true"),),
        build="vite build",
        output="dist/client",
        assets=("assets",),
        fallback="_shell.html",
        public_prefix="VITE_",
        source="https://tanstack.com/start/latest/docs/framework/react/guide/spa-mode",
    ),
    *(
        Framework(
            name="tanstack-start",
            packages=TANSTACK,
            kind="refused",
            when=(when,),
            note="TanStack Start by itself writes a handler of requests and no server: the package "
            "`nitro`, and its plugin `nitro()` in vite.config, make one",
            source="https://tanstack.com/start/latest/docs/framework/react/guide/hosting",
        )
        for when in (Lacks("start"), Script("start", r"\bvite\b"))
    ),
    Framework(
        name="waku",
        packages=("waku",),
        kind="server",
        build="waku build",
        output="dist",
        start=("waku", "start"),
        starts=r"\bwaku\s+start\b",
        port=8080,
        public_prefix="WAKU_PUBLIC_",
        source="https://waku.gg/#deployment",
    ),
    Framework(
        name="vike",
        packages=("vike",),
        kind="site",
        when=(Is(VIKE_PRERENDER, "true"),),
        build="vike build",
        builds=r"\b(vike|vite)\s+build\b",
        output="dist/client",
        assets=("assets",),
        public_prefix="PUBLIC_ENV__",
        source="https://vike.dev/static-hosts",
    ),
    *(
        Framework(
            name="vike",
            packages=("vike",),
            kind="refused",
            when=(when, Lacks("start:prod"), Lacks("prod")),
            note="Vike renders on a server, and no script named start starts one: an integration "
            "such as vike-photon makes it, and `prerender: true` makes a site instead",
            source="https://vike.dev/pre-rendering",
        )
        for when in (Lacks("start"), Script("start", r"\b(vike|vite)\s+(dev|preview)\b"))
    ),
    *_nitro(
        Framework(
            name="nitro",
            packages=("nitropack", "nitro"),
            kind="bundle",
            build="nitro build",
            builds=r"\b(nitro|nitropack|vite)\s+build\b",
            output=".output",
            start=tuple(NITRO_NODE.split()),
            starts=r"\S+/server/index\.mjs|\bnitro(pack)?\s+preview\b",
            port=3000,
            stops=True,
            source="https://nitro.build/deploy/runtimes/node",
        )
    ),
    Framework(
        name="react-router",
        packages=("@react-router/dev",),
        kind="site",
        when=(Is(Setting(("react-router.config",), ("ssr",)), "false"),),
        build="react-router build",
        build_environment=PRERENDERS,
        output="build/client",
        assets=("assets",),
        fallback="index.html",
        public_prefix="VITE_",
        source="https://reactrouter.com/how-to/spa",
    ),
    Framework(
        name="react-router",
        packages=("@react-router/dev",),
        kind="server",
        build="react-router build",
        output="build",
        output_set=(Setting(("react-router.config",), ("buildDirectory",)),),
        start=("react-router-serve", "{output}/server/index.js"),
        starts=r"\breact-router-serve\b",
        port=3000,
        public_prefix="VITE_",
        stops=True,
        source="https://reactrouter.com/start/framework/deploying",
    ),
    Framework(
        name="remix",
        packages=("@remix-run/dev",),
        kind="site",
        when=(Is(Setting(("vite.config",), ("ssr",)), "false"), Builds(r"\bremix\s+vite:build\b")),
        build="remix vite:build",
        output="build/client",
        assets=("assets",),
        fallback="index.html",
        public_prefix="VITE_",
        source="https://v2.remix.run/docs/guides/spa-mode",
    ),
    Framework(
        name="remix",
        packages=("@remix-run/dev",),
        kind="server",
        when=(Builds(r"\bremix\s+vite:build\b"),),
        build="remix vite:build",
        output="build",
        start=("remix-serve", "{output}/server/index.js"),
        starts=r"\bremix-serve\b",
        port=3000,
        public_prefix="VITE_",
        stops=True,
        source="https://v2.remix.run/docs/guides/deployment",
    ),
    Framework(
        name="remix",
        packages=("@remix-run/dev", "@remix-run/serve"),
        kind="server",
        build="remix build",
        output="build",
        parts=(Part("build", "build"), Part("public", "public")),
        start=("remix-serve", "{output}/index.js"),
        starts=r"\bremix-serve\b",
        port=3000,
        stops=True,
        source="https://v2.remix.run/docs/guides/deployment",
    ),
    Framework(
        name="sveltekit",
        packages=("@sveltejs/kit",),
        kind="site",
        when=(Uses(("@sveltejs/adapter-static",)),),
        build="vite build",
        output="build",
        output_set=(
            Setting(("vite.config",), ("plugins", "adapter", "pages")),
            Setting(("svelte.config",), ("kit", "adapter", "pages")),
        ),
        assets=("_app/immutable",),
        base_set=(Setting(("svelte.config",), ("kit", "paths", "base")),),
        fallback_set=(
            Setting(("vite.config",), ("plugins", "adapter", "fallback")),
            Setting(("svelte.config",), ("kit", "adapter", "fallback")),
        ),
        public_prefix="PUBLIC_",
        source="https://svelte.dev/docs/kit/adapter-static",
    ),
    Framework(
        name="sveltekit",
        packages=("@sveltejs/kit",),
        kind="server",
        when=(Uses(("@sveltejs/adapter-node",)),),
        build="vite build",
        output="build",
        output_set=(
            Setting(("vite.config",), ("plugins", "adapter", "out")),
            Setting(("svelte.config",), ("kit", "adapter", "out")),
        ),
        start=("node", "{output}/index.js"),
        starts=r"^node\s+(\./)?build(/index\.js)?/?$|\bvite\s+preview\b",
        port=3000,
        public_prefix="PUBLIC_",
        note="SvelteKit refuses forms unless ORIGIN says what address the browser sees: "
        "docker run -e ORIGIN=https://example.com",
        stops=True,
        source="https://svelte.dev/docs/kit/adapter-node",
    ),
    Framework(
        name="sveltekit",
        packages=("@sveltejs/kit",),
        kind="refused",
        when=(Uses(SVELTE_ELSEWHERE),),
        note="SvelteKit's adapter writes no server of its own; "
        "install @sveltejs/adapter-node (or @sveltejs/adapter-static) and name it in svelte.config",
        source="https://svelte.dev/docs/kit/adapters",
    ),
    Framework(
        name="astro",
        packages=("astro",),
        kind="server",
        when=(Uses(("@astrojs/node",)),),
        build="astro build",
        output="dist",
        output_set=(Setting(("astro.config",), ("outDir",)),),
        start=("node", "{output}/server/entry.mjs"),
        starts=r"dist/server/entry\.mjs|\bastro\s+(preview|dev)\b",
        port=4321,
        environment=EVERY_INTERFACE,
        public_prefix="PUBLIC_",
        source="https://docs.astro.build/en/guides/integrations-guide/node/",
    ),
    Framework(
        name="astro",
        packages=("astro",),
        kind="refused",
        when=(Uses(("@astrojs/vercel", "@astrojs/netlify", "@astrojs/cloudflare")),),
        note="Astro's adapter writes no server of its own; install @astrojs/node for a container",
        source="https://docs.astro.build/en/guides/on-demand-rendering/",
    ),
    Framework(
        name="astro",
        packages=("astro",),
        kind="site",
        build="astro build",
        output="dist",
        output_set=(Setting(("astro.config",), ("outDir",)),),
        output_flag=r"--outDir[ =]([\w./-]+)",
        assets=("_astro",),
        base_set=(Setting(("astro.config",), ("base",)),),
        base_flag=r"--base[ =](\S+)",
        public_prefix="PUBLIC_",
        source="https://docs.astro.build/en/recipes/docker/",
    ),
    Framework(
        name="qwik",
        packages=QWIK,
        kind="site",
        when=(Script("build.server", r"adapters/(static|ssg)/"),),
        build="qwik build",
        output="dist",
        assets=("build", "assets"),
        starts=r"\bvite\b",
        source="https://qwik.dev/docs/guides/static-site-generation/",
    ),
    *(
        Framework(
            name="qwik",
            packages=QWIK,
            kind="server",
            when=(Script(script, rf"server/entry\.{adapter}\b"),),
            build="qwik build",
            output="server",
            parts=(Part("server", "server"), Part("dist", "dist")),
            start=("node", f"server/entry.{adapter}"),
            needs_all=True,
            starts=r"\bvite\b|\bnode\s+server/entry\.",
            port=3000,
            source="https://qwik.dev/docs/deployments/node/",
        )
        for adapter in ("express", "fastify", "node-server")
        for script in ("start", "serve")
    ),
    Framework(
        name="qwik",
        packages=QWIK,
        kind="refused",
        note="Qwik has no adapter that makes a server or a site: "
        "`npm run qwik add express` (or fastify, node-server, static) adds one",
        source="https://qwik.dev/docs/deployments/",
    ),
    Framework(
        name="analog",
        packages=("@analogjs/platform",),
        kind="bundle",
        build="vite build",
        output="dist/analog",
        start=("node", "{output}/server/index.mjs"),
        starts=r"dist/analog/server/index\.mjs|\bvite\b",
        port=3000,
        public_prefix="VITE_",
        stops=True,
        source="https://analogjs.org/docs/features/deployment/providers",
    ),
    Framework(
        name="angular",
        packages=("@angular/core",),
        kind="bundle",
        when=(Is(ANGULAR_RENDERING, "server"),),
        build="ng build",
        output="dist",
        output_set=(Setting(("angular.json",), ("base",)),),
        start=("node", "{output}/server/server.mjs"),
        starts=r"\bng\s+serve\b|server/server\.mjs",
        port=4000,
        note="Angular's server answers only for hosts that it is told: "
        "docker run -e NG_ALLOWED_HOSTS=shop.example.com",
        source="https://angular.dev/guide/ssr",
    ),
    Framework(
        name="angular",
        packages=("@angular/core",),
        kind="bundle",
        when=(Is(ANGULAR_RENDERING, "universal"),),
        build="ng build && ng run server",
        output="dist",
        output_set=(Setting(("angular.json",), ("base",)),),
        start=("node", "{output}/server/main.js"),
        starts=r"\bng\s+serve\b|server/main\.js",
        port=4000,
        scripts=("build:ssr", "build"),
        source="https://v16.angular.io/guide/universal",
    ),
    Framework(
        name="adonisjs",
        packages=("@adonisjs/core",),
        kind="server",
        build="node ace build",
        output="build",
        parts=(Part("{output}"),),
        start=("node", "bin/server.js"),
        starts=r"^node\s+(\./)?(build/)?bin/server\.js$|\bace\s+serve\b",
        port=3333,
        environment=EVERY_INTERFACE,
        note="AdonisJS starts only with the key that it encrypts with: docker run -e APP_KEY=… "
        "(`node ace generate:key --show` makes one); files beside the code, such as public/, come "
        "into the build by metaFiles of adonisrc.ts",
        source="https://docs.adonisjs.com/deployment",
    ),
)


def _library(package: str, name: str = "", port: int = 3000) -> Framework:
    return Framework(name or package, (package,), "library", port=port)


LIBRARIES = (
    Framework(
        name="nestjs",
        packages=("@nestjs/core",),
        kind="library",
        build="nest build",
        output="dist",
        start=("node", "dist/main.js"),
        starts=r"\bnest\s+start\b",
        port=3000,
        source="https://docs.nestjs.com/deployment",
    ),
    _library("express"),
    _library("fastify"),
    _library("koa"),
    _library("@hapi/hapi", "hapi"),
    _library("hono"),
    _library("elysia"),
    _library("h3"),
    _library("polka"),
    _library("restify", port=8080),
    _library("@apollo/server", "apollo-server", 4000),
    _library("apollo-server", port=4000),
    _library("graphql-yoga", port=4000),
    _library("@feathersjs/feathers", "feathers", 3030),
    _library("@loopback/core", "loopback"),
    Framework("sails", ("sails",), "library", port=1337, writable=(".tmp",)),
    _library("egg", port=7001),
    _library("@midwayjs/core", "midway", 7001),
    _library("@foal/core", "foal", 3001),
    _library("@tinyhttp/app", "tinyhttp"),
    _library("micro"),
    _library("probot"),
    _library("@slack/bolt", "bolt"),
    _library("node-red", port=1880),
    _library("json-server"),
    _library("socket.io"),
    _library("ws"),
)
"""Servers by the package that carries them, with the port that their documentation takes."""
