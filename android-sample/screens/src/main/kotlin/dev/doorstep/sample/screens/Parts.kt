package dev.doorstep.sample.screens

import androidx.compose.foundation.BorderStroke
import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.ExperimentalLayoutApi
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.RowScope
import androidx.compose.foundation.layout.Spacer
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.height
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.layout.width
import androidx.compose.foundation.rememberScrollState
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.foundation.text.KeyboardOptions
import androidx.compose.foundation.verticalScroll
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.ArrowBack
import androidx.compose.material.icons.filled.ArrowForward
import androidx.compose.material.icons.filled.CheckCircle
import androidx.compose.material.icons.filled.Info
import androidx.compose.material.icons.filled.Warning
import androidx.compose.material3.Button
import androidx.compose.material3.ButtonDefaults
import androidx.compose.material3.Icon
import androidx.compose.material3.IconButton
import androidx.compose.material3.LocalContentColor
import androidx.compose.material3.OutlinedButton
import androidx.compose.material3.OutlinedTextField
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.platform.LocalDensity
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.text.input.KeyboardType
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.text.style.TextOverflow
import androidx.compose.ui.unit.TextUnit
import androidx.compose.ui.unit.dp
import androidx.compose.ui.unit.sp
import dev.doorstep.sample.words.Chip
import dev.doorstep.sample.words.Tone

internal val Rounded = RoundedCornerShape(Space.radius)

private val LARGEST_GLYPH = 36.dp

private val Tone.icon: ImageVector
    get() = when (this) {
        Tone.GOOD -> Icons.Filled.CheckCircle
        Tone.ATTENTION, Tone.BAD -> Icons.Filled.Warning
        Tone.WAITING -> Icons.Filled.ArrowForward
        Tone.QUIET -> Icons.Filled.Info
    }

/** A state: colour, icon and word. */
@Composable
fun ChipView(chip: Chip, modifier: Modifier = Modifier, withIcon: Boolean = chip.tone != Tone.QUIET) {
    val colour = palette.of(chip.tone)
    Row(
        modifier.clip(Rounded).background(palette.ground(chip.tone)).padding(horizontal = Space.s, vertical = 3.dp),
        verticalAlignment = Alignment.CenterVertically,
    ) {
        if (withIcon) {
            Glyph(chip.tone.icon, null, 14.sp, colour)
            Spacer(Modifier.width(Space.xs))
        }
        Text(chip.words, style = type.label, color = colour)
    }
}

/** The same without a ground, for lines. */
@Composable
fun ToneLine(chip: Chip, modifier: Modifier = Modifier) {
    Row(modifier, verticalAlignment = Alignment.CenterVertically) {
        Glyph(chip.tone.icon, null, 16.sp, palette.of(chip.tone))
        Spacer(Modifier.width(6.dp))
        Text(chip.words, style = type.label, color = palette.of(chip.tone))
    }
}

/** A page: head, what can be scrolled, and the one main action under the thumb. */
@Composable
fun Page(
    title: String,
    subtitle: String? = null,
    onBack: (() -> Unit)? = null,
    bottom: (@Composable ColumnScope.() -> Unit)? = null,
    pinned: (@Composable () -> Unit)? = null,
    content: @Composable ColumnScope.() -> Unit,
) = Column(Modifier.fillMaxSize().background(palette.page)) {
    Head(title, subtitle, onBack)
    pinned?.invoke()
    Column(
        Modifier.weight(1f).fillMaxWidth().verticalScroll(rememberScrollState()).padding(Space.l),
        verticalArrangement = Arrangement.spacedBy(Space.m),
        content = content,
    )
    bottom?.let { Bottom(it) }
}

@Composable
fun Head(title: String, subtitle: String?, onBack: (() -> Unit)?, trailing: @Composable () -> Unit = {}) {
    Row(
        Modifier.fillMaxWidth().background(palette.surface).padding(vertical = Space.s),
        verticalAlignment = Alignment.CenterVertically,
    ) {
        if (onBack == null) Spacer(Modifier.width(Space.l))
        else IconButton(onBack, Modifier.size(Space.target)) {
            Glyph(Icons.Filled.ArrowBack, LocalWords.current.back, 24.sp, palette.text)
        }
        Column(Modifier.weight(1f)) {
            Text(title, style = type.title, maxLines = 2, overflow = TextOverflow.Ellipsis)
            subtitle?.let {
                Text(it, style = type.label, color = palette.quiet, maxLines = 1, overflow = TextOverflow.Ellipsis)
            }
        }
        trailing()
        Spacer(Modifier.width(Space.s))
    }
    Hairline()
}

@Composable
fun Bottom(content: @Composable ColumnScope.() -> Unit) {
    Hairline()
    Column(
        Modifier.fillMaxWidth().background(palette.surface).padding(Space.l, Space.m),
        verticalArrangement = Arrangement.spacedBy(Space.s),
        content = content,
    )
}

@Composable
fun Hairline() = Box(Modifier.fillMaxWidth().height(Space.line).background(palette.hairline))

/** A card with a hairline around it. */
@Composable
fun Card(
    modifier: Modifier = Modifier,
    border: Color = palette.hairline,
    onClick: (() -> Unit)? = null,
    content: @Composable ColumnScope.() -> Unit,
) = Column(
    modifier.fillMaxWidth().clip(Rounded).background(palette.surface).border(Space.line, border, Rounded)
        .then(if (onClick == null) Modifier else Modifier.clickable(onClick = onClick)).padding(Space.l),
    verticalArrangement = Arrangement.spacedBy(Space.s),
    content = content,
)

/** A picture as tall as the type beside it, in large type too; never wider than what a finger hits. */
@Composable
fun Glyph(picture: ImageVector, meaning: String?, size: TextUnit, tint: Color = LocalContentColor.current) {
    val side = with(LocalDensity.current) { size.toDp() }.coerceAtMost(LARGEST_GLYPH)
    Icon(picture, meaning, Modifier.size(side), tint)
}

/** The main action: one to a screen, as wide as the hand is. */
@Composable
fun MainButton(words: String, icon: ImageVector? = null, onClick: () -> Unit) = Button(
    onClick,
    Modifier.fillMaxWidth().heightIn(min = 56.dp).testTag("main"),
    shape = Rounded,
    colors = ButtonDefaults.buttonColors(palette.accent, palette.onAccent),
) {
    icon?.let {
        Glyph(it, null, 20.sp)
        Spacer(Modifier.width(Space.s))
    }
    Text(words, style = type.strong, color = palette.onAccent, textAlign = TextAlign.Center)
}

/** Any other action. */
@Composable
fun SideButton(
    words: String,
    modifier: Modifier = Modifier,
    icon: ImageVector? = null,
    tone: Tone? = null,
    onClick: () -> Unit,
) {
    val colour = tone?.let { palette.of(it) } ?: palette.accent
    OutlinedButton(
        onClick,
        modifier.heightIn(min = Space.target),
        shape = Rounded,
        border = BorderStroke(Space.line, if (tone == null) palette.hairline else colour),
        colors = ButtonDefaults.outlinedButtonColors(palette.surface, colour),
    ) {
        icon?.let {
            Glyph(it, null, 18.sp, colour)
            Spacer(Modifier.width(6.dp))
        }
        Text(words, style = type.strongLabel, color = colour)
    }
}

/** Something that is chosen or not. */
@Composable
fun Pick(words: String, isChosen: Boolean, modifier: Modifier = Modifier, onClick: () -> Unit) {
    val colour = if (isChosen) palette.accent else palette.hairline
    Box(
        modifier.heightIn(min = Space.target).clip(Rounded)
            .background(if (isChosen) palette.accent.copy(alpha = 0.12f) else palette.surface)
            .border(if (isChosen) 2.dp else Space.line, colour, Rounded).clickable(onClick = onClick)
            .padding(horizontal = Space.m, vertical = Space.s),
        contentAlignment = Alignment.Center,
    ) {
        val style = if (isChosen) type.strongLabel else type.label
        Text(words, style = style, color = if (isChosen) palette.accent else palette.text)
    }
}

@OptIn(ExperimentalLayoutApi::class)
@Composable
fun Flow(content: @Composable () -> Unit) = FlowRow(
    horizontalArrangement = Arrangement.spacedBy(Space.s),
    verticalArrangement = Arrangement.spacedBy(Space.s),
) { content() }

/** A field to write in. */
@Composable
fun Field(
    label: String,
    value: String,
    tag: String,
    modifier: Modifier = Modifier,
    isNumber: Boolean = false,
    isSingleLine: Boolean = true,
    onChange: (String) -> Unit,
) = OutlinedTextField(
    value, onChange, modifier.fillMaxWidth().testTag(tag),
    label = { Text(label, style = type.label, color = palette.quiet) },
    textStyle = type.body.copy(color = palette.text),
    singleLine = isSingleLine,
    shape = Rounded,
    keyboardOptions = KeyboardOptions(keyboardType = if (isNumber) KeyboardType.Decimal else KeyboardType.Text),
)

/** A line of a form: what it is, and what it says. */
@Composable
fun Fact(label: String, value: String) = Column {
    Text(label, style = type.small, color = palette.quiet)
    Text(value, style = type.body)
}

/** A line of money: the amount at the right edge. */
@Composable
fun Amount(name: String, amount: String, isStrong: Boolean = false) = Row(Modifier.fillMaxWidth()) {
    Text(name, Modifier.weight(1f), style = if (isStrong) type.strong else type.body)
    Spacer(Modifier.width(Space.m))
    Text(amount, style = if (isStrong) type.strong else type.body)
}

/** One thing at each end of a line. With large type the second has a line of its own, and nothing is squeezed out. */
@OptIn(ExperimentalLayoutApi::class)
@Composable
fun Ends(left: @Composable RowScope.() -> Unit, right: @Composable () -> Unit) = FlowRow(
    Modifier.fillMaxWidth(),
    horizontalArrangement = Arrangement.SpaceBetween,
    verticalArrangement = Arrangement.spacedBy(Space.xs),
) {
    Row(
        verticalAlignment = Alignment.CenterVertically,
        horizontalArrangement = Arrangement.spacedBy(6.dp),
        content = left,
    )
    right()
}

@Composable
fun Section(title: String) = Text(title, Modifier.padding(top = Space.s), style = type.strongLabel, color = palette.quiet)

/** Nothing is here: says what to do next. */
@Composable
fun Empty(words: String) = Box(Modifier.fillMaxWidth().padding(Space.xl), Alignment.Center) {
    Text(words, style = type.body, color = palette.quiet)
}
