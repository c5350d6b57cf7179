package dev.doorstep.testing

import dev.doorstep.ffi.Clock
import dev.doorstep.ffi.ClockReading
import dev.doorstep.ffi.HttpHeader
import dev.doorstep.ffi.HttpRequest
import dev.doorstep.ffi.HttpResponse
import dev.doorstep.ffi.HttpTransport
import dev.doorstep.ffi.PlatformException
import dev.doorstep.ffi.Point
import dev.doorstep.ffi.SecretStore
import dev.doorstep.ffi.Stroke
import java.io.IOException
import java.net.HttpURLConnection
import java.net.URI
import java.util.concurrent.ConcurrentHashMap
import java.util.concurrent.atomic.AtomicLong

/** A clock that the test moves. It goes on by a millisecond at each look, so that nothing happens at the same time. */
class VirtualClock(val startMs: Long = System.currentTimeMillis()) : Clock {
    private val passedMs = AtomicLong()

    /** What it shows, without moving it. */
    val nowMs: Long get() = startMs + passedMs.get()

    fun passSeconds(seconds: Long) {
        passedMs.addAndGet(seconds * 1_000)
    }

    fun passMinutes(minutes: Long) = passSeconds(minutes * 60)

    /** Lets the time pass until a moment; never back. */
    fun passUntil(ms: Long) {
        passedMs.updateAndGet { maxOf(it, ms - startMs) }
    }

    override fun now(): ClockReading {
        val passed = passedMs.incrementAndGet()
        return ClockReading(wall = startMs + passed, bootMs = passed, bootId = 7)
    }
}

/** Secrets in memory: a phone whose key store forgets with the process. */
class MemorySecrets : SecretStore {
    private val kept = ConcurrentHashMap<String, ByteArray>()

    override fun read(name: String): ByteArray? = kept[name]

    override fun write(name: String, secret: ByteArray) {
        kept[name] = secret
    }
}

/**
 * The platform's HTTP behind a switch: the class that Android has, too.
 *
 * [before] and [after] see each request and its answer; what they throw is what the core meets. With an `after` that
 * throws `PlatformException.Offline`, the server did its part and the answer got lost on the way back.
 */
class SwitchedNetwork : HttpTransport {
    /** Off: every request fails as in airplane mode. */
    @Volatile var isOn = true

    @Volatile var before: (HttpRequest) -> Unit = {}

    @Volatile var after: (HttpResponse) -> Unit = {}

    override fun send(request: HttpRequest): HttpResponse {
        if (!isOn) throw PlatformException.Offline()
        before(request)
        return try {
            exchange(request).also(after)
        } catch (error: IOException) {
            throw PlatformException.Offline()
        }
    }

    private fun exchange(request: HttpRequest): HttpResponse {
        val connection = URI(request.url).toURL().openConnection() as HttpURLConnection
        connection.requestMethod = request.method
        connection.instanceFollowRedirects = false
        request.headers.forEach { connection.setRequestProperty(it.name, it.value) }
        if (request.body.isNotEmpty()) {
            connection.doOutput = true
            connection.outputStream.use { it.write(request.body) }
        }
        val status = connection.responseCode
        val stream = if (status < 400) connection.inputStream else connection.errorStream
        val headers = connection.headerFields.filterKeys { it != null }
            .flatMap { (name, values) -> values.map { HttpHeader(name, it) } }
        return HttpResponse(status.toUShort(), headers, stream?.use { it.readBytes() } ?: ByteArray(0))
    }
}

/** A photo as a camera leaves it: the beginning of a JPEG will do. [seed] makes it differ from others. */
fun jpeg(seed: Int): ByteArray =
    listOf(0xFF, 0xD8, 0xFF, 0xE0).map(Int::toByte).toByteArray() + ByteArray(2000) { seed.toByte() }

/** A signature: a wave and a dash, as a finger draws them. */
fun strokes(): List<Stroke> {
    val heights = listOf(0, -18, -30, -20, 6, 22, 14, -10, -26, -12, 10, 20, 4, -14, -4, 8, 2)
    val wave = heights.mapIndexed { i, height ->
        Point(2000 + 900 * i, 6000 + 100 * height, (30 * i).toUInt(), 500u)
    }
    val dash = (0..5).map { Point(4000 + 1500 * it, 9000 - 80 * it, (700 + 25 * it).toUInt()) }
    return listOf(Stroke(wave), Stroke(dash))
}
