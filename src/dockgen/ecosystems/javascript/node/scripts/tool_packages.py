"""Which package brings a tool that scripts call by another name than the package's."""

from __future__ import annotations

from collections.abc import Iterator

from dockgen.core.lazy_regex import lazy_regex

PACKAGES_OF_TOOLS: dict[str, tuple[str, ...]] = {
    "api-extractor": ("@microsoft/api-extractor",),
    "astro": ("astro",),
    "babel": ("@babel/cli", "babel-cli"),
    "babel-node": ("@babel/node",),
    "biome": ("@biomejs/biome",),
    "buf": ("@bufbuild/buf",),
    "cedarjs-server": ("@cedarjs/api-server",),
    "cleancss": ("clean-css-cli",),
    "cpx": ("cpx2", "cpx"),
    "cpy": ("cpy-cli",),
    "cross-env-shell": ("cross-env",),
    "del": ("del-cli",),
    "docusaurus": ("@docusaurus/core",),
    "dotenv": ("dotenv-cli",),
    "dotenvx": ("@dotenvx/dotenvx",),
    "formatjs": ("@formatjs/cli",),
    "gql.tada": ("gql.tada",),
    "graphql-codegen": ("@graphql-codegen/cli",),
    "grpc_tools_node_protoc": ("grpc-tools",),
    "grunt": ("grunt", "grunt-cli"),
    "gulp": ("gulp", "gulp-cli"),
    "keystone": ("@keystone-6/core",),
    "kysely": ("kysely-ctl",),
    "lessc": ("less",),
    "lingui": ("@lingui/cli",),
    "medusa": ("@medusajs/medusa",),
    "mikro-orm": ("@mikro-orm/cli",),
    "ncc": ("@vercel/ncc",),
    "nest": ("@nestjs/cli",),
    "ng": ("@angular/cli",),
    "npm-run-all2": ("npm-run-all2",),
    "nuxi": ("nuxi", "nuxt"),
    "openapi": ("openapi-typescript-codegen",),
    "panda": ("@pandacss/dev",),
    "paraglide-js": ("@inlang/paraglide-js",),
    "pbjs": ("protobufjs-cli",),
    "pbts": ("protobufjs-cli",),
    "pm2-runtime": ("pm2",),
    "postcss": ("postcss-cli",),
    "proto-loader-gen-types": ("@grpc/proto-loader",),
    "protoc-gen-es": ("@bufbuild/protoc-gen-es",),
    "protoc-gen-ts_proto": ("ts-proto",),
    "react-router": ("@react-router/dev",),
    "react-router-serve": ("@react-router/serve",),
    "remix": ("@remix-run/dev",),
    "remix-serve": ("@remix-run/serve",),
    "run-p": ("npm-run-all", "npm-run-all2"),
    "run-s": ("npm-run-all", "npm-run-all2"),
    "rw-server": ("@redwoodjs/api-server",),
    "sentry-cli": ("@sentry/cli",),
    "sequelize": ("sequelize-cli",),
    "shx": ("shx",),
    "strapi": ("@strapi/strapi",),
    "sucrase-node": ("sucrase",),
    "svelte-kit": ("@sveltejs/kit",),
    "swc": ("@swc/cli",),
    "tailwindcss": ("@tailwindcss/cli", "tailwindcss"),
    "tsc": ("typescript",),
    "tsgo": ("@typescript/native-preview",),
    "tspc": ("ts-patch",),
    "twiggy": ("twiggy",),
    "uglifyjs": ("uglify-js",),
    "vue-cli-service": ("@vue/cli-service",),
    "webpack": ("webpack-cli", "webpack"),
    "zenstack": ("zenstack", "@zenstackhq/cli"),
}
"""Packages whose tools are called otherwise than they, the usual one first."""

WORD = lazy_regex(r"@?[A-Za-z][\w.-]*(?:/[\w.-]+)?")
FIRST = lazy_regex(
    r"(?:^|[;&|(]+)\s*(?:(?:\w+=\S*|npx|bunx|exec|(?:pnpm|yarn|bun)(?:\s+(?:exec|run|x|dlx))?"
    r"|--?[\w-]+|env|cross-env|cross-env-shell|dotenvx?|env-cmd|run|--)\s+)*"
    r"(?P<tool>@?[A-Za-z][\w.-]*(?:/[\w.-]+)?)(?=\s|$|[;&|)])"
)
WRAPPER = lazy_regex(r"(?<![\w/@.-])(?:cross-env|cross-env-shell|dotenvx?|env-cmd)(?=\s)")


def packages_of(tool: str) -> tuple[str, ...]:
    """The packages that may bring a tool, the usual one first, one of its own name last."""
    return tuple(dict.fromkeys([*PACKAGES_OF_TOOLS.get(tool, ()), tool]))


def called(text: str) -> Iterator[str]:
    """The programs that a script's text calls, in order; not all need be of packages."""
    yield from WRAPPER.findall(text)
    yield from (match["tool"] for match in FIRST.finditer(text))
