package dev.doorstep.sample.desktop

import dev.doorstep.ffi.Clock
import dev.doorstep.ffi.SecretStore
import dev.doorstep.sample.app.Platform
import dev.doorstep.testing.SwitchedNetwork
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext
import java.awt.Desktop
import java.awt.image.BufferedImage
import java.io.File
import java.net.URI
import java.net.URLEncoder
import java.util.Locale
import javax.imageio.ImageIO
import kotlin.text.Charsets.UTF_8

/** A computer in the place of a phone: its camera makes coloured pictures, its scanner knows one code. */
class DesktopPlatform(override val directory: File, private val invitation: String?) : Platform {
    override val secrets: SecretStore = FileSecrets(directory.resolve("secrets"))
    override val clock: Clock? = null
    override val transport = SwitchedNetwork()
    override val label: String = "Desktop of ${System.getProperty("user.name")}"
    override val systemLanguage: String = Locale.getDefault().toLanguageTag()
    private var photos = 0

    override fun nowMs() = System.currentTimeMillis()

    override suspend fun takePhoto(): File = withContext(Dispatchers.IO) {
        photos += 1
        val picture = BufferedImage(1200, 900, BufferedImage.TYPE_INT_RGB)
        picture.createGraphics().run {
            color = java.awt.Color.getHSBColor(photos * 0.13f, 0.4f, 0.8f)
            fillRect(0, 0, picture.width, picture.height)
            dispose()
        }
        File.createTempFile("camera", ".jpg").also { ImageIO.write(picture, "jpg", it) }
    }

    override suspend fun scan(): String? = invitation

    override suspend fun drawPages(pdf: File, into: File) =
        withContext(Dispatchers.IO) { dev.doorstep.sample.paper.drawPages(pdf, into) }

    override suspend fun share(file: File, title: String) = open { it.open(file) }

    override suspend fun call(number: String) = open { it.browse(URI("tel:${number.filter { c -> !c.isWhitespace() }}")) }

    override suspend fun showOnMap(address: String) =
        open { it.browse(URI("https://www.openstreetmap.org/search?query=${URLEncoder.encode(address, UTF_8)}")) }

    /** The window sends while it is open, and nobody else does. */
    override fun sendLater() = Unit

    private suspend fun open(action: (Desktop) -> Unit) = withContext(Dispatchers.IO) {
        // Without a desktop environment there is nothing to hand it to.
        if (Desktop.isDesktopSupported()) runCatching { action(Desktop.getDesktop()) }
        Unit
    }
}

/** Secrets in files that only the owner can read: good enough to try the app, not to keep a company's keys. */
private class FileSecrets(private val directory: File) : SecretStore {
    override fun read(name: String): ByteArray? = file(name).takeIf(File::exists)?.readBytes()

    override fun write(name: String, secret: ByteArray) {
        directory.mkdirs()
        directory.setReadable(false, false)
        directory.setReadable(true, true)
        file(name).writeBytes(secret)
    }

    private fun file(name: String) = directory.resolve(URLEncoder.encode(name, UTF_8))
}
