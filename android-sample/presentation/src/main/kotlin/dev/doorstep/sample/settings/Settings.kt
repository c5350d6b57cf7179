package dev.doorstep.sample.settings

import dev.doorstep.ffi.Me
import dev.doorstep.ffi.NextStep
import dev.doorstep.sample.app.Desk
import dev.doorstep.sample.app.Look
import dev.doorstep.sample.app.Presenter
import dev.doorstep.sample.app.Theme
import dev.doorstep.sample.words.Chip
import dev.doorstep.sample.words.Tone
import dev.doorstep.sample.words.notSafeToLose
import dev.doorstep.sample.words.safeToLose

/** The settings, and how safe the work on this phone is. */
data class SettingsState(
    val me: Me?,
    val look: Look,
    val isAirplane: Boolean,
    val safety: Chip,
    val refused: List<RefusedRow>,
)

/** Something that the office did not take: it stays on the phone until somebody did something about it. */
data class RefusedRow(val id: Long?, val what: String, val next: String, val canSendAgain: Boolean)

sealed interface SettingsEvent {
    data class Airplane(val isOn: Boolean) : SettingsEvent

    data class Language(val language: String) : SettingsEvent

    data class Appearance(val theme: Theme) : SettingsEvent

    data class TextSize(val percent: Int) : SettingsEvent

    data class SendAgain(val id: Long) : SettingsEvent

    data object SendNow : SettingsEvent
}

/** @param change makes a new look take effect; another language opens the core again. */
class SettingsPresenter(desk: Desk, private val look: () -> Look, private val change: suspend (Look) -> Unit) :
    Presenter<SettingsState, SettingsEvent>(desk) {
    override suspend fun read(): SettingsState {
        val isSafe = desk.doorstep.office { safeToWipe() }
        val refused = desk.doorstep.office { outgoing(null) }.filter { it.code != null }
        return SettingsState(
            me = desk.me(),
            look = look(),
            isAirplane = desk.airplane.isOn,
            safety = if (isSafe) Chip(Tone.GOOD, desk.words.safeToLose) else Chip(Tone.WAITING, desk.words.notSafeToLose),
            refused = refused.map {
                RefusedRow(it.id, it.detail, desk.words.next(it.next), it.next == NextStep.SEND_AGAIN && it.id != null)
            },
        )
    }

    override suspend fun act(event: SettingsEvent) = when (event) {
        is SettingsEvent.Airplane -> {
            desk.airplane.isOn = event.isOn
            if (!event.isOn) desk.sender.now()
            Unit
        }
        is SettingsEvent.Language -> change(look().copy(language = event.language))
        is SettingsEvent.Appearance -> change(look().copy(theme = event.theme))
        is SettingsEvent.TextSize -> change(look().copy(textPercent = event.percent))
        is SettingsEvent.SendAgain -> desk.doorstep.office { sendAgain(event.id) }
        SettingsEvent.SendNow -> desk.sender.now()
    }
}
