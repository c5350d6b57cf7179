package dev.doorstep.sample.screens

import androidx.compose.runtime.Composable
import androidx.compose.runtime.Immutable
import androidx.compose.runtime.ReadOnlyComposable
import androidx.compose.runtime.staticCompositionLocalOf
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.text.TextStyle
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.unit.TextUnit
import androidx.compose.ui.unit.dp
import androidx.compose.ui.unit.em
import androidx.compose.ui.unit.sp
import dev.doorstep.sample.words.Tone

/** Every colour of the app. The same names are in the office's style sheet. */
@Immutable
data class Palette(
    val page: Color,
    val surface: Color,
    val sunken: Color,
    val hairline: Color,
    val text: Color,
    val quiet: Color,
    val accent: Color,
    val onAccent: Color,
    val good: Color,
    val attention: Color,
    val bad: Color,
    val waiting: Color,
    val isDark: Boolean,
) {
    fun of(tone: Tone): Color = when (tone) {
        Tone.QUIET -> quiet
        Tone.GOOD -> good
        Tone.ATTENTION -> attention
        Tone.BAD -> bad
        Tone.WAITING -> waiting
    }

    /** The ground under words of a tone: hardly there. */
    fun ground(tone: Tone): Color = if (tone == Tone.QUIET) sunken else of(tone).copy(alpha = if (isDark) 0.16f else 0.09f)
}

val LightPalette = Palette(
    page = Color(0xFFF8FAFC), surface = Color(0xFFFFFFFF), sunken = Color(0xFFF1F5F9), hairline = Color(0xFFE2E8F0),
    text = Color(0xFF0F172A), quiet = Color(0xFF475569), accent = Color(0xFF0F766E), onAccent = Color(0xFFFFFFFF),
    good = Color(0xFF15803D), attention = Color(0xFFB45309), bad = Color(0xFFB91C1C), waiting = Color(0xFF1D4ED8),
    isDark = false,
)

val DarkPalette = Palette(
    page = Color(0xFF0B1120), surface = Color(0xFF131C2E), sunken = Color(0xFF1E293B), hairline = Color(0xFF2B3A52),
    text = Color(0xFFF1F5F9), quiet = Color(0xFFA3B2C7), accent = Color(0xFF2DD4BF), onAccent = Color(0xFF06302B),
    good = Color(0xFF4ADE80), attention = Color(0xFFFBBF24), bad = Color(0xFFF87171), waiting = Color(0xFF93C5FD),
    isDark = true,
)

/** For the sun: black on white, and nothing grey. */
val HighContrastPalette = LightPalette.copy(
    page = Color(0xFFFFFFFF), sunken = Color(0xFFFFFFFF), hairline = Color(0xFF0F172A), text = Color(0xFF000000),
    quiet = Color(0xFF1E293B), accent = Color(0xFF064E48),
)

/** Space: a grid of four. */
object Space {
    val xs = 4.dp
    val s = 8.dp
    val m = 12.dp
    val l = 16.dp
    val xl = 24.dp

    /** The least that a gloved finger hits. */
    val target = 48.dp
    val radius = 8.dp
    val line = 1.dp
}

/** Type: five sizes, two weights. Chinese stands in taller lines. */
@Immutable
class Type(isChinese: Boolean) {
    private val height = if (isChinese) 1.6.em else 1.5.em
    val small = style(12.sp)
    val label = style(14.sp)
    val body = style(16.sp)
    val title = style(20.sp, FontWeight.SemiBold, 1.35.em)
    val large = style(28.sp, FontWeight.SemiBold, 1.25.em)
    val strong = style(16.sp, FontWeight.SemiBold)
    val strongLabel = style(14.sp, FontWeight.SemiBold)

    private fun style(size: TextUnit, weight: FontWeight = FontWeight.Normal, line: TextUnit = height) =
        TextStyle(fontSize = size, fontWeight = weight, lineHeight = line, fontFeatureSettings = "tnum")
}

val LocalPalette = staticCompositionLocalOf { LightPalette }
val LocalType = staticCompositionLocalOf { Type(isChinese = false) }

val palette: Palette
    @Composable @ReadOnlyComposable
    get() = LocalPalette.current
val type: Type
    @Composable @ReadOnlyComposable
    get() = LocalType.current
