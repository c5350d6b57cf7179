package dev.doorstep.sample.screens

import androidx.compose.foundation.isSystemInDarkTheme
import androidx.compose.material3.LocalContentColor
import androidx.compose.material3.LocalTextStyle
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.darkColorScheme
import androidx.compose.material3.lightColorScheme
import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.staticCompositionLocalOf
import androidx.compose.ui.graphics.ImageBitmap
import androidx.compose.ui.platform.LocalDensity
import androidx.compose.ui.unit.Density
import dev.doorstep.sample.app.Look
import dev.doorstep.sample.app.Theme
import dev.doorstep.sample.words.Words

/** The app's words, for every screen. */
val LocalWords = staticCompositionLocalOf { Words("en") }

/** Makes a picture of a file, the platform's way; null if it cannot. */
val LocalPictures = staticCompositionLocalOf<(String) -> ImageBitmap?> { { null } }

/** Colours, type and words for the look that somebody chose. */
@Composable
fun DoorstepTheme(look: Look, content: @Composable () -> Unit) {
    val colours = when (look.theme) {
        Theme.LIGHT -> LightPalette
        Theme.DARK -> DarkPalette
        Theme.HIGH_CONTRAST -> HighContrastPalette
        Theme.SYSTEM -> if (isSystemInDarkTheme()) DarkPalette else LightPalette
    }
    val words = Words(look.language)
    val type = Type(words.isChinese)
    val density = LocalDensity.current
    CompositionLocalProvider(
        LocalPalette provides colours,
        LocalWords provides words,
        LocalType provides type,
        LocalDensity provides Density(density.density, density.fontScale * look.textPercent / 100f),
    ) {
        MaterialTheme(colorScheme = scheme(colours)) {
            CompositionLocalProvider(
                LocalContentColor provides colours.text,
                LocalTextStyle provides type.body,
                content = content,
            )
        }
    }
}

/** What Material's own parts, the text fields and switches, need of it. */
private fun scheme(colours: Palette) = (if (colours.isDark) darkColorScheme() else lightColorScheme()).copy(
    primary = colours.accent, onPrimary = colours.onAccent, background = colours.page, onBackground = colours.text,
    surface = colours.surface, onSurface = colours.text, surfaceVariant = colours.sunken,
    onSurfaceVariant = colours.quiet, outline = colours.quiet, outlineVariant = colours.hairline,
    secondary = colours.accent, onSecondary = colours.onAccent, error = colours.bad,
)
