"""Made-up repositories of any size, one per kind of workspace."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

Files = Iterator[tuple[str, str]]


def node(services: int, sources: int) -> Files:
    """A workspace of pnpm: each service has a library of its own."""
    yield "package.json", '{"name": "top", "private": true, "packageManager": "pnpm@9.15.0"}'
    yield "pnpm-workspace.yaml", "packages:\n  - apps/*\n  - libs/*\n"
    importers = ["  .: {}\n"]
    for number in range(services):
        importers.append(
            f"  apps/app{number}:\n    dependencies:\n      express:\n"
            "        specifier: ^4.21.0\n        version: 4.21.2\n"
            f"      '@top/lib{number}':\n        specifier: workspace:*\n"
            f"        version: link:../../libs/lib{number}\n  libs/lib{number}: {{}}\n"
        )
        yield (
            f"apps/app{number}/package.json",
            (
                f'{{"name": "app{number}", "version": "1.0.0", "main": "index.js",'
                ' "engines": {"node": "22"}, "scripts": {"start": "node index.js"},'
                f' "dependencies": {{"express": "^4.21.0", "@top/lib{number}": "workspace:*"}}}}'
            ),
        )
        yield f"apps/app{number}/index.js", _EXPRESS
        yield (
            f"libs/lib{number}/package.json",
            f'{{"name": "@top/lib{number}", "version": "1.0.0", "main": "index.js"}}',
        )
        yield f"libs/lib{number}/index.js", "module.exports = 1\n"
        for folder in (f"apps/app{number}", f"libs/lib{number}"):
            yield from ((f"{folder}/src/part{one}.js", "exports.x = 1\n") for one in range(sources))
    yield (
        "pnpm-lock.yaml",
        "lockfileVersion: '9.0'\nsettings:\n  autoInstallPeers: true\nimporters:\n"
        + "".join(importers)
        + "packages:\n  express@4.21.2:\n    resolution: {integrity: sha512-AA==}\n"
        "snapshots:\n  express@4.21.2: {}\n",
    )


_EXPRESS = "require('express')().listen(process.env.PORT || 3000)\n"


def maven(services: int, sources: int) -> Files:
    """A reactor of Spring Boot applications with one library each."""
    modules = "".join(
        f"    <module>apps/app{one}</module>\n    <module>libs/lib{one}</module>\n"
        for one in range(services)
    )
    yield (
        "pom.xml",
        (
            f"{_POM}  <parent>\n    <groupId>org.springframework.boot</groupId>\n"
            "    <artifactId>spring-boot-starter-parent</artifactId>\n"
            "    <version>3.4.1</version>\n    <relativePath/>\n  </parent>\n"
            "  <groupId>org.example</groupId>\n  <artifactId>top</artifactId>\n"
            "  <version>1.0</version>\n  <packaging>pom</packaging>\n  <properties>\n"
            "    <java.version>21</java.version>\n  </properties>\n"
            f"  <modules>\n{modules}  </modules>\n</project>\n"
        ),
    )
    for number in range(services):
        parent = (
            "  <parent>\n    <groupId>org.example</groupId>\n    <artifactId>top</artifactId>\n"
            "    <version>1.0</version>\n    <relativePath>../../pom.xml</relativePath>\n"
            "  </parent>\n"
        )
        yield (
            f"apps/app{number}/pom.xml",
            (
                f"{_POM}{parent}  <artifactId>app{number}</artifactId>\n  <dependencies>\n"
                "    <dependency>\n      <groupId>org.springframework.boot</groupId>\n"
                "      <artifactId>spring-boot-starter-web</artifactId>\n    </dependency>\n"
                "    <dependency>\n      <groupId>org.example</groupId>\n"
                f"      <artifactId>lib{number}</artifactId>\n"
                "      <version>1.0</version>\n    </dependency>\n  </dependencies>\n"
                "  <build><plugins><plugin><groupId>org.springframework.boot</groupId>"
                "<artifactId>spring-boot-maven-plugin</artifactId></plugin></plugins></build>\n"
                "</project>\n"
            ),
        )
        yield (
            f"libs/lib{number}/pom.xml",
            f"{_POM}{parent}  <artifactId>lib{number}</artifactId>\n</project>\n",
        )
        yield from _java(f"apps/app{number}", _SPRING, sources)
        yield from _java(f"libs/lib{number}", "class Lib { }\n", sources)


_POM = '<project xmlns="http://maven.apache.org/POM/4.0.0">\n  <modelVersion>4.0.0</modelVersion>\n'
_SPRING = (
    "package org.example;\n"
    "@org.springframework.boot.autoconfigure.SpringBootApplication\npublic class Main {\n"
    "  public static void main(String[] a) {\n"
    "    org.springframework.boot.SpringApplication.run(Main.class, a);\n  }\n}\n"
)


def _java(folder: str, main: str, sources: int) -> Files:
    below = f"{folder}/src/main/java/org/example"
    yield f"{below}/Main.java", main
    for one in range(sources):
        yield f"{below}/Part{one}.java", f"package org.example; class Part{one} {{ }}\n"


def gradle(services: int, sources: int) -> Files:
    """A Gradle build of Spring Boot applications with one library each."""
    includes = "".join(
        f'include("apps:app{one}")\ninclude("libs:lib{one}")\n' for one in range(services)
    )
    yield "settings.gradle.kts", f'rootProject.name = "top"\n{includes}'
    yield (
        "gradle/wrapper/gradle-wrapper.properties",
        "distributionUrl=https\\://services.gradle.org/distributions/gradle-8.12-bin.zip\n",
    )
    yield "gradlew", "#!/bin/sh\n"
    for number in range(services):
        yield (
            f"apps/app{number}/build.gradle.kts",
            (
                'plugins {\n    java\n    id("org.springframework.boot") version "3.4.1"\n'
                '    id("io.spring.dependency-management") version "1.1.7"\n}\n'
                "java { toolchain { languageVersion = JavaLanguageVersion.of(21) } }\n"
                "dependencies {\n"
                '    implementation("org.springframework.boot:spring-boot-starter-web")\n'
                f'    implementation(project(":libs:lib{number}"))\n}}\n'
            ),
        )
        yield f"libs/lib{number}/build.gradle.kts", "plugins { `java-library` }\n"
        yield from _java(f"apps/app{number}", _SPRING, sources)
        yield from _java(f"libs/lib{number}", "class Lib { }\n", sources)


def python(services: int, sources: int) -> Files:
    """A workspace of uv: each service has a library of its own."""
    yield (
        "pyproject.toml",
        (
            '[project]\nname = "top"\nversion = "1"\nrequires-python = ">=3.12"\n'
            '[tool.uv.workspace]\nmembers = ["apps/*", "libs/*"]\n'
        ),
    )
    lock = ['version = 1\nrequires-python = ">=3.12"\n']
    for number in range(services):
        lock.append(
            f'\n[[package]]\nname = "app{number}"\nversion = "1"\n'
            f'source = {{ editable = "apps/app{number}" }}\n'
            f'dependencies = [{{ name = "fastapi" }}, {{ name = "lib{number}" }}]\n'
            f'\n[[package]]\nname = "lib{number}"\nversion = "1"\n'
            f'source = {{ editable = "libs/lib{number}" }}\n'
        )
        yield (
            f"apps/app{number}/pyproject.toml",
            (
                f'[project]\nname = "app{number}"\nversion = "1"\nrequires-python = ">=3.12"\n'
                f'dependencies = ["fastapi", "uvicorn", "lib{number}"]\n'
                f"[tool.uv.sources]\nlib{number} = {{ workspace = true }}\n"
                f'[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'
            ),
        )
        yield (
            f"apps/app{number}/src/app{number}/main.py",
            "from fastapi import FastAPI\napp = FastAPI()\n",
        )
        yield f"apps/app{number}/src/app{number}/__init__.py", ""
        yield (
            f"libs/lib{number}/pyproject.toml",
            (
                f'[project]\nname = "lib{number}"\nversion = "1"\nrequires-python = ">=3.12"\n'
                f'[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'
            ),
        )
        yield f"libs/lib{number}/src/lib{number}/__init__.py", ""
        for kind in ("app", "lib"):
            below = f"{kind}s/{kind}{number}/src/{kind}{number}"
            yield from ((f"{below}/part{one}.py", "X = 1\n") for one in range(sources))
    yield "uv.lock", "".join(lock)


def go(services: int, sources: int) -> Files:
    """A workspace of Go modules: each service has a library of its own."""
    uses = "".join(f"\t./apps/app{one}\n\t./libs/lib{one}\n" for one in range(services))
    yield "go.work", f"go 1.24\n\nuse (\n{uses})\n"
    for number in range(services):
        lib = f"example.org/top/libs/lib{number}"
        yield (
            f"apps/app{number}/go.mod",
            f"module example.org/top/apps/app{number}\n\ngo 1.24\n\nrequire {lib} v0.0.0\n",
        )
        yield (
            f"apps/app{number}/main.go",
            (
                f'package main\n\nimport (\n\t"net/http"\n\n\t_ "{lib}"\n)\n\n'
                'func main() {\n\thttp.ListenAndServe(":8080", nil)\n}\n'
            ),
        )
        yield f"libs/lib{number}/go.mod", f"module {lib}\n\ngo 1.24\n"
        yield f"libs/lib{number}/lib.go", f"package lib{number}\n"
        for kind, package in (("app", "main"), ("lib", f"lib{number}")):
            below = f"{kind}s/{kind}{number}"
            yield from ((f"{below}/part{one}.go", f"package {package}\n") for one in range(sources))


def rust(services: int, sources: int) -> Files:
    """A Cargo workspace: each service has a library of its own."""
    yield "Cargo.toml", '[workspace]\nresolver = "2"\nmembers = ["apps/*", "libs/*"]\n'
    lock = ["version = 4\n"]
    for number in range(services):
        lock.append(
            f'\n[[package]]\nname = "app{number}"\nversion = "0.1.0"\n'
            f'dependencies = ["lib{number}"]\n\n[[package]]\nname = "lib{number}"\n'
            'version = "0.1.0"\n'
        )
        yield (
            f"apps/app{number}/Cargo.toml",
            (
                f'[package]\nname = "app{number}"\nversion = "0.1.0"\nedition = "2021"\n'
                f'[dependencies]\nlib{number} = {{ path = "../../libs/lib{number}" }}\n'
                'axum = "0.8"\n'
            ),
        )
        yield (
            f"apps/app{number}/src/main.rs",
            'fn main() { let _ = std::net::TcpListener::bind("0.0.0.0:8080"); }\n',
        )
        yield (
            f"libs/lib{number}/Cargo.toml",
            f'[package]\nname = "lib{number}"\nversion = "0.1.0"\nedition = "2021"\n',
        )
        yield f"libs/lib{number}/src/lib.rs", "pub fn x() {}\n"
        for folder in (f"apps/app{number}", f"libs/lib{number}"):
            yield from ((f"{folder}/src/part{one}.rs", "fn x() {}\n") for one in range(sources))
    yield "Cargo.lock", "".join(lock)


KINDS: dict[str, Callable[[int, int], Files]] = {
    "node": node,
    "maven": maven,
    "gradle": gradle,
    "python": python,
    "go": go,
    "rust": rust,
}
"""By the name of an ecosystem, what makes a repository of so many services."""


def write(folder: Path, files: Files) -> int:
    """Write the files below a folder; how many they are."""
    count = 0
    for count, (path, text) in enumerate(files, start=1):  # noqa: B007
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
    return count
