"""Each rule, held to projects that it catches and to such as look like them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import pytest

from tests.conftest import MakeProject
from tests.tools.review import NODE, PACKAGE, Found, found_in, with_dockerfile

SLIM = "FROM node:26-slim\nWORKDIR /app\n"
INSTALL = "COPY package.json package-lock.json ./\nRUN npm ci\n"
START = 'COPY . .\nCMD ["node", "server.js"]\n'
PNPM = {
    "package.json": '{"name": "shop", "private": true}\n',
    "pnpm-lock.yaml": "lockfileVersion: '9.0'\n",
    "pnpm-workspace.yaml": "packages:\n  - apps/*\n  - packages/*\n",
    "apps/api/package.json": (
        '{"name": "api", "scripts": {"start": "node server.js"},\n'
        ' "dependencies": {"dates": "workspace:*"}}\n'
    ),
    "apps/api/server.js": "require('http').createServer().listen(3000)\n",
    "packages/dates/package.json": '{"name": "dates", "main": "index.js"}\n',
    "packages/dates/index.js": "",
}
POM = """\
<project>
  <groupId>a</groupId>
  <artifactId>shop</artifactId>
  <version>2.0</version>
  <properties>
    <maven.compiler.release>21</maven.compiler.release>
  </properties>
  <build><plugins><plugin>
    <groupId>org.apache.maven.plugins</groupId><artifactId>maven-jar-plugin</artifactId>
    <configuration><archive><manifest><mainClass>a.Main</mainClass></manifest></archive>
    </configuration></plugin></plugins></build>
</project>
"""
MAVEN = {
    "pom.xml": POM,
    "src/main/java/a/Main.java": (
        "package a;\npublic class Main { public static void main(String[] a) {} }\n"
    ),
}
FLASK = {
    "requirements.txt": "flask==3.1.2\ngunicorn==23.0.0\n",
    ".python-version": "3.13\n",
    "app.py": "from flask import Flask\napp = Flask(__name__)\n",
}
GO = {
    "go.mod": "module example.com/shop\n\ngo 1.26\n\nrequire github.com/lib/pq v1.10.9\n",
    "go.sum": "github.com/lib/pq v1.10.9 h1:x=\n",
    "main.go": (
        'package main\n\nimport (\n\t"net/http"\n\n\t_ "github.com/lib/pq"\n)\n\n'
        'func main() { http.ListenAndServe(":4000", nil) }\n'
    ),
}
RUST = {
    "Cargo.toml": '[package]\nname = "shop"\nversion = "0.1.0"\nedition = "2024"\n',
    "Cargo.lock": 'version = 4\n\n[[package]]\nname = "shop"\nversion = "0.1.0"\n',
    "src/main.rs": "fn main() {}\n",
}
VITE = {
    "package.json": (
        '{"name": "site", "scripts": {"build": "vite build"}, "devDependencies": {"vite": "7"}}\n'
    ),
    "package-lock.json": '{"lockfileVersion": 3, "packages": {}}\n',
    "index.html": "<h1>Hello</h1>\n",
}


class Case(NamedTuple):
    """A Dockerfile in a project, and what is found; nothing for one that is right."""

    name: str
    text: str
    found: tuple[Found, ...] = ()
    files: Mapping[str, str] = NODE


def at(code: str, line: int, other: str = "") -> Found:
    return code, f"Dockerfile:{line}", other


CASES = (
    Case("right", SLIM + INSTALL + START),
    # Versions of the language
    Case("engines", "FROM node:21\n", (at("DG101", 1, "package.json:3"), at("DG301", 1))),
    Case("in the range", "FROM node:24\n"),
    Case("a patch in the range", "FROM node:22.11.0-slim\n"),
    Case("no version", "FROM node:lts-slim\n"),
    Case("from outside", "ARG V\nFROM node:$V\n"),
    Case(
        "an argument",
        "ARG V=21\nFROM node:${V}-slim\n",
        (at("DG101", 1, "package.json:3"), at("DG301", 2)),
    ),
    Case(
        "a version file",
        "FROM node:24-slim\n",
        (at("DG101", 1, ".nvmrc:1"),),
        {**NODE, ".nvmrc": "22\n"},
    ),
    Case("a name that moves", "FROM node:24-slim\n", files={**NODE, ".nvmrc": "lts/*\n"}),
    Case("pinned", "FROM python:3.12\n", (at("DG101", 1, ".python-version:1"),), FLASK),
    Case("the same line", "FROM python:3.13.2-slim\n", files=FLASK),
    Case(
        "go.mod",
        "FROM golang:1.25\nCOPY go.mod .\n",
        (at("DG101", 1, "go.mod:3"), at("DG301", 1)),
        GO,
    ),
    Case("a newer Go", "FROM golang:1.27\nCOPY go.mod .\n", files=GO),
    Case("an edition", "FROM rust:1.80\n", (at("DG101", 1, "Cargo.toml:4"),), RUST),
    Case("any Rust", "FROM rust:1\n", files=RUST),
    Case("a release", "FROM maven:3.9-eclipse-temurin-17\n", (at("DG101", 1, "pom.xml:6"),), MAVEN),
    Case("a newer Java", "FROM maven:3.9-eclipse-temurin-25\n", files=MAVEN),
    Case(
        "a stage for something else",
        "FROM node:26 AS front\nFROM python:3.13-slim\nCOPY --from=front /x /x\n",
        files=FLASK,
    ),
    # Stages that differ
    Case(
        "two versions of Node.js",
        "FROM node:24 AS build\nWORKDIR /app\n"
        + INSTALL
        + "FROM node:22-slim\nCOPY --from=build /app/node_modules /app/node_modules\n",
        (at("DG102", 5, "Dockerfile:1"),),
    ),
    Case(
        "an older Java runs",
        "FROM maven:3-eclipse-temurin-25 AS b\nFROM eclipse-temurin:21-jre\n"
        "COPY --from=b /a.jar /\n",
        (at("DG102", 2, "Dockerfile:1"),),
        {**MAVEN, "pom.xml": POM.replace("maven.compiler.release", "other")},
    ),
    Case(
        "an older Java runs what is compiled for it",
        "FROM maven:3-eclipse-temurin-25 AS b\nFROM eclipse-temurin:21-jre\n"
        "COPY --from=b /a.jar /\n",
        files=MAVEN,
    ),
    Case(
        "a newer Java runs",
        "FROM maven:3-eclipse-temurin-21 AS b\nFROM eclipse-temurin:25-jre\n"
        "COPY --from=b /a.jar /\n",
        files=MAVEN,
    ),
    Case(
        "an older libc",
        "FROM rust:1.90-trixie AS b\nFROM debian:bookworm-slim\n"
        "COPY --from=b /app/target/release/shop /bin/\n",
        (at("DG310", 2, "Dockerfile:1"),),
        RUST,
    ),
    Case(
        "musl",
        "FROM rust:1.90 AS b\nRUN cargo build --release\nFROM alpine:3.23\n"
        "COPY --from=b /app/target/release/shop /bin/\n",
        (at("DG310", 3, "Dockerfile:1"),),
        RUST,
    ),
    Case(
        "linked statically",
        "FROM rust:1.90 AS b\nRUN cargo build --target x86_64-unknown-linux-musl\n"
        "FROM scratch\nCOPY --from=b /app/shop /bin/\n",
        files=RUST,
    ),
    # What installs
    Case(
        "another manager",
        SLIM + "COPY package.json ./\nRUN pnpm install\n" + START,
        (at("DG103", 4, "package-lock.json:1"),),
    ),
    Case(
        "npm in a pnpm workspace",
        "FROM node:24\nWORKDIR /app\nCOPY . .\nRUN npm ci\n",
        (at("DG103", 4, "pnpm-lock.yaml:1"),),
        PNPM,
    ),
    Case(
        "a tool by another manager",
        SLIM.replace("26", "24") + "RUN yarn global add pm2\n" + INSTALL + START,
    ),
    Case(
        "not locked",
        SLIM + "COPY package*.json ./\nRUN npm install --omit=dev\n" + START,
        (at("DG105", 4, "package-lock.json:1"),),
    ),
    Case("one package", SLIM + INSTALL + "RUN npm install sharp\n" + START),
    Case("a global package", SLIM + "RUN npm i -g pm2\n" + INSTALL + START),
    Case(
        "the lockfile is not copied",
        SLIM + "COPY package.json ./\nRUN npm install\n" + START,
        (at("DG106", 4, "package-lock.json:1"),),
    ),
    Case(
        "npm ci without it",
        SLIM + "COPY package.json ./\nRUN npm ci\n" + START,
        (at("DG205", 4, "package-lock.json:1"),),
    ),
    Case(
        "nobody has one",
        SLIM + "COPY package.json ./\nRUN npm ci\n" + START,
        (at("DG205", 4),),
        {k: v for k, v in NODE.items() if k != "package-lock.json"},
    ),
    Case(
        "mounted",
        SLIM + "RUN --mount=type=bind,source=package.json,target=package.json \\\n"
        "  --mount=type=bind,source=package-lock.json,target=package-lock.json npm ci\n" + START,
    ),
    Case(
        "a member",
        "FROM node:24\nWORKDIR /app\nCOPY package.json pnpm-lock.yaml pnpm-workspace.yaml ./\n"
        "COPY apps/api/package.json apps/api/\nRUN pnpm install --frozen-lockfile\nCOPY . .\n",
        (at("DG107", 5, "pnpm-workspace.yaml:3"),),
        PNPM,
    ),
    Case(
        "all members by a pattern",
        "FROM node:24\nWORKDIR /app\nCOPY package.json pnpm-lock.yaml pnpm-workspace.yaml ./\n"
        "COPY --parents apps/*/package.json packages/*/package.json ./\n"
        "RUN pnpm install --frozen-lockfile\nCOPY . .\n",
        files=PNPM,
    ),
    # What the build makes
    Case(
        "a renamed jar",
        "FROM maven:3.9-eclipse-temurin-21 AS b\nWORKDIR /s\nCOPY . .\nRUN mvn package\n"
        "FROM eclipse-temurin:21-jre\nCOPY --from=b /s/target/store-1.0.jar /app.jar\n",
        (at("DG108", 6, "pom.xml:3"),),
        MAVEN,
    ),
    Case(
        "a jar by a pattern",
        "FROM maven:3.9-eclipse-temurin-21 AS b\nWORKDIR /s\nCOPY . .\nRUN mvn package\n"
        "FROM eclipse-temurin:21-jre\nCOPY --from=b /s/target/shop-*.jar /app.jar\n"
        "COPY --from=b /s/target/*.jar /b.jar\n",
        files=MAVEN,
    ),
    Case(
        "another program",
        "FROM rust:1 AS b\nWORKDIR /s\nCOPY . .\nRUN cargo build --release\n"
        "FROM debian:trixie-slim\nCOPY --from=b /s/target/release/store /bin/store\n",
        (at("DG108", 6, "src/main.rs:1"),),
        RUST,
    ),
    Case(
        "another folder",
        "FROM node:24 AS b\nWORKDIR /s\n" + INSTALL + "COPY . .\nRUN npm run build\n"
        "FROM nginx:1.30\nCOPY --from=b /s/build /usr/share/nginx/html\n",
        (at("DG109", 8, ""),),
        VITE,
    ),
    Case(
        "the folder that is configured",
        "FROM node:24 AS b\nWORKDIR /s\n"
        + INSTALL
        + "COPY . .\nRUN npm run build -- --outDir build\n"
        "FROM nginx:1.30\nCOPY --from=b /s/build /usr/share/nginx/html\n",
        files=VITE,
    ),
    Case(
        "a script that is not there",
        SLIM + INSTALL + "COPY . .\nRUN npm run bulid\n",
        (at("DG208", 6, "package.json:4"),),
    ),
    Case("a script of another package", SLIM + INSTALL + "RUN npm run x --prefix tools\n" + START),
    Case(
        "a start that is not there",
        SLIM + INSTALL + 'COPY . .\nCMD ["npm", "run", "serve"]\n',
        (at("DG302", 6, "package.json:4"),),
    ),
    # What is copied
    Case(
        "a file that is not there",
        SLIM + INSTALL + "COPY serve.js ./\n" + START,
        (at("DG201", 5, "server.js:1"),),
    ),
    Case("what is built before", SLIM + INSTALL + "COPY dist ./dist\nCOPY build/a.js ./\n" + START),
    Case(
        "what Git ignores",
        SLIM + INSTALL + "COPY config.json ./\n" + START,
        files={**NODE, ".gitignore": "config.json\n"},
    ),
    Case(
        "what a script makes",
        SLIM + INSTALL + "COPY version.json ./\n" + START,
        files={**NODE, "Makefile": "image:\n\techo > version.json\n\tdocker build .\n"},
    ),
    Case(
        "kept out",
        SLIM + INSTALL + "COPY server.js ./\n" + START,
        (at("DG202", 5, ".dockerignore:2"),),
        {**NODE, ".dockerignore": "node_modules\n*.js\n"},
    ),
    Case(
        "let back in",
        SLIM + INSTALL + START,
        files={**NODE, ".dockerignore": "*\n!package*.json\n!server.js\n"},
    ),
    # Stages
    Case(
        "a misspelt stage",
        "FROM node:24 AS build\nFROM node:24\nCOPY --from=biuld /a /a\n",
        (at("DG207", 1), at("DG203", 3, "Dockerfile:1")),
    ),
    Case("an image", "FROM node:24\nCOPY --from=busybox /bin/sh /bin/sh\n"),
    Case("a number", "FROM node:24\nCOPY --from=3 /a /a\n", (at("DG203", 2),)),
    Case(
        "what Go makes",
        "FROM golang:1.27 AS b\nWORKDIR /s\nCOPY go.mod go.sum ./\nRUN go mod download\nCOPY . .\n"
        "RUN CGO_ENABLED=0 go build -o /out/shop .\nFROM scratch\n"
        "COPY --from=b /out/store /store\n",
        (at("DG204", 8, "Dockerfile:6"),),
        GO,
    ),
    Case(
        "what Go makes by an unknown script",
        "FROM golang:1.27 AS b\nWORKDIR /s\nCOPY go.mod go.sum ./\nRUN go mod download\nCOPY . .\n"
        "RUN make\nFROM scratch\nCOPY --from=b /out/store /store\n",
        files=GO,
    ),
    Case(
        "a target of compose",
        "FROM node:24 AS runtime\n",
        (at("DG206", 1, "compose.yaml:3"),),
        {**NODE, "compose.yaml": "services:\n  web:\n    build: {context: ., target: prod}\n"},
    ),
    Case("never used", "FROM node:24 AS a\nFROM node:24\n", (at("DG207", 1),)),
    Case("a stage for tests", "FROM node:24 AS test\nFROM node:24\n"),
    Case(
        "a target of a script",
        "FROM node:24 AS a\nFROM node:24\n",
        files={**NODE, "Makefile": "a:\n\tdocker build --target a .\n"},
    ),
    # Starts
    Case(
        "a file that is not in the image",
        SLIM + INSTALL + 'COPY . .\nCMD ["node", "index.js"]\n',
        (at("DG303", 6, "package.json:4"),),
    ),
    Case("sources from a volume", SLIM + INSTALL + 'CMD ["node", "index.js"]\n'),
    Case(
        "another jar",
        "FROM maven:3.9-eclipse-temurin-21 AS b\nWORKDIR /s\nCOPY . .\nRUN mvn package\n"
        "FROM eclipse-temurin:21-jre\nWORKDIR /app\nCOPY --from=b /s/target/shop-*.jar shop.jar\n"
        'ENTRYPOINT ["java", "-jar", "app.jar"]\n',
        (at("DG303", 8, "Dockerfile:7"),),
        MAVEN,
    ),
    Case(
        "for development",
        "FROM python:3.13-slim\nWORKDIR /a\nCOPY requirements.txt .\n"
        'RUN pip install -r requirements.txt\nCOPY . .\nCMD ["flask", "run"]\n',
        (at("DG304", 6),),
        FLASK,
    ),
    Case(
        "for development by a script",
        SLIM + INSTALL + 'COPY . .\nCMD ["npm", "run", "dev"]\n',
        (at("DG304", 6, "package.json:4"), at("DG305", 6, "package.json:4")),
        {
            **NODE,
            "package.json": PACKAGE.replace("vite build", "x").replace(
                '"build"', '"dev": "nodemon server.js", "build"'
            ),
        },
    ),
    Case(
        "through npm",
        SLIM + INSTALL + 'COPY . .\nCMD ["npm", "start"]\n',
        (at("DG305", 6, "package.json:4"),),
    ),
    Case(
        "twice",
        SLIM + INSTALL + 'COPY . .\nENTRYPOINT ["node"]\nCMD ["node", "server.js"]\n',
        (at("DG306", 7, "Dockerfile:6"),),
    ),
    Case(
        "an entrypoint that takes no arguments",
        SLIM + INSTALL + 'COPY . .\nENTRYPOINT exec node server.js\nCMD ["--x"]\n',
        (at("DG306", 7, "Dockerfile:6"),),
    ),
    Case("arguments", SLIM + INSTALL + 'COPY . .\nENTRYPOINT ["node"]\nCMD ["server.js"]\n'),
    Case("in a shell", SLIM + INSTALL + "COPY . .\nCMD node server.js\n", (at("DG307", 6),)),
    Case("with exec", SLIM + INSTALL + "COPY . .\nCMD exec node server.js\n"),
    # Ports and health
    Case(
        "another port",
        SLIM + INSTALL + "EXPOSE 8080\n" + START,
        (at("DG110", 5, "server.js:1"),),
    ),
    Case("the port", SLIM + INSTALL + "EXPOSE 3000 9229\n" + START),
    Case("a port that is set", SLIM + INSTALL + "ENV PORT=8080\nEXPOSE 8080\n" + START),
    Case(
        "a port of the command",
        "FROM python:3.13-slim\nWORKDIR /a\nCOPY requirements.txt .\n"
        "RUN pip install -r requirements.txt\nCOPY . .\nEXPOSE 5000\n"
        'CMD ["gunicorn", "--bind", "0.0.0.0:8000", "app:app"]\n',
        (at("DG110", 6, "Dockerfile:7"),),
        FLASK,
    ),
    Case(
        "no curl",
        SLIM + INSTALL + "HEALTHCHECK CMD curl -f http://localhost:3000/\n" + START,
        (at("DG308", 5, "Dockerfile:1"),),
    ),
    Case(
        "curl is installed",
        SLIM
        + "RUN apt-get update && apt-get install -y curl\n"
        + INSTALL
        + "HEALTHCHECK CMD curl -f http://localhost:3000/\n"
        + START,
    ),
    Case(
        "wget on Alpine",
        "FROM node:26-alpine\nWORKDIR /app\n"
        + INSTALL
        + "HEALTHCHECK CMD wget -q http://localhost:3000/\n"
        + START,
    ),
    Case(
        "a health check on another port",
        "FROM node:26-alpine\nWORKDIR /app\n"
        + INSTALL
        + "EXPOSE 3000\nHEALTHCHECK CMD wget -q http://localhost:8080/\n"
        + START,
        (at("DG312", 6, "Dockerfile:5"),),
    ),
    Case(
        "a library",
        "FROM python:3.13 AS b\nWORKDIR /a\nCOPY requirements.txt .\n"
        "RUN pip install --target lib -r requirements.txt\n"
        "FROM python:3.13-slim\nCOPY --from=b /a/lib /a\nCOPY . .\n",
        (at("DG309", 5, "requirements.txt:2"),),
        {**FLASK, "requirements.txt": "flask==3.1.2\nmysqlclient==2.2.7\n"},
    ),
    # Secrets
    Case("a secret", SLIM + "ENV API_KEY=7fd0a6c1b2e94d58\n" + INSTALL + START, (at("DG401", 3),)),
    Case("no secret", SLIM + "ENV SECRET_KEY=dummy-for-build API_KEY=$X\n" + INSTALL + START),
    Case(
        "a secret argument",
        SLIM + "ARG NPM_TOKEN\nRUN echo $NPM_TOKEN > .npmrc\n" + INSTALL + START,
        (at("DG402", 3, "Dockerfile:4"),),
    ),
    Case(
        "an argument that is no secret",
        SLIM + "ARG TOKEN_URL\nRUN echo $TOKEN_URL\n" + INSTALL + START,
    ),
    Case(
        "credentials",
        SLIM + "COPY .npmrc ./\n" + INSTALL + START,
        (at("DG403", 3, ".npmrc:1"), at("DG404", 6, ".npmrc:1")),
        {**NODE, ".npmrc": "//registry.example/:_authToken=a1b2c3d4\n"},
    ),
    Case(
        "credentials from a variable",
        SLIM + "COPY .npmrc ./\n" + INSTALL + START,
        files={**NODE, ".npmrc": "//registry.example/:_authToken=${NPM_TOKEN}\n"},
    ),
    Case(
        "all files",
        SLIM + INSTALL + START,
        (at("DG404", 5, ".env:1"),),
        {**NODE, ".env": "DB_PASSWORD=hunter2x9\n"},
    ),
    Case(
        "all files but this",
        SLIM + INSTALL + START,
        files={**NODE, ".env": "DB_PASSWORD=hunter2x9\n", ".dockerignore": ".env\n"},
    ),
    Case("a harmless .env", SLIM + INSTALL + START, files={**NODE, ".env": "PORT=3000\n"}),
    # Rebuilds
    Case(
        "sources first",
        SLIM + 'COPY . .\nRUN npm ci\nCMD ["node", "server.js"]\n',
        (at("DG501", 3, "Dockerfile:4"),),
    ),
    Case(
        "a script that needs the sources",
        SLIM + 'COPY . .\nRUN npm ci\nCMD ["node", "server.js"]\n',
        files={
            **NODE,
            "package.json": PACKAGE.replace('"build"', '"postinstall": "node server.js", "build"'),
        },
    ),
    Case(
        "no dependencies",
        "FROM rust:1\nWORKDIR /a\nCOPY . .\nRUN cargo build --release\n",
        files=RUST,
    ),
    Case(
        "update alone",
        SLIM + "RUN apt-get update\nRUN apt-get install -y curl\n" + INSTALL + START,
        (at("DG502", 3, "Dockerfile:4"),),
    ),
    Case(
        "a cache that is off",
        "FROM python:3.13-slim\nWORKDIR /a\nCOPY requirements.txt .\n"
        "RUN --mount=type=cache,target=/root/.cache/pip \\\n"
        "  pip install --no-cache-dir -r requirements.txt\n"
        'COPY . .\nCMD ["gunicorn", "app:app"]\n',
        (at("DG503", 5, "Dockerfile:4"),),
        FLASK,
    ),
    Case(
        "a cache of another manager",
        SLIM + "COPY package*.json ./\n"
        "RUN --mount=type=cache,target=/usr/local/share/.cache/yarn npm ci\n" + START,
        (at("DG503", 4),),
    ),
    Case(
        "a cache of apt",
        SLIM + "RUN --mount=type=cache,target=/var/cache/apt apt-get update "
        "&& apt-get install -y curl\n" + INSTALL + START,
        (at("DG504", 3),),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_is_found(project: MakeProject, case: Case) -> None:
    assert found_in(project(with_dockerfile(case.text, case.files))) == list(case.found)
