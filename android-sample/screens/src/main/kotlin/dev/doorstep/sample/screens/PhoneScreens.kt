package dev.doorstep.sample.screens

import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Check
import androidx.compose.material3.Switch
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import dev.doorstep.sample.app.Theme
import dev.doorstep.sample.enrol.EnrolEvent
import dev.doorstep.sample.enrol.EnrolState
import dev.doorstep.sample.settings.SettingsEvent
import dev.doorstep.sample.settings.SettingsState
import dev.doorstep.sample.words.airplane
import dev.doorstep.sample.words.airplaneHelp
import dev.doorstep.sample.words.appLanguage
import dev.doorstep.sample.words.appearance
import dev.doorstep.sample.words.asSystem
import dev.doorstep.sample.words.askForCode
import dev.doorstep.sample.words.code
import dev.doorstep.sample.words.company
import dev.doorstep.sample.words.dark
import dev.doorstep.sample.words.enrol
import dev.doorstep.sample.words.highContrast
import dev.doorstep.sample.words.light
import dev.doorstep.sample.words.refusedTitle
import dev.doorstep.sample.words.scan
import dev.doorstep.sample.words.sendNow
import dev.doorstep.sample.words.server
import dev.doorstep.sample.words.settings
import dev.doorstep.sample.words.textSize
import dev.doorstep.sample.words.thisPhone
import dev.doorstep.sample.words.welcome

@Composable
fun EnrolScreen(state: EnrolState, on: (EnrolEvent) -> Unit) {
    val words = LocalWords.current
    var server by rememberSaveable { mutableStateOf("") }
    var code by rememberSaveable { mutableStateOf("") }
    LaunchedEffect(state.scanned) {
        state.scanned?.let {
            server = it.server
            code = it.code
        }
    }
    Page(
        words.welcome,
        bottom = { MainButton(words.enrol, Icons.Filled.Check) { on(EnrolEvent.Enrol(server, code)) } },
    ) {
        Text(words.askForCode, style = type.body)
        SideButton(words.scan, Modifier.fillMaxWidth()) { on(EnrolEvent.Scan) }
        Field(words.server, server, "server") { server = it }
        Field(words.code, code, "code") { code = it }
    }
}

private val TEXT_SIZES = listOf(100, 130, 160, 200)

@Composable
fun SettingsScreen(state: SettingsState, on: (SettingsEvent) -> Unit, back: () -> Unit) {
    val words = LocalWords.current
    Page(words.settings, state.me?.name, back) {
        Card {
            Row(verticalAlignment = Alignment.CenterVertically) {
                Column(Modifier.weight(1f)) {
                    Text(words.airplane, style = type.strong)
                    Text(words.airplaneHelp, style = type.label, color = palette.quiet)
                }
                Switch(state.isAirplane, { on(SettingsEvent.Airplane(it)) }, Modifier.testTag("airplane"))
            }
        }
        Card {
            ToneLine(state.safety)
            SideButton(words.sendNow, Modifier.fillMaxWidth()) { on(SettingsEvent.SendNow) }
        }
        Refused(state, on)
        Section(words.appLanguage)
        Flow {
            listOf("zh-CN" to "中文", "en" to "English").forEach { (language, name) ->
                Pick(name, state.look.language == language) { on(SettingsEvent.Language(language)) }
            }
        }
        Section(words.textSize)
        Flow {
            TEXT_SIZES.forEach { Pick("$it %", state.look.textPercent == it) { on(SettingsEvent.TextSize(it)) } }
        }
        Section(words.appearance)
        Flow {
            val themes = listOf(
                Theme.SYSTEM to words.asSystem, Theme.LIGHT to words.light, Theme.DARK to words.dark,
                Theme.HIGH_CONTRAST to words.highContrast,
            )
            themes.forEach { (theme, name) ->
                Pick(name, state.look.theme == theme) { on(SettingsEvent.Appearance(theme)) }
            }
        }
        state.me?.let { me ->
            Card {
                Fact(words.thisPhone, "${me.name} · ${me.code}")
                Fact(words.company, me.fingerprint)
            }
        }
    }
}

@Composable
private fun Refused(state: SettingsState, on: (SettingsEvent) -> Unit) {
    if (state.refused.isEmpty()) return
    Section(LocalWords.current.refusedTitle)
    state.refused.forEach { item ->
        Card(border = palette.bad) {
            Text(item.what, style = type.body)
            if (item.canSendAgain) SideButton(item.next) { item.id?.let { on(SettingsEvent.SendAgain(it)) } }
            else Text(item.next, style = type.label, color = palette.quiet)
        }
    }
}
