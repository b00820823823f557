"""The modules of a Maven build."""

from __future__ import annotations

import pytest

from dockgen.core.errors import UnusableInput
from dockgen.ecosystems.jvm.maven import reactor as maven_reactor
from dockgen.ecosystems.jvm.maven.reactor import Reactor
from tests.conftest import MakeProject
from tests.poms import dependencies, modules, parent, plugins, pom


def reactor(project: MakeProject, files: dict[str, str]) -> Reactor:
    return maven_reactor.read(project(files))


def member(artifact: str, *parts: str) -> str:
    return pom(*parts, artifact=artifact, parent=parent("top"))


def test_a_single_pom_is_a_build_without_modules(project: MakeProject) -> None:
    found = reactor(project, {"pom.xml": pom()})
    assert found.modules == {}
    assert found.files == ("pom.xml",)
    assert found.needed_by(found.root) == (found.root,)


def test_modules_are_read_wherever_a_pom_names_them(project: MakeProject) -> None:
    files = {
        "pom.xml": pom(modules("apps", "lib/other.xml"), artifact="top"),
        "apps/pom.xml": pom(modules("web", "../apps/web"), artifact="apps"),
        "apps/web/pom.xml": pom(artifact="web"),
        "lib/other.xml": pom(artifact="lib"),
    }
    found = reactor(project, files)
    assert list(found.modules) == ["apps", "lib/other.xml", "apps/web"]


def test_all_poms_are_named_parents_beside_the_modules_too(project: MakeProject) -> None:
    files = {
        "pom.xml": pom(modules("app"), artifact="top"),
        "parent/pom.xml": pom(artifact="shared"),
        "app/pom.xml": pom(parent=parent("shared", path="../parent")),
    }
    assert reactor(project, files).files == ("pom.xml", "app/pom.xml", "parent/pom.xml")


def test_subprojects_of_maven_4_are_modules(project: MakeProject) -> None:
    text = "<packaging>pom</packaging><subprojects><subproject>app</subproject></subprojects>"
    files = {"pom.xml": pom(text, artifact="top"), "app/pom.xml": pom()}
    assert list(reactor(project, files).modules) == ["app"]


def test_the_modules_of_a_profile_that_is_active_by_default_count(project: MakeProject) -> None:
    active = "<activation><activeByDefault>true</activeByDefault></activation>"
    profile = f"<profile>{active}<modules><module>app</module></modules></profile>"
    text = pom(f"<packaging>pom</packaging><profiles>{profile}</profiles>", artifact="top")
    assert list(reactor(project, {"pom.xml": text, "app/pom.xml": pom()}).modules) == ["app"]


def test_a_module_needs_those_that_it_depends_on_and_those_its_build_uses(
    project: MakeProject,
) -> None:
    tool = "<plugin><groupId>com.example</groupId><artifactId>tool</artifactId></plugin>"
    files = {
        "pom.xml": pom(modules("app", "core", "base", "tool", "other"), artifact="top"),
        "app/pom.xml": member("app", dependencies("core", group="com.example"), plugins(tool)),
        "core/pom.xml": member("core", dependencies("base", "app", group="com.example")),
        "base/pom.xml": member("base"),
        "tool/pom.xml": member("tool"),
        "other/pom.xml": member("other"),
    }
    found = reactor(project, files)
    needed = found.needed_by(found.modules["app"])
    assert [one.path for one in needed] == [
        "app/pom.xml", "core/pom.xml", "base/pom.xml", "tool/pom.xml",
    ]  # fmt: skip


def test_a_module_that_names_the_build_itself_is_passed_over(project: MakeProject) -> None:
    assert reactor(project, {"pom.xml": pom(modules("."))}).modules == {}


@pytest.mark.parametrize(
    ("module", "message"),
    [
        ("web", r"pom.xml:5: module web has no POM: web/pom.xml is missing"),
        ("../web", r"pom.xml:5: module ../web is outside the project"),
        ("/etc", r"pom.xml:5: module /etc is outside the project"),
        ("${m}", r"pom.xml:5: module \$\{m\} has no POM"),
    ],
)
def test_a_module_that_is_missing_is_an_error(
    project: MakeProject, module: str, message: str
) -> None:
    with pytest.raises(UnusableInput, match=message):
        reactor(project, {"pom.xml": pom(modules(module))})


def test_too_many_modules_are_an_error(
    project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(maven_reactor, "MAX_MODULES", 1)
    files = {"pom.xml": pom(modules("a", "b")), "a/pom.xml": pom(), "b/pom.xml": pom()}
    with pytest.raises(UnusableInput, match=r"pom.xml: has more than 1 modules"):
        reactor(project, files)


NEW = '<project xmlns="http://maven.apache.org/POM/4.1.0">'
TOP = (
    f"{NEW}<groupId>com.example</groupId><artifactId>top</artifactId><version>2.0</version>"
    "<packaging>pom</packaging>{}</project>"
)
INFERRED = f"{NEW}<parent/><artifactId>{{}}</artifactId></project>"


def test_maven_4_finds_its_modules_and_their_parent_by_itself(project: MakeProject) -> None:
    files = {
        "pom.xml": TOP.format(""),
        "app/pom.xml": INFERRED.format("app"),
        "core/pom.xml": INFERRED.format("core"),
        "core/deep/pom.xml": INFERRED.format("deep"),
        "docs/readme.txt": "",
    }
    found = reactor(project, files)
    assert tuple(found.modules) == ("app", "core")
    app = found.modules["app"]
    assert (app.group, app.version and app.version.value) == ("com.example", "2.0")
    assert app.files == ("app/pom.xml", "pom.xml")


def test_maven_4_takes_subprojects_where_they_are_named(project: MakeProject) -> None:
    named = "<subprojects><subproject>app</subproject></subprojects>"
    files = {
        "pom.xml": TOP.format(named),
        "app/pom.xml": INFERRED.format("app"),
        "core/pom.xml": INFERRED.format("core"),
    }
    assert tuple(reactor(project, files).modules) == ("app",)


def test_maven_3_infers_neither(project: MakeProject) -> None:
    old = "<packaging>pom</packaging>"
    files = {"pom.xml": pom(old, artifact="top"), "app/pom.xml": pom(parent="<parent/>")}
    assert reactor(project, files).modules == {}
