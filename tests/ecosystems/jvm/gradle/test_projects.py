"""Gradle builds as people write them: several projects, build logic, variables, a front end."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

import dockgen
from dockgen.core.facts import Evidence, Override
from dockgen.core.plan import Choices
from dockgen.ecosystems.registry import Detection
from dockgen.managed_files.repository_services import members_of
from tests.conftest import MakeProject

BOOT = "org.springframework.boot"
WEB = f"dependencies {{ implementation '{BOOT}:spring-boot-starter-web' }}\n"
SOURCE = {"src/main/java/A.java": ""}


def detect(make: MakeProject, files: Mapping[str, str], **given: object) -> Detection:
    overrides = {name: Override(value, Evidence("--set")) for name, value in given.items()}
    return dockgen.detect(make(files), detector="gradle", overrides=overrides)


def value(found: Detection, name: str) -> object:
    return found.facts[name].value


def dockerfile(found: Detection) -> str:
    return dockgen.render(dockgen.plan(found))["Dockerfile"].text


def notes(found: Detection) -> list[str]:
    return list(found.winner[1].findings.warnings)


SHOP = {
    "settings.gradle.kts": 'include("api", "domain")\ninclude(\n    "batch",\n)\n',
    "build.gradle.kts": f"""
val bootJar: BootJar by tasks
bootJar.enabled = false

plugins {{
    kotlin("jvm") version "1.9.25"
    id("{BOOT}") version "3.1.8"
}}

subprojects {{
    apply(plugin = "{BOOT}")
    tasks.bootJar {{
        enabled = false
    }}
}}

project(":api") {{
    dependencies {{
        implementation(project(":domain"))
        implementation("{BOOT}:spring-boot-starter-web")
    }}
    tasks.bootJar {{
        enabled = true
    }}
}}
""",
    **{f"{name}/src/main/java/A.java": "" for name in ("api", "domain", "batch")},
}


def test_what_the_root_says_for_its_projects_counts_as_theirs(project: MakeProject) -> None:
    found = detect(project, SHOP)
    assert value(found, "workspace") == "api"
    assert found.facts["workspace"].evidence.line == 11
    assert value(found, "modules") == (":api", ":domain")
    assert value(found, "framework_version") == "3.1.8"
    assert value(found, "port") == 8080


def test_folders_without_a_script_are_there_without_their_sources(project: MakeProject) -> None:
    text = dockerfile(detect(project, SHOP))
    before, _, after = text.partition(":api:dependencies")
    assert "RUN mkdir -p api domain batch\n" in before
    assert "COPY api/" not in before
    assert "COPY api/ api/" in after
    assert "COPY batch/" not in after
    ignored = dockgen.render(dockgen.plan(detect(project, SHOP)))[".dockerignore"].text
    assert "\nbatch/build\n" in ignored


@pytest.mark.parametrize(
    "line",
    [
        "bootJar.enabled = false",
        "bootJar { enabled = false }",
        "bootJar {\n  archiveFileName = 'a.jar'\n  enabled = false\n}",
        "tasks { bootJar { enabled = false } }",
        'tasks.named<BootJar>("bootJar") { enabled = false }',
        'tasks.getByName("bootJar") { isEnabled = false }',
        "tasks.named('bootJar').configure { enabled = false }",
        "tasks.bootJar { enabled.set(false) }",
    ],
)
def test_a_project_whose_archive_is_switched_off_is_a_library(
    project: MakeProject, line: str
) -> None:
    script = f"plugins {{ id '{BOOT}' version '3.5.7' }}\n"
    assert detect(project, {"build.gradle": script}).chosen == "gradle"
    assert detect_none(project, {"build.gradle": f"{script}{line}\n"})


def detect_none(make: MakeProject, files: Mapping[str, str]) -> bool:
    return dockgen.detect(make(files)).chosen is None


def test_a_group_of_projects_may_have_a_script_for_those_below(project: MakeProject) -> None:
    files = {
        "settings.gradle": "include ':services:orders'\n",
        "services/build.gradle": f"subprojects {{\n  apply plugin: '{BOOT}'\n}}\n",
        "services/orders/build.gradle": f"project(':services:orders') {{\n{WEB}}}\n",
    }
    found = detect(project, files, framework_version="3.5.7")
    assert value(found, "artifact") == "services/orders/build/libs/*.jar"
    assert value(found, "port") == 8080


LOGIC = {
    "settings.gradle.kts": (
        'pluginManagement { includeBuild("./build-logic") }\ninclude(":services:orders")\n'
    ),
    "gradle/libs.versions.toml": f"""[versions]
boot = "3.4.2"
java = "21"
[libraries]
boot-plugin = {{ module = "{BOOT}:spring-boot-gradle-plugin", version.ref = "boot" }}
plain = "com.example:plain:1.0"
bare = {{ group = "com.example", name = "bare" }}
odd = 1
[plugins]
acme-service = {{ id = "acme.service" }}
odd = 2
""",
    "build-logic/convention/build.gradle.kts": """
gradlePlugin {
    plugins {
        register("service") {
            id = "acme.service"
            implementationClass = "com.acme.ServicePlugin"
        }
        register("lost") {
            id = "acme.lost"
            implementationClass = "com.acme.Lost"
        }
    }
}
""",
    "build-logic/convention/src/main/kotlin/com/acme/ServicePlugin.kt": f"""
class ServicePlugin : Plugin<Project> {{
    override fun apply(target: Project) = with(target) {{
        with(pluginManager) {{
            apply("{BOOT}")
        }}
        extensions.configure<JavaPluginExtension> {{
            toolchain {{ languageVersion.set(JavaLanguageVersion.of(21)) }}
        }}
    }}
}}
""",
    "services/orders/build.gradle.kts": "plugins { alias(libs.plugins.acme.service) }\n",
    "services/orders/src/main/java/A.java": "",
}


def test_a_convention_plugin_may_be_a_class(project: MakeProject) -> None:
    found = detect(project, LOGIC)
    assert found.facts["language_version"].evidence == Evidence(
        "languageVersion", "build-logic/convention/src/main/kotlin/com/acme/ServicePlugin.kt", 8
    )
    assert found.facts["framework_version"].evidence.file == "gradle/libs.versions.toml"
    assert value(found, "framework_version") == "3.4.2"
    text = dockerfile(found)
    assert "COPY build-logic/ build-logic/" in text
    assert text.count("ServicePlugin") == 0


CLASS_PATH = f'classpath "{BOOT}:spring-boot-gradle-plugin:%s"'
APPLY = f"apply plugin: '{BOOT}'\n"


@pytest.mark.parametrize(
    ("files", "place"),
    [
        ({"build.gradle": f"plugins {{ id '{BOOT}' version '2.7.18' }}"}, "build.gradle:1"),
        (
            {"build.gradle": f"def v = '2.7.18'\nplugins {{ id '{BOOT}' version v }}"},
            "build.gradle:1",
        ),
        (
            {"build.gradle": f"ext {{ v = '2.7.18' }}\n{CLASS_PATH % '${v}'}\n{APPLY}"},
            "build.gradle:1",
        ),
        (
            {
                "build.gradle": f"ext.v = '2.7'\n{CLASS_PATH % '$v.18'}\n{APPLY}",
            },
            "build.gradle:1",
        ),
        (
            {"build.gradle": f"ext.set('v', '2.7.18')\n{CLASS_PATH % '$v'}\n{APPLY}"},
            "build.gradle:1",
        ),
        (
            {
                "build.gradle": f"ext['v'] = '2.7.18'\n{CLASS_PATH % '$v'}\n{APPLY}",
            },
            "build.gradle:1",
        ),
        (
            {
                "build.gradle": (
                    f"ext.versions = [boot: '2.7.18']\n{CLASS_PATH % '${versions.boot}'}\n{APPLY}"
                )
            },
            "build.gradle:1",
        ),
        (
            {
                "build.gradle": f"apply plugin: '{BOOT}'\napply from: \"$rootDir/v.gradle\"\n",
                "v.gradle": f"def a = '2.7.18'\next.b = a\n{CLASS_PATH % '$b'}\n",
            },
            "v.gradle:1",
        ),
        (
            {
                "build.gradle.kts": (
                    f'val v by extra("2.7.18")\nplugins {{ id("{BOOT}") version v }}'
                ),
            },
            "build.gradle.kts:1",
        ),
        (
            {
                "build.gradle.kts": f'plugins {{ id("{BOOT}") }}',
                "settings.gradle.kts": (
                    f'pluginManagement {{ plugins {{ id("{BOOT}") version providers'
                    '.gradleProperty("v").get() } }'
                ),
                "gradle.properties": "v=2.7.18\n",
            },
            "gradle.properties:1",
        ),
        (
            {
                "build.gradle.kts": f'plugins {{ id("{BOOT}") }}',
                "buildSrc/build.gradle.kts": (
                    f'dependencies {{ implementation("{BOOT}:{BOOT}.gradle.plugin:2.7.18") }}'
                ),
            },
            "buildSrc/build.gradle.kts:1",
        ),
        (
            {
                "build.gradle.kts": f'plugins {{ id("{BOOT}") version libs.versions.boot.get() }}',
                "gradle/libs.versions.toml": '[versions]\nboot = "2.7.18"\n',
            },
            "gradle/libs.versions.toml:2",
        ),
        (
            {
                "build.gradle": (
                    f"plugins {{ id '{BOOT}' }}\n"
                    f"x {{ implementation platform('{BOOT}:spring-boot-dependencies:2.7.18') }}"
                ),
            },
            "build.gradle:2",
        ),
    ],
)
def test_where_the_version_of_a_plugin_may_stand(
    project: MakeProject, files: Mapping[str, str], place: str
) -> None:
    version = detect(project, files).facts["framework_version"]
    assert version.value == "2.7.18"
    assert f"{version.evidence.file}:{version.evidence.line}" == place


@pytest.mark.parametrize("expression", ["nowhere", "'$nowhere'", '"${nowhere}"', "a.b('x')"])
def test_a_version_that_cannot_be_told_is_assumed(project: MakeProject, expression: str) -> None:
    script = (
        f"plugins {{ id '{BOOT}' version {expression} }}\next.nowhere = loop\next.loop = nowhere\n"
    )
    found = detect(project, {"build.gradle": script})
    version = found.facts["framework_version"]
    assert version.evidence.is_default or version.value == "$nowhere"


def test_a_plugin_that_is_not_applied_makes_no_application(project: MakeProject) -> None:
    for version in ("'3.5.7'", '"${v}"', "v"):
        script = f"plugins {{ id '{BOOT}' version {version} apply false }}\n"
        assert detect_none(project, {"build.gradle": script}), version


@pytest.mark.parametrize(
    "line",
    [
        "sourceCompatibility = JavaVersion.toVersion(v)\next.v = '17'",
        "sourceCompatibility = v\ndef v = JavaVersion.VERSION_17",
        "java.toolchain { languageVersion = JavaLanguageVersion.of(v.toInteger()) }\next.v = 17",
        'kotlin { jvmToolchain(property("javaVersion").toString().toInt()) }',
        "java.toolchain.languageVersion = JavaLanguageVersion.of(libs.versions.java.get().toInt())",
    ],
)
def test_the_java_may_be_a_variable(project: MakeProject, line: str) -> None:
    files = {
        "build.gradle": f"plugins {{ id '{BOOT}' version '3.5.7' }}\n{line}\n",
        "gradle.properties": "javaVersion=17\n",
        "gradle/libs.versions.toml": '[versions]\njava = "17"\n',
    }
    assert value(detect(project, files), "language_version") == "17"


def test_scripts_that_are_applied_are_copied_before_the_dependencies(project: MakeProject) -> None:
    files = {
        "settings.gradle": "include 'app'\n",
        "versions.gradle": "",
        "app/extra.gradle": "apply plugin: 'application'\nmainClassName = 'a.B'\n",
        "app/build.gradle": (
            "apply from: rootProject.file('versions.gradle')\napply from: 'extra.gradle'\n"
            "apply from: 'https://example.com/x.gradle'\n"
        ),
        "app/src/main/java/A.java": "",
    }
    text = dockerfile(detect(project, files)).partition(":app:dependencies")[0]
    assert "COPY settings.gradle versions.gradle ./" in text
    assert "COPY app/build.gradle app/extra.gradle app/" in text


def test_a_build_without_history_goes_without_git_properties(project: MakeProject) -> None:
    script = (
        f"plugins {{\n  id '{BOOT}' version '3.5.7'\n"
        "  id 'com.gorylenko.gradle-git-properties' version '2.5.3'\n}\n"
    )
    found = detect(project, {"build.gradle": script, **SOURCE})
    assert value(found, "build_command") == "gradle --no-daemon :bootJar -x generateGitProperties"
    assert notes(found) == [
        (
            "build.gradle:3: the image is built without the Git repository, so it has no"
            " git.properties of gradle-git-properties"
        )
    ]
    told = f"{script}gitProperties {{ failOnNoGitDirectory = false }}\n"
    found = detect(project, {"build.gradle": told, **SOURCE})
    assert value(found, "build_command") == "gradle --no-daemon :bootJar"
    assert notes(found) == []


FRONT_END = f"""plugins {{
  id '{BOOT}' version '3.5.7'
  id 'com.github.node-gradle.node' version '7.1.0'
}}
"""


def test_a_front_end_brings_the_files_beside_the_sources(project: MakeProject) -> None:
    files = {"build.gradle": FRONT_END, "package.json": "{}", **SOURCE}
    found = detect(project, files)
    rendered = dockgen.render(dockgen.plan(found))
    assert "\nCOPY . .\nRUN " in rendered["Dockerfile"].text
    assert "\nnode_modules\n" in rendered[".dockerignore"].text
    assert notes(found)[0].startswith("build.gradle:3: the front end is built by npm")


def test_a_front_end_whose_node_is_fetched_needs_no_note(project: MakeProject) -> None:
    files = {"build.gradle": f"{FRONT_END}node {{ download = true }}\n", **SOURCE}
    assert notes(detect(project, files)) == []


def test_a_build_with_a_production_variant_makes_that(project: MakeProject) -> None:
    script = f"plugins {{ id '{BOOT}' version '3.5.7' }}\nif (project.hasProperty('prod')) {{ }}\n"
    found = detect(project, {"build.gradle": script, **SOURCE})
    assert value(found, "build_command") == "gradle --no-daemon :bootJar -Pprod"


def test_what_a_script_names_beside_the_sources_is_copied(project: MakeProject) -> None:
    script = f"""plugins {{ id '{BOOT}' version '3.5.7' }}
openApi {{ inputSpec = "$rootDir/api/openapi.yaml" }}
sourceSets.main.java.srcDir 'generated'
x = file("build/here"); y = file("lost.txt"); z = files("../outside"); w = file("tool")
"""
    files = {
        "build.gradle": script,
        "api/openapi.yaml": "",
        "generated/A.java": "",
        "lombok.config": "",
        "tool/build.gradle": "",
        **SOURCE,
    }
    assert value(detect(project, files), "sources") == (
        "src/",
        "lombok.config",
        "api/openapi.yaml",
        "generated/",
    )


def test_a_project_takes_its_files_with_its_folder(project: MakeProject) -> None:
    files = {
        "settings.gradle": "include 'app'\n",
        "app/build.gradle": (
            f"plugins {{ id '{BOOT}' version '3.5.7' }}\n"
            "a = file('schema/x.sql')\nb = file(\"$rootDir/config/y.xml\")\n"
        ),
        "app/schema/x.sql": "",
        "config/y.xml": "",
        "app/src/main/java/A.java": "",
    }
    assert value(detect(project, files), "sources") == ("app/", "config/y.xml")


KTOR = """plugins {
    kotlin("jvm") version "2.1.0"
    kotlin("plugin.serialization") version "2.1.0" apply false
    id("io.ktor.plugin") version "3.0.3"
}
group = "com.example"
application { mainClass.set("$group.ApplicationKt") }
dependencies { implementation("io.ktor:ktor-server-netty-jvm:$ktor_version") }
"""


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "application.conf",
            "ktor {\n  deployment {\n    port = 8099\n    port = ${?PORT}\n  }\n}\n",
        ),
        ("application.yaml", 'ktor:\n  deployment:\n    port: "$PORT:8099"\n'),
    ],
)
def test_ktors_configuration_names_its_port(project: MakeProject, name: str, text: str) -> None:
    path = f"src/main/resources/{name}"
    found = detect(project, {"build.gradle.kts": KTOR, path: text})
    assert found.facts["port"].value == 8099
    assert found.facts["port"].evidence.file == path
    assert value(found, "main_class") == "com.example.ApplicationKt"
    assert value(found, "language") == "kotlin"


def test_a_framework_whose_port_nothing_sets_is_told(project: MakeProject) -> None:
    script = (
        'plugins { id("io.micronaut.application") version "4.5.4" }\n'
        'application { mainClass = "a.B" }\n'
        'dependencies { implementation("io.micronaut:micronaut-http-server-netty") }\n'
    )
    files = {
        "build.gradle.kts": script,
        "src/main/resources/application.properties": "micronaut.server.port=${SOME_PORT}\n",
    }
    found = detect(project, files)
    assert value(found, "port") == 8080
    assert "micronaut.server.port is ${SOME_PORT}" in notes(found)[0]


def test_the_only_java_class_with_a_main_method_starts(project: MakeProject) -> None:
    source = "package a;\nclass App {\n  public static void main(String[] args) { }\n}\n"
    files = {"build.gradle": "apply plugin: 'application'\n", "src/main/java/a/App.java": source}
    assert value(detect(project, files), "main_class") == "a.App"


@pytest.mark.parametrize(
    ("line", "artifact"),
    [
        ("shadowJar { archiveFileName = 'app.jar' }", "build/libs/app.jar"),
        ("shadowJar { archiveClassifier.set('') }", "build/libs/*.jar"),
        ("", "build/libs/*-all.jar"),
    ],
)
def test_what_shadow_calls_its_jar(project: MakeProject, line: str, artifact: str) -> None:
    script = f"plugins {{ id 'com.gradleup.shadow' version '9.2.2' }}\n{line}\n"
    assert value(detect(project, {"build.gradle": script, **SOURCE}), "artifact") == artifact


def test_an_edit_replaces_the_projects_own_jars_alone(project: MakeProject) -> None:
    files = {
        "settings.gradle": "include 'app', 'core', 'bom'\n",
        "app/build.gradle": (
            "apply plugin: 'application'\nmainClassName = 'a.B'\n"
            "dependencies { implementation project(':core'); api platform(project(':bom')) }\n"
        ),
        "core/build.gradle": "",
        "bom/build.gradle": "",
        "app/src/main/java/A.java": "",
        "core/src/main/java/B.java": "",
    }
    found = detect(project, files)
    assert value(found, "project_jars") == ("core/build/libs/*.jar", "app/build/libs/*.jar")
    text = dockerfile(found)
    moved = 'mv app/build/install/*/lib/"${jar##*/}" /own/; done'
    assert f"for jar in core/build/libs/*.jar app/build/libs/*.jar; do {moved}" in text
    copies = [line for line in text.splitlines() if line.startswith("COPY --from=build")]
    assert copies == [
        "COPY --from=build /workspace/app/build/install/*/lib/ lib/",
        "COPY --from=build /own/ lib/",
    ]
    single = dockgen.render(dockgen.plan(found, Choices(stages="single")))["Dockerfile"].text
    assert "/own" not in single


APPLICATION = "apply plugin: 'application'\nmainClassName = 'a.B'\n"


def test_a_root_without_sources_sets_its_plugin_up_for_others(project: MakeProject) -> None:
    files = {
        "settings.gradle": "include 'app'\n",
        "build.gradle": f"plugins {{\n  id 'application'\n  id '{BOOT}' version '3.5.7'\n}}\n",
        "app/build.gradle": APPLICATION,
        "app/src/main/java/A.java": "",
    }
    assert value(detect(project, files), "workspace") == "app"


def test_projects_that_a_program_includes_are_found_by_their_scripts(project: MakeProject) -> None:
    files = {
        "settings.gradle": (
            "file('services').eachDir { include \"services:${it.name}\" }\nincludeBuild 'logic'\n"
        ),
        "logic/build.gradle": APPLICATION,
        "services/a/build.gradle": APPLICATION + "dependencies { implementation project(':x') }\n",
        "services/b/build.gradle": "",
        "services/a/src/main/java/A.java": "",
        "services/b/src/main/java/A.java": "",
    }
    found = detect(project, files)
    assert value(found, "workspace") == "services/a"
    # `:x` has a name that only the program knows, so that it could be any of them.
    assert value(found, "sources") == ("services/a/", "services/b/")


def test_what_only_tests_need_stays_out(project: MakeProject) -> None:
    files = {
        "settings.gradle": "include 'app', 'fakes'\n",
        "app/build.gradle": APPLICATION + "dependencies { testImplementation project(':fakes') }\n",
        "fakes/build.gradle": "",
        "app/src/main/java/A.java": "",
        "fakes/src/main/java/A.java": "",
    }
    assert value(detect(project, files), "sources") == ("app/",)


def test_spring_boot_1_makes_its_archive_by_another_task(project: MakeProject) -> None:
    script = f"{CLASS_PATH % '1.5.22.RELEASE'}\napply plugin: '{BOOT}'\n"
    found = detect(project, {"build.gradle": script, **SOURCE})
    assert value(found, "build_command") == "gradle --no-daemon :bootRepackage"


def test_each_application_of_a_build_is_a_service(project: MakeProject) -> None:
    files = {
        "settings.gradle": "include 'api', 'core', 'web'\n",
        "api/build.gradle": APPLICATION,
        "core/build.gradle": "",
        "web/build.gradle": APPLICATION,
        **{f"{name}/src/main/java/A.java": "" for name in ("api", "core", "web")},
    }
    found = members_of(project(files))
    assert [one.path for one in found] == ["api", "web"]


def test_a_lone_application_is_one_service(project: MakeProject) -> None:
    alone = {"build.gradle": APPLICATION, **SOURCE}
    assert [one.path for one in members_of(project(alone))] == ["."]
    named = {"settings.gradle": "rootProject.name = 'a'\n"}
    assert [one.path for one in members_of(project(alone | named))] == ["."]


SETTINGS_WITH_CREDENTIALS = """dependencyResolutionManagement {
    repositories {
        maven {
            url = uri("https://maven.example.com/private")
            credentials {
                username = providers.gradleProperty("user").orNull ?: System.getenv("REPO_USER")
                password = System.getenv("REPO_TOKEN")
            }
        }
    }
}
"""


def test_credentials_of_repositories_are_secrets_of_the_build(project: MakeProject) -> None:
    files = {
        "settings.gradle.kts": SETTINGS_WITH_CREDENTIALS,
        "build.gradle.kts": f'plugins {{ id("{BOOT}") version "3.5.7" }}\n',
        **SOURCE,
    }
    found = detect(project, files)
    assert value(found, "secret_variables") == ("REPO_USER", "REPO_TOKEN")
    planned = dockgen.plan(found)
    assert planned.secrets == ("id=REPO_USER,env=REPO_USER", "id=REPO_TOKEN,env=REPO_TOKEN")
    text = dockgen.render(planned)["Dockerfile"].text
    assert text.count("    --mount=type=secret,id=REPO_TOKEN,required=true \\\n") == 2
    assert text.count('REPO_TOKEN="$(cat /run/secrets/REPO_TOKEN)" && export REPO_USER') == 2


@pytest.mark.parametrize(
    ("block", "names"),
    [
        (
            "username = property('user')\npassword = findProperty('key')",
            ("ORG_GRADLE_PROJECT_key",),
        ),
        ("password = providers.environmentVariable('KEY').get()", ("KEY",)),
        ("username = findProperty('gpr.user')\npassword = 'plain'", None),
        ("username = System.getenv('not a name')", None),
    ],
)
def test_which_credentials_are_variables(
    project: MakeProject, block: str, names: tuple[str, ...] | None
) -> None:
    script = (
        f"plugins {{ id '{BOOT}' version '3.5.7' }}\n"
        f"repositories {{ maven {{ credentials(PasswordCredentials) {{\n{block}\n}} }} }}\n"
        "publishing { maven { credentials { password = System.getenv('OUT') } } }\n"
    )
    files = {"build.gradle": script, "gradle.properties": "user=me\n", **SOURCE}
    found = detect(project, files).facts.get("secret_variables")
    assert (found.value if found else None) == names


APPLICATION = "plugins { id 'application' }\napplication { mainClass = 'com.example.Main' }\n"
NAMED = {
    "core/core.gradle": "",
    "web/web.gradle": f"{APPLICATION}dependencies {{ implementation project(':core') }}\n",
    "core/src/main/java/C.java": "",
    "web/src/main/java/A.java": "",
}


@pytest.mark.parametrize(
    "line",
    [
        'rootProject.children.each { it.buildFileName = "${it.name}.gradle" }',
        (
            "rootProject.children.each { project ->\n"
            '  project.buildFileName = "${project.name}.gradle"\n}'
        ),
        "rootProject.children.each { it.buildFileName = it.name + '.gradle' }",
        (
            "project(':core').buildFileName = 'core.gradle'\n"
            "project(':web').buildFileName = 'web.gradle'"
        ),
        'for (p in rootProject.children) { p.buildFileName = "${p.name}.gradle" }',
    ],
)
def test_scripts_may_be_called_after_their_projects(project: MakeProject, line: str) -> None:
    found = detect(project, {"settings.gradle": f"include 'core', 'web'\n{line}\n", **NAMED})
    assert value(found, "workspace") == "web"
    assert value(found, "modules") == (":web", ":core")
    assert {"web/web.gradle", "core/core.gradle"} < set(value(found, "manifests"))  # type: ignore[call-overload]
    assert value(found, "sources") == ("web/", "core/")


def test_the_script_of_the_root_may_have_a_name_of_its_own(project: MakeProject) -> None:
    files = {
        "settings.gradle": "rootProject.buildFileName = 'main.gradle'\n",
        "main.gradle": APPLICATION,
    }
    assert value(detect(project, files), "manifests") == ("settings.gradle", "main.gradle")
