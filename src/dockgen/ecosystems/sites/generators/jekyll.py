"""Jekyll: https://jekyllrb.com/docs/configuration/options/."""

from __future__ import annotations

import shlex

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Evidence, Fact, default, text, words
from dockgen.core.project import Project
from dockgen.core.versions import product
from dockgen.ecosystems.sites.common.config_names import JEKYLL
from dockgen.ecosystems.sites.generators.gemfile import LOCK, NAME, Gems
from dockgen.ecosystems.sites.generators.place import (
    Place,
    path_of,
    settle_base,
    settle_not_found_page,
    settle_output,
)
from dockgen.readers.yaml import YamlFile

FOLDERS = ("_layouts", "_includes", "_posts", "_sass", "_data")
PAGES = ("index.md", "index.markdown", "index.html")
NOT_FOUND_PAGES = ("404.html", "404.md", "404.markdown")
COMPILERS = "build-essential"
"""Gems with native code are compiled where no binary of theirs fits the image."""


def find(project: Project, inside: str) -> str | None:
    """The configuration of a Jekyll site in a folder, or None; see `hugo.find`."""
    path = project.first(*(f"{inside}{name}" for name in JEKYLL))
    if path is None or _is_hexo(project, inside):
        return None
    return path if _is_ours(project, inside, path) else None


def _is_ours(project: Project, inside: str, path: str) -> bool:
    """Others have a configuration of that name too; the folders, the gems or the theme tell."""
    if any(project.has_folder(f"{inside}{name}") for name in FOLDERS):
        return True
    gems = f"{inside}{NAME}"
    if project.has(gems):
        return any(name in project.read(gems).text for name in ("jekyll", "github-pages"))
    has_page = project.first(*(f"{inside}{name}" for name in PAGES)) is not None
    return has_page and _has_theme(project, path)


def _is_hexo(project: Project, inside: str) -> bool:
    """Hexo's configuration has the same name, and its package.json says whose it is."""
    path = f"{inside}package.json"
    try:
        return project.has(path) and '"hexo"' in project.read(path).text
    except UnusableInput:
        return False


def _has_theme(project: Project, path: str) -> bool:
    config = project.parsed(path, YamlFile)
    return any(config.text(name) for name in ("theme", "remote_theme"))


def settle(place: Place) -> None:
    """Settle what the configuration and the Gemfile say."""
    config, gems = place.project.parsed(place.config, YamlFile), Gems(place)
    findings = place.findings
    findings.settle("language", text, Fact("ruby", Evidence("file", place.config)))
    findings.settle("language_version", text, gems.ruby())
    newest = Fact(product("jekyll").default, default("the newest release of Jekyll"))
    locked = gems.locked("jekyll")
    assumed = newest if gems.gemfile is None else None
    version = findings.settle_optional("framework_version", text, locked or assumed)
    _settle_installation(place, config, gems, version.value if version else "")
    packages: tuple[str, ...] = (COMPILERS, "git") if gems.reads_git else (COMPILERS,)
    why = "gems with native code are compiled with it"
    findings.settle("system_packages", words, Fact(packages, default(why)))
    told = settle_base(place, config.text("baseurl"))
    command = "bundle exec jekyll build"
    if told:
        command += f" --baseurl {shlex.quote(path_of(told).rstrip('/'))}"
    findings.settle("build_command", text, Fact(command, default("Jekyll's standard command")))
    settle_output(place, config.text("destination"), "_site", "where Jekyll writes")
    page = next((name for name in NOT_FOUND_PAGES if place.has(name)), None)
    if page:
        settle_not_found_page(place, "/404.html", Evidence("file", place.inside(page)))


def _settle_installation(place: Place, config: YamlFile, gems: Gems, version: str) -> None:
    findings = place.findings
    if gems.gemfile is None:
        command = f"bundle init && bundle add jekyll --version {shlex.quote(version)}"
        named = _gems_of_config(config)
        if named:
            command += f" && bundle add {shlex.join(named)}"
        why = default("there is no Gemfile, so the build creates one")
        findings.settle("package_manager", text, Fact("bundler", why))
        findings.settle("install_command", text, Fact(command, why))
        findings.warn("no Gemfile is in the site: builds may install different gems")
        return
    files = [NAME, *([LOCK] if gems.lock else []), *_gemspecs(place, gems)]
    evidence = Evidence("file", place.inside(NAME))
    findings.settle("package_manager", text, Fact("bundler", evidence))
    findings.settle("manifests", words, Fact(tuple(map(place.inside, files)), evidence))
    if gems.lock:
        evidence = Evidence("file", place.inside(LOCK))
    else:
        evidence = default("there is no Gemfile.lock")
        findings.warn(
            "no Gemfile.lock is in the site: builds may install different gems; commit it"
        )
    findings.settle("install_command", text, Fact("bundle install", evidence))
    foreign = gems.foreign_platforms()
    if foreign:
        findings.warn(
            f"{place.inside(LOCK)} knows only {', '.join(foreign)}: "
            "run bundle lock --add-platform x86_64-linux aarch64-linux"
        )


def _gems_of_config(config: YamlFile) -> list[str]:
    """The gems that a site without a Gemfile names in its configuration."""
    plugins = config.value("plugins")
    named = [one for one in plugins if isinstance(one, str)] if isinstance(plugins, list) else []
    theme = config.text("theme")
    return list(dict.fromkeys([*([theme.value] if theme else []), *named]))


def _gemspecs(place: Place, gems: Gems) -> list[str]:
    """A theme that builds its own demonstration names its gems in a gemspec."""
    if gems.gemfile is None or "gemspec" not in gems.gemfile.text:
        return []
    inside = "" if place.folder == "." else f"{place.folder}/"
    own = (path.removeprefix(inside) for path in place.project.starting(inside))
    return sorted(path for path in own if path.endswith(".gemspec") and "/" not in path)
