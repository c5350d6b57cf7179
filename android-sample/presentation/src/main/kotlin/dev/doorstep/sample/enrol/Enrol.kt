package dev.doorstep.sample.enrol

import dev.doorstep.ffi.ChangeSet
import dev.doorstep.sample.app.Desk
import dev.doorstep.sample.app.Place
import dev.doorstep.sample.app.Presenter
import dev.doorstep.sample.words.notAnInvitation

/** What the office handed out: where the server is, and a one-time code. */
data class Invitation(val server: String, val code: String) {
    companion object {
        /**
         * What a QR code or a message says: the address and the code, with a space, `#` or a line end between them.
         * Null if it is not an invitation.
         */
        fun read(text: String): Invitation? {
            val parts = text.trim().split(Regex("[\\s#]+"))
            val (server, code) = if (parts.size == 2) parts else return null
            if (!server.startsWith("http://") && !server.startsWith("https://")) return null
            return Invitation(server.trimEnd('/'), code)
        }
    }
}

/** The screen for a new phone. */
data class EnrolState(val scanned: Invitation?, val isBusy: Boolean)

sealed interface EnrolEvent {
    data object Scan : EnrolEvent

    data class Enrol(val server: String, val code: String) : EnrolEvent
}

class EnrolPresenter(desk: Desk) : Presenter<EnrolState, EnrolEvent>(desk) {
    private var scanned: Invitation? = null

    override suspend fun read() = EnrolState(scanned, isBusy = false)

    override fun concerns(changes: ChangeSet) = false

    override suspend fun act(event: EnrolEvent) = when (event) {
        EnrolEvent.Scan -> scan()
        is EnrolEvent.Enrol -> enrol(event)
    }

    private suspend fun scan() {
        val text = desk.platform.scan() ?: return
        scanned = Invitation.read(text)
        if (scanned == null) desk.tell(desk.words.notAnInvitation)
    }

    private suspend fun enrol(event: EnrolEvent.Enrol) {
        // The whole invitation may have been put into either field.
        val whole = Invitation.read(event.code) ?: Invitation.read(event.server)
        val invitation = whole ?: Invitation(event.server.trim().trimEnd('/'), event.code.trim())
        desk.doorstep.enrol(invitation.server, invitation.code, desk.platform.label)
        desk.sender.now()
        desk.navigator.restart(Place.Today)
    }
}
