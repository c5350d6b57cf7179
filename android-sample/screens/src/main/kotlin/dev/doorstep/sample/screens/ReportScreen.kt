package dev.doorstep.sample.screens

import androidx.compose.foundation.Image
import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.Spacer
import androidx.compose.foundation.layout.aspectRatio
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.height
import androidx.compose.foundation.layout.padding
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Share
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.layout.ContentScale
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.unit.dp
import dev.doorstep.sample.report.CopyRow
import dev.doorstep.sample.report.ReportEvent
import dev.doorstep.sample.report.ReportSignature
import dev.doorstep.sample.report.ReportState
import dev.doorstep.sample.report.handings
import dev.doorstep.sample.words.Chip
import dev.doorstep.sample.words.Tone
import dev.doorstep.sample.words.address
import dev.doorstep.sample.words.checksDone
import dev.doorstep.sample.words.copies
import dev.doorstep.sample.words.customer
import dev.doorstep.sample.words.handOver
import dev.doorstep.sample.words.handing
import dev.doorstep.sample.words.pageOf
import dev.doorstep.sample.words.photosTaken
import dev.doorstep.sample.words.previewPaper
import dev.doorstep.sample.words.quote
import dev.doorstep.sample.words.report
import dev.doorstep.sample.words.sharePage
import dev.doorstep.sample.words.sharePaper
import dev.doorstep.sample.words.shortForm
import dev.doorstep.sample.words.signatures
import dev.doorstep.sample.words.total
import dev.doorstep.sample.words.workedMinutes

@Composable
fun ReportScreen(state: ReportState, on: (ReportEvent) -> Unit, back: () -> Unit) {
    val words = LocalWords.current
    Page(
        words.report, state.number, back,
        bottom = {
            if (state.pages == null) MainButton(words.previewPaper) { on(ReportEvent.Preview(true)) }
            else {
                if (state.pages?.isEmpty() == false) MainButton(words.sharePaper, Icons.Filled.Share) {
                    on(ReportEvent.SharePaper)
                }
                SideButton(words.sharePage, Modifier.fillMaxWidth()) { on(ReportEvent.SharePage) }
            }
        },
    ) {
        if (state.pages == null) Summary(state) else Paper(state, on)
    }
}

/** The pages as they are printed. */
@Composable
private fun ColumnScope.Paper(state: ReportState, on: (ReportEvent) -> Unit) {
    val words = LocalWords.current
    val pages = state.pages.orEmpty()
    SideButton(words.shortForm) { on(ReportEvent.Preview(false)) }
    Flow { state.copies.forEach { Pick(it.title, it.isChosen) { on(ReportEvent.Choose(it.audience)) } } }
    state.noPages?.let { Empty(it) }
    pages.forEachIndexed { index, page ->
        LocalPictures.current(page)?.let { picture ->
            Image(
                picture, words.pageOf(index + 1, pages.size),
                Modifier.fillMaxWidth().aspectRatio(picture.width.toFloat() / picture.height)
                    .border(Space.line, palette.hairline).testTag("page"),
                contentScale = ContentScale.FillWidth,
            )
        }
        Text(words.pageOf(index + 1, pages.size), style = type.small, color = palette.quiet)
    }
    state.copies.find { it.isChosen && it.audience != null }?.let { HandOver(it, on) }
}

/** That a copy reached who gets it, and each time that it did. */
@Composable
private fun ColumnScope.HandOver(copy: CopyRow, on: (ReportEvent) -> Unit) {
    val words = LocalWords.current
    Section(words.handOver)
    Flow { handings.forEach { SideButton(words.handing(it)) { on(ReportEvent.HandOut(it)) } } }
    copy.handed.forEach { ChipView(it) }
}

/** What the technician looks over at a glance. */
@Composable
private fun ColumnScope.Summary(state: ReportState) {
    val words = LocalWords.current
    Card {
        Ends({ Text(state.what, style = type.title) }, { ChipView(state.result) })
        Fact(words.customer, state.customer)
        Fact(words.address, state.address)
    }
    state.visits.forEach { visit ->
        Card {
            Row {
                Text(visit.title, Modifier.weight(1f), style = type.strong)
                Text(visit.time, style = type.body)
            }
            Text(words.workedMinutes(visit.worked), style = type.body)
            Text(words.checksDone(visit.done, visit.required), style = type.label, color = palette.quiet)
        }
    }
    if (state.photos > 0) Text(words.photosTaken(state.photos), style = type.label, color = palette.quiet)
    if (state.total != null) Section(words.quote)
    state.total?.let { total ->
        Card {
            state.lines.forEach { (name, amount) -> Amount(name, amount) }
            Hairline()
            Amount(words.total, total, isStrong = true)
        }
    }
    if (state.signatures.isNotEmpty()) Section(words.signatures)
    state.signatures.forEach { SignatureCard(it) }
    Handed(state.copies)
    Spacer(Modifier.height(Space.s))
}

/** Who has a copy. */
@Composable
private fun ColumnScope.Handed(copies: List<CopyRow>) {
    val handed = copies.filter { it.handed.isNotEmpty() }
    if (handed.isEmpty()) return
    Section(LocalWords.current.copies)
    handed.forEach { copy ->
        Card {
            Text(copy.title, style = type.strong)
            copy.handed.forEach { ChipView(it) }
        }
    }
}

@Composable
private fun SignatureCard(signature: ReportSignature) = Card {
    Text(signature.role, style = type.strong)
    signature.picture?.let { LocalPictures.current(it) }?.let {
        Image(it, null, Modifier.fillMaxWidth().height(96.dp).clip(Rounded).background(Color.White).padding(Space.xs))
    }
    Text("${signature.name} · ${signature.at}", style = type.label, color = palette.quiet)
    signature.why?.let { Text(it, style = type.label) }
    signature.change?.let { ToneLine(Chip(Tone.ATTENTION, it)) }
}
