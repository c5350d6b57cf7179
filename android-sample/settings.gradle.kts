// The Android build of the sample. The JVM build of the same presentation and screens is Maven's: see README.md.
pluginManagement {
    repositories {
        google()
        mavenCentral()
        gradlePluginPortal()
    }
}

dependencyResolutionManagement {
    repositoriesMode = RepositoriesMode.FAIL_ON_PROJECT_REPOS
    repositories {
        google()
        mavenCentral()
    }
}

rootProject.name = "doorstep-sample"

include(":doorstep", ":app")

// The AAR of the library itself.
project(":doorstep").projectDir = file("../bindings/kotlin/android")
