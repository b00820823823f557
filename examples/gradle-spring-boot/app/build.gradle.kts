plugins {
    java
    alias(libs.plugins.spring.boot)
}

version = "1.4.0"

java {
    toolchain {
        languageVersion.set(JavaLanguageVersion.of(libs.versions.java.get()))
    }
}

repositories {
    mavenCentral()
}

dependencies {
    implementation(project(":pricing"))
    implementation(platform(libs.spring.boot.bom))
    implementation(libs.spring.boot.starter.web)
}
