package dev.doorstep.sample.screens

import androidx.compose.foundation.Image
import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.Spacer
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.height
import androidx.compose.foundation.layout.padding
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Share
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.unit.dp
import dev.doorstep.sample.report.ReportEvent
import dev.doorstep.sample.report.ReportSignature
import dev.doorstep.sample.report.ReportState
import dev.doorstep.sample.words.Chip
import dev.doorstep.sample.words.Tone
import dev.doorstep.sample.words.address
import dev.doorstep.sample.words.checksDone
import dev.doorstep.sample.words.customer
import dev.doorstep.sample.words.photosTaken
import dev.doorstep.sample.words.quote
import dev.doorstep.sample.words.report
import dev.doorstep.sample.words.sharePage
import dev.doorstep.sample.words.sharePaper
import dev.doorstep.sample.words.signatures
import dev.doorstep.sample.words.total
import dev.doorstep.sample.words.workedMinutes

@Composable
fun ReportScreen(state: ReportState, on: (ReportEvent) -> Unit, back: () -> Unit) {
    val words = LocalWords.current
    Page(
        words.report, state.number, back,
        bottom = {
            MainButton(words.sharePage, Icons.Filled.Share) { on(ReportEvent.SharePage) }
            SideButton(words.sharePaper, Modifier.fillMaxWidth()) { on(ReportEvent.SharePaper) }
        },
    ) {
        Card {
            Row(verticalAlignment = Alignment.CenterVertically) {
                Text(state.what, Modifier.weight(1f), style = type.title)
                ChipView(state.result)
            }
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
        Spacer(Modifier.height(Space.s))
    }
}

@Composable
private fun SignatureCard(signature: ReportSignature) = Card {
    Text(signature.role, style = type.strong)
    signature.picture?.let { LocalPictures.current(it) }?.let {
        Image(it, null, Modifier.fillMaxWidth().height(96.dp).clip(Rounded).background(Color.White).padding(Space.xs))
    }
    Text("${signature.name} · ${signature.at}", style = type.label, color = palette.quiet)
    signature.change?.let { ToneLine(Chip(Tone.ATTENTION, it)) }
}
