"""What Java's source files say."""

from __future__ import annotations

import pytest

from dockgen.core.facts import Evidence, Fact
from dockgen.core.project import Project
from dockgen.ecosystems.jvm.common.java_sources import main_methods, port_of
from tests.conftest import MakeProject
from tests.poms import MAIN, MAIN_PATH


def mains(found: Project, folder: str = "") -> list[str]:
    return [one.value for one in main_methods(found, folder)]


def test_a_class_with_a_main_method_is_found_with_its_line(project: MakeProject) -> None:
    found = next(main_methods(project({MAIN_PATH: MAIN}), ""))
    assert found == Fact("com.example.Main", Evidence("main method", MAIN_PATH, 3))


@pytest.mark.parametrize(
    "method",
    [
        "public static void main(String[] args) {",
        "static public void main(final String... args) {",
        "public static final void main( String args[] ) {",
        "  public static void main(\n String[] args) {",
    ],
)
def test_a_main_method_may_be_spelt_in_many_ways(project: MakeProject, method: str) -> None:
    assert mains(project({"src/main/java/A.java": method})) == ["A"]


@pytest.mark.parametrize(
    "text",
    [
        "// public static void main(String[] args)",
        " * public static void main(String[] args)",
        "public void main(String[] args)",
        "static void mainly(String[] args)",
        "static void main(int x)",
    ],
)
def test_what_only_looks_like_one_is_none(project: MakeProject, text: str) -> None:
    assert mains(project({"src/main/java/A.java": text})) == []


def test_only_the_sources_of_the_module_are_searched(project: MakeProject) -> None:
    files = {
        f"app/{MAIN_PATH}": MAIN,
        f"other/{MAIN_PATH}": MAIN,
        "app/src/test/java/T.java": MAIN,
        "app/src/main/java/A.kt": MAIN,
    }
    assert mains(project(files), "app") == ["com.example.Main"]


def test_a_file_that_is_not_utf_8_is_passed_over(project: MakeProject) -> None:
    found = project({MAIN_PATH: MAIN, "src/main/java/A.java": ""})
    (found.root / "src/main/java/A.java").write_bytes(b"\xff static void main(String[] a)")
    assert mains(found) == ["com.example.Main"]


@pytest.mark.parametrize(
    ("text", "port"),
    [
        ('System.getenv().getOrDefault("PORT", "8080")', 8080),
        ('getenv("PORT") == null ? 7070 : parse(getenv("PORT"))', 7070),
        ('env("PORT",9000)', 9000),
        ("(System.getenv('PORT') ?: '8090') as int", 8090),
        ("System.env.PORT ?: 8091", 8091),
        ("System.env.PORT", None),
        ('System.getenv("PORT")', None),
        ('("PORT", "99999")', None),
        ('("REPORT", "8080")', None),
    ],
)
def test_the_port_that_stands_in_for_the_variable(
    project: MakeProject, text: str, port: int | None
) -> None:
    found = port_of(project({MAIN_PATH: f"\n{text}"}), "", "com.example.Main")
    assert (found.value if found else None) == port


def test_a_main_class_without_a_source_file_says_nothing(project: MakeProject) -> None:
    assert port_of(project({}), "", "com.example.Main") is None


@pytest.mark.parametrize(
    ("path", "text", "name"),
    [
        ("src/main/kotlin/Main.kt", "fun main() {}", "MainKt"),
        ("src/main/kotlin/a/Main.kt", "package a\nfun main(args: Array<String>) {}", "a.MainKt"),
        ("src/main/kotlin/my-app.kt", "suspend fun main() {}", "My_appKt"),
        ("src/main/java/Main.kt", "fun main() {}", "MainKt"),
        ("src/main/kotlin/Main.kt", '@file:JvmName("Start")\nfun main() {}', "Start"),
        (
            "src/main/kotlin/A.kt",
            "object Start {\n  @JvmStatic fun main(a: Array<String>) {}\n}",
            "Start",
        ),
        ("src/main/kotlin/A.kt", "@JvmStatic fun main(a: Array<String>) {}", "A"),
        ("src/main/groovy/A.groovy", "class A { static void main(String[] a) {} }", "A"),
        ("src/main/groovy/A.groovy", "class A { static def main(a) {} }", "A"),
    ],
)
def test_other_languages_have_main_functions_too(
    project: MakeProject, path: str, text: str, name: str
) -> None:
    assert mains(project({path: text})) == [name]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("src/main/kotlin/A.kt", "class A {\n  fun main() {}\n}"),
        ("src/main/kotlin/A.kt", "// fun main() {}"),
        ("src/main/kotlin/A.kt", "fun mainly() {}"),
        ("src/main/groovy/A.groovy", "def main(a) {}"),
        ("src/test/kotlin/A.kt", "fun main() {}"),
    ],
)
def test_what_no_program_starts_with_is_none(project: MakeProject, path: str, text: str) -> None:
    assert mains(project({path: text})) == []


def test_the_file_of_a_class_is_found_by_what_it_defines(project: MakeProject) -> None:
    text = '@file:JvmName("Start")\nfun main() { serve("PORT", 7070) }'
    found = port_of(project({"src/main/kotlin/Elsewhere.kt": text}), "", "Start")
    assert found == Fact(7070, Evidence("PORT", "src/main/kotlin/Elsewhere.kt", 2))
