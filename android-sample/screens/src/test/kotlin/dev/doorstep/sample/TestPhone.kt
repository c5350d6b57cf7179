package dev.doorstep.sample

import dev.doorstep.sample.app.App
import dev.doorstep.sample.app.Look
import dev.doorstep.sample.app.Platform
import dev.doorstep.sample.app.Preferences
import dev.doorstep.testing.MemorySecrets
import dev.doorstep.testing.SwitchedNetwork
import dev.doorstep.testing.VirtualClock
import java.awt.Color
import java.awt.image.BufferedImage
import java.io.File
import java.time.LocalDateTime
import java.time.ZoneOffset
import javax.imageio.ImageIO

/** A moment of the stories: they play in March 2026, in a place eight hours east. */
fun moment(time: String, day: Int = 2): Long {
    val (hour, minute) = time.split(':').map(String::toInt)
    return LocalDateTime.of(2026, 3, day, hour, minute).toInstant(ZoneOffset.ofHours(8)).toEpochMilli()
}

/** A phone in a test: real core, real store, a clock to move, and a camera that needs no light. */
class TestPhone(override val directory: File, private val owner: String, look: Look) : Platform, AutoCloseable {
    override val secrets = MemorySecrets()
    override val clock = VirtualClock(moment("9:30"))
    override val transport = SwitchedNetwork()
    override val label = "$owner's phone"
    override val systemLanguage = look.language

    /** What was handed to somebody. */
    val shared = mutableListOf<File>()
    private var photos = 0

    val app: App

    init {
        directory.mkdirs()
        Preferences(directory.resolve("preferences"), look.language).write(look)
        app = App(this, isAutomatic = false).apply { start() }
    }

    fun at(time: String, day: Int = 2) = clock.passUntil(moment(time, day))

    override fun nowMs() = clock.nowMs

    override suspend fun takePhoto(): File {
        photos += 1
        val picture = BufferedImage(640, 480, BufferedImage.TYPE_INT_RGB)
        picture.createGraphics().run {
            color = Color.getHSBColor((owner.hashCode() % 7 + photos) * 0.13f, 0.4f, 0.8f)
            fillRect(0, 0, picture.width, picture.height)
            dispose()
        }
        return directory.resolve("camera-$photos.jpg").also { ImageIO.write(picture, "jpg", it) }
    }

    override suspend fun scan(): String? = null

    override suspend fun drawPages(pdf: File, into: File) = dev.doorstep.sample.paper.drawPages(pdf, into)

    override suspend fun share(file: File, title: String) {
        shared += file
    }

    override suspend fun call(number: String) = Unit

    override suspend fun showOnMap(address: String) = Unit

    override fun sendLater() = Unit

    override fun close() = app.close()
}
