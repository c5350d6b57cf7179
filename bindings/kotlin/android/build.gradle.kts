// The AAR of Doorstep: the same Kotlin sources as on the JVM, with the native libraries of three kinds of phones.
//
// `cargo x android` comes first; android-sample/README.md has the whole way.
plugins {
    alias(libs.plugins.android.library)
}

android {
    namespace = "dev.doorstep"
    compileSdk = 36
    ndkVersion = "28.2.13676358"

    defaultConfig {
        minSdk = 26
        consumerProguardFiles("consumer-rules.pro")
        ndk { abiFilters += listOf("arm64-v8a", "armeabi-v7a", "x86_64") }
    }

    sourceSets.named("main") {
        kotlin.srcDirs("../src/main/kotlin", layout.buildDirectory.dir("generated-sources"))
        jniLibs.srcDir(layout.buildDirectory.dir("jniLibs"))
    }

    // Loaded straight from the package, on pages of 16 KB; .cargo/config.toml aligns the library itself.
    packaging { jniLibs.useLegacyPackaging = false }

    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_17
        targetCompatibility = JavaVersion.VERSION_17
    }
}

dependencies {
    api(libs.coroutines.android)
    implementation(libs.jna) { artifact { type = "aar" } }
}

/** A library for the pages of older phones would not load on newer ones: say so before anybody ships it. */
val checkPageSize by tasks.registering {
    val libraries = fileTree(layout.buildDirectory.dir("jniLibs")) { include("arm64-v8a/*.so", "x86_64/*.so") }
    inputs.files(libraries)
    doLast {
        libraries.forEach { library ->
            val elf = java.nio.ByteBuffer.wrap(library.readBytes()).order(java.nio.ByteOrder.LITTLE_ENDIAN)
            val (offset, size, count) = Triple(elf.getLong(32).toInt(), elf.getShort(54).toInt(), elf.getShort(56).toInt())
            val small = (0 until count).map { offset + it * size }.filter { elf.getInt(it) == 1 }
                .any { elf.getLong(it + 48) < 16_384 }
            check(!small) { "$library is not aligned to pages of 16 KB" }
        }
    }
}

tasks.named("preBuild") { dependsOn(checkPageSize) }
