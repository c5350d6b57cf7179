package dev.doorstep.sample.screens

import androidx.compose.foundation.Canvas
import androidx.compose.foundation.Image
import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.gestures.detectDragGestures
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.BoxWithConstraints
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.height
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.rememberScrollState
import androidx.compose.foundation.verticalScroll
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateListOf
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.runtime.snapshots.SnapshotStateList
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.Path
import androidx.compose.ui.graphics.StrokeCap
import androidx.compose.ui.graphics.StrokeJoin
import androidx.compose.ui.input.pointer.pointerInput
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.unit.dp
import dev.doorstep.ffi.Point
import dev.doorstep.ffi.Stroke
import dev.doorstep.sample.sign.SignEvent
import dev.doorstep.sample.sign.SignState
import dev.doorstep.sample.words.Chip
import dev.doorstep.sample.words.Tone
import dev.doorstep.sample.words.cannotSign
import dev.doorstep.sample.words.clear
import dev.doorstep.sample.words.signHere
import dev.doorstep.sample.words.signedFor
import dev.doorstep.sample.words.signerName
import dev.doorstep.sample.words.total
import dev.doorstep.sample.words.whyCannotSign
import androidx.compose.ui.graphics.drawscope.Stroke as Line

/** What the pen drew: points in pixels of the pad, and when. */
private class Pen(val strokes: SnapshotStateList<List<Pair<Offset, Long>>>)

private val Ink = Color(0xFF0F172A)
private val Paper = Color(0xFFFFFFFF)

/** Full screen: above the line what is signed, below it the name; on a wide screen beside each other. */
@Composable
fun SignScreen(state: SignState, on: (SignEvent) -> Unit, back: () -> Unit) {
    val pen = remember { Pen(mutableStateListOf()) }
    var name by rememberSaveable(state.isStandIn) { mutableStateOf(state.customer) }
    var reason by rememberSaveable { mutableStateOf("") }
    var density by remember { mutableStateOf(1f) }
    val words = LocalWords.current
    Column(Modifier.fillMaxSize().background(palette.page)) {
        Head(state.title, state.customer, back)
        BoxWithConstraints(Modifier.weight(1f).fillMaxWidth()) {
            val isWide = maxWidth > maxHeight
            val pad: @Composable (Modifier) -> Unit = { modifier ->
                if (state.seal == null) Pad(pen, modifier) { density = it } else Signed(state, modifier)
            }
            if (isWide) Row(Modifier.fillMaxSize()) {
                SignedText(state, Modifier.weight(1f))
                pad(Modifier.weight(1.4f).padding(Space.m))
            } else Column(Modifier.fillMaxSize()) {
                SignedText(state, Modifier.weight(1f))
                pad(Modifier.fillMaxWidth().height(200.dp).padding(Space.m))
            }
        }
        Bottom {
            if (state.seal != null) MainButton(words.done) { on(SignEvent.Leave) }
            else {
                if (state.isStandIn) Field(words.whyCannotSign, reason, "reason") { reason = it }
                Row(horizontalArrangement = Arrangement.spacedBy(Space.s), verticalAlignment = Alignment.CenterVertically) {
                    Field(words.signerName, name, "signer", Modifier.weight(1f)) { name = it }
                    SideButton(words.clear) { pen.strokes.clear() }
                }
                if (state.mayStandIn) SideButton(words.cannotSign, Modifier.fillMaxWidth()) {
                    pen.strokes.clear()
                    on(SignEvent.CannotSign)
                }
                MainButton(words.done) { on(SignEvent.Sign(name, pen.strokes.toList().strokes(density), reason)) }
            }
        }
    }
}

/** Word by word what the signature covers, with the total large. */
@Composable
private fun SignedText(state: SignState, modifier: Modifier) = Column(
    modifier.fillMaxWidth().verticalScroll(rememberScrollState()).padding(Space.l),
    verticalArrangement = Arrangement.spacedBy(Space.s),
) {
    val words = LocalWords.current
    Text(words.signedFor, style = type.label, color = palette.quiet)
    state.total?.let {
        Row(Modifier.fillMaxWidth(), verticalAlignment = Alignment.CenterVertically) {
            Text(words.total, Modifier.weight(1f), style = type.strong)
            Text(it, style = type.large)
        }
        Hairline()
    }
    Text(state.text, style = type.label)
}

@Composable
private fun Pad(pen: Pen, modifier: Modifier, onDensity: (Float) -> Unit) = Box(
    modifier.clip(Rounded).background(Paper).border(Space.line, palette.quiet, Rounded).testTag("pad")
        .pointerInput(pen) {
            onDensity(density)
            detectDragGestures(
                onDragStart = { pen.strokes.add(listOf(it to System.nanoTime())) },
                onDrag = { change, _ ->
                    val last = pen.strokes.lastIndex
                    pen.strokes[last] = pen.strokes[last] + (change.position to System.nanoTime())
                },
            )
        },
    Alignment.BottomCenter,
) {
    Canvas(Modifier.fillMaxSize()) {
        pen.strokes.forEach { stroke ->
            val path = Path()
            stroke.forEachIndexed { i, (at, _) -> if (i == 0) path.moveTo(at.x, at.y) else path.lineTo(at.x, at.y) }
            drawPath(path, Ink, style = Line(2.dp.toPx(), cap = StrokeCap.Round, join = StrokeJoin.Round))
        }
    }
    if (pen.strokes.isEmpty()) {
        Text(LocalWords.current.signHere, Modifier.padding(Space.l), style = type.label, color = LightPalette.quiet)
    }
}

@Composable
private fun Signed(state: SignState, modifier: Modifier) = Column(modifier, Arrangement.spacedBy(Space.s)) {
    val picture = state.picture?.let { LocalPictures.current(it) }
    Box(Modifier.weight(1f).fillMaxWidth().clip(Rounded).background(Paper).border(Space.line, palette.good, Rounded)) {
        picture?.let { Image(it, null, Modifier.fillMaxSize().padding(Space.s)) }
    }
    state.seal?.let { ToneLine(Chip(Tone.GOOD, it)) }
}

/** In the units of the core: hundredths of a device-independent pixel, milliseconds since the first point. */
private fun List<List<Pair<Offset, Long>>>.strokes(density: Float): List<Stroke> {
    val start = firstOrNull()?.firstOrNull()?.second ?: return emptyList()
    fun units(pixels: Float) = (pixels / density * 100).toInt()
    return map { stroke ->
        Stroke(stroke.map { (at, time) -> Point(units(at.x), units(at.y), ((time - start) / 1_000_000).toUInt()) })
    }
}
