package dev.doorstep.sample.app

import dev.doorstep.ffi.Clock
import dev.doorstep.ffi.HttpRequest
import dev.doorstep.ffi.HttpResponse
import dev.doorstep.ffi.HttpTransport
import dev.doorstep.ffi.PlatformException
import dev.doorstep.ffi.SecretStore
import java.io.File

/** What the phone does for the app. Android, the desktop window and the tests each bring their own. */
interface Platform {
    /** Where the app keeps its files; nobody else reads there. */
    val directory: File

    /** Keeps the key of this device. */
    val secrets: SecretStore

    /** The clock of the core; null: the core reads the clocks of Linux and Android itself. */
    val clock: Clock?

    /** The platform's HTTP. */
    val transport: HttpTransport

    /** What this phone is called at the office. */
    val label: String

    /** The language of the system, e.g. `zh-CN`. */
    val systemLanguage: String

    /** The time that the phone shows, in milliseconds since 1970: for "in 25 min", never for what is recorded. */
    fun nowMs(): Long

    /** Takes a picture; null if the technician went back without one. */
    suspend fun takePhoto(): File?

    /** Scans a QR code; null if there is none. */
    suspend fun scan(): String?

    /** Draws the pages of a PDF as pictures into a directory, in their order: a paper is looked at before it is sent. */
    suspend fun drawPages(pdf: File, into: File): List<File>

    /** Hands a file to whatever the technician chooses. */
    suspend fun share(file: File, title: String)

    /** Offers to call a number. */
    suspend fun call(number: String)

    /** Shows an address on a map. */
    suspend fun showOnMap(address: String)

    /** Tells the system that something waits to be sent, also after the app is gone. */
    fun sendLater()
}

/** The airplane switch of the settings, to try out what happens without a network. */
class AirplaneSwitch(private val inner: HttpTransport) : HttpTransport {
    @Volatile var isOn = false

    override fun send(request: HttpRequest): HttpResponse {
        if (isOn) throw PlatformException.Offline()
        return inner.send(request)
    }
}
