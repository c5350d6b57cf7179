plugins {
    alias(libs.plugins.android.application)
    alias(libs.plugins.compose.compiler)
}

android {
    namespace = "dev.doorstep.sample.android"
    compileSdk = 36

    defaultConfig {
        applicationId = "dev.doorstep.sample"
        minSdk = 26
        targetSdk = 36
        versionCode = 1
        versionName = "0.1.0"
    }

    buildFeatures { compose = true }

    buildTypes {
        release {
            isMinifyEnabled = true
            isShrinkResources = true
            proguardFiles(getDefaultProguardFile("proguard-android-optimize.txt"))
        }
    }

    // The same files that Maven compiles and tests on the JVM.
    sourceSets.named("main") {
        kotlin.srcDirs("src/main/kotlin", "../presentation/src/main/kotlin", "../screens/src/main/kotlin")
    }

    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_17
        targetCompatibility = JavaVersion.VERSION_17
    }
}

dependencies {
    implementation(project(":doorstep"))
    implementation(platform(libs.compose.bom))
    implementation(libs.compose.foundation)
    implementation(libs.compose.icons)
    implementation(libs.compose.material3)
    implementation(libs.activity.compose)
    implementation(libs.lifecycle.process)
    implementation(libs.okhttp)
    implementation(libs.work)
    implementation(libs.code.scanner)
}
