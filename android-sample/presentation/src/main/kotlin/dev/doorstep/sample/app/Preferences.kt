package dev.doorstep.sample.app

import java.io.File
import java.util.Properties

/** Light or dark, and one with the strongest contrast for the sun. */
enum class Theme { SYSTEM, LIGHT, DARK, HIGH_CONTRAST }

/** How the app looks and speaks on this phone. */
data class Look(val language: String, val theme: Theme = Theme.SYSTEM, val textPercent: Int = 100)

/** The few settings of this phone, in a file of their own. A damaged file is a file with nothing in it. */
class Preferences(private val file: File, private val systemLanguage: String) {
    fun read(): Look {
        val saved = Properties()
        if (file.exists()) runCatching { file.inputStream().use(saved::load) }
        return Look(
            language = saved.getProperty("language") ?: if (systemLanguage.startsWith("zh")) "zh-CN" else "en",
            theme = Theme.entries.find { it.name == saved.getProperty("theme") } ?: Theme.SYSTEM,
            textPercent = saved.getProperty("text_percent")?.toIntOrNull()?.coerceIn(TEXT_PERCENTS) ?: 100,
        )
    }

    fun write(look: Look) {
        val saved = Properties()
        saved["language"] = look.language
        saved["theme"] = look.theme.name
        saved["text_percent"] = look.textPercent.toString()
        file.parentFile.mkdirs()
        file.outputStream().use { saved.store(it, null) }
    }

    companion object {
        val TEXT_PERCENTS = 100..200
    }
}
