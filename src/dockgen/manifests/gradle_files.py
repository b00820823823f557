"""The names of Gradle's scripts, in the order in which Gradle looks for them."""

SCRIPTS = ("build.gradle.kts", "build.gradle")
SETTINGS = ("settings.gradle.kts", "settings.gradle")
