package dev.doorstep

import dev.doorstep.ffi.Clock
import dev.doorstep.ffi.ClockReading
import dev.doorstep.ffi.Config
import dev.doorstep.ffi.HttpHeader
import dev.doorstep.ffi.HttpRequest
import dev.doorstep.ffi.HttpResponse
import dev.doorstep.ffi.HttpTransport
import dev.doorstep.ffi.PlatformException
import dev.doorstep.ffi.Point
import dev.doorstep.ffi.SecretStore
import dev.doorstep.ffi.Stroke
import java.io.File
import java.io.IOException
import java.net.HttpURLConnection
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest as JavaRequest
import java.net.http.HttpResponse.BodyHandlers
import java.util.concurrent.ConcurrentHashMap
import java.util.concurrent.TimeUnit
import java.util.concurrent.atomic.AtomicLong
import kotlin.test.assertEquals
import kotlin.test.fail

private const val OFFICE_TOKEN = "the-office-token-of-this-test"

/** `doorstep serve` on a free port, stopped by its own handle. */
class Server(directory: File, vararg invitations: String) : AutoCloseable {
    private val output = directory.apply { mkdirs() }.resolve("output")
    private val process: Process
    val url: String

    init {
        val program = System.getProperty("doorstep.server") ?: fail("-Ddoorstep.server is not set")
        val addressFile = directory.resolve("address")
        val command = listOf(
            program, "serve", "--dir", "$directory/data", "--listen", "127.0.0.1:0", "--font", "none",
            "--office-token", OFFICE_TOKEN, "--address-file", "$addressFile",
        ) + invitations.flatMap { listOf("--invite", it) }
        process = ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output).start()
        url = "http://" + waitFor { addressFile.takeIf(File::exists)?.readText() }
        waitFor { invitations.size.takeIf { said().split("code for").size == it + 1 } }
    }

    /** The one-time code that the server printed for a user. */
    fun codeFor(user: String): String = said().lines().first { "code for $user:" in it }.substringAfterLast(' ')

    private fun said() = if (output.exists()) output.readText() else ""

    private fun <T : Any> waitFor(found: () -> T?): T {
        repeat(600) {
            found()?.let { return it }
            if (!process.isAlive) fail("the server ended: ${said()}")
            Thread.sleep(100)
        }
        fail("the server does not start: ${said()}")
    }

    override fun close() {
        process.destroy()
        if (!process.waitFor(20, TimeUnit.SECONDS)) process.destroyForcibly()
    }
}

/** The desk, as a program uses it. The few words of its JSON that matter here are found by their form. */
class Office(private val url: String) {
    private val client = HttpClient.newHttpClient()

    fun ask(path: String, body: String? = null): String {
        val request = JavaRequest.newBuilder(URI("$url/office/api/$path"))
            .header("authorization", "Bearer $OFFICE_TOKEN").header("content-type", "application/json")
        body?.let { request.POST(JavaRequest.BodyPublishers.ofString(it)) }
        val response = client.send(request.build(), BodyHandlers.ofString())
        assertEquals(2, response.statusCode() / 100, response.body())
        return response.body()
    }

    /** Creates the job of catalogue scenario 5 and gives it to two people. */
    fun createJob(startMs: Long): String {
        val created = ask(
            "jobs",
            """{"service": "longfor-dispatch", "area": "indoor",
                "report": "Cellar: lamp out, toilet blocked",
                "customer": {"name": "Mr Wang", "phone": "138 0000 0000"},
                "site": {"address": "Building 5, cellar 12", "time_zone": "CST-8"},
                "users": ["chen", "li"], "start_ms": $startMs}""",
        )
        return Regex("case_[0-9a-f]{32}").find(created)?.value ?: fail(created)
    }

    /** Whether the desk's list comes to say so; it follows the log within moments. */
    fun comesToSay(case: String, words: String): Boolean = (1..100).any {
        if (words in ask("jobs/$case").replace(" ", "")) return true
        Thread.sleep(50)
        false
    }
}

/** A clock that the test moves. */
class TestClock : Clock {
    val startMs = System.currentTimeMillis()
    private val passedMs = AtomicLong()

    fun passMinutes(minutes: Long) {
        passedMs.addAndGet(minutes * 60_000)
    }

    override fun now(): ClockReading {
        val passed = passedMs.incrementAndGet()
        return ClockReading(wall = startMs + passed, bootMs = passed, bootId = 7)
    }
}

/** Secrets in memory. */
class TestSecrets : SecretStore {
    private val kept = ConcurrentHashMap<String, ByteArray>()

    override fun read(name: String): ByteArray? = kept[name]

    override fun write(name: String, secret: ByteArray) {
        kept[name] = secret
    }
}

/** The platform's HTTP behind a switch: the class that Android has, too. */
class TestNetwork : HttpTransport {
    @Volatile var isOn = true

    @Volatile var beforeEach: () -> Unit = {}

    override fun send(request: HttpRequest): HttpResponse {
        if (!isOn) throw PlatformException.Offline()
        beforeEach()
        try {
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
        } catch (error: IOException) {
            throw PlatformException.Offline()
        }
    }
}

/** A phone with its owner. */
class Phone private constructor(
    val doorstep: Doorstep,
    val clock: TestClock,
    val network: TestNetwork,
    private val directory: File,
) : AutoCloseable by doorstep {
    private var photos = 0

    /** A photo as the camera leaves it: the beginning of a JPEG will do. */
    fun camera(): String {
        photos += 1
        val jpeg = listOf(0xFF, 0xD8, 0xFF, 0xE0).map(Int::toByte).toByteArray()
        val file = directory.resolve("camera-$photos.jpg")
        file.writeBytes(jpeg + ByteArray(2000) { photos.toByte() })
        return file.path
    }

    companion object {
        suspend fun enrolled(directory: File, server: Server, user: String, language: String): Phone {
            directory.mkdirs()
            val (clock, network) = TestClock() to TestNetwork()
            val config = Config("$directory/store", language)
            val doorstep = Doorstep.open(config, TestSecrets(), clock, network)
            doorstep.enrol(server.url, server.codeFor(user), "$user's phone")
            return Phone(doorstep, clock, network, directory)
        }
    }
}

/** A signature: a wave and a dash, as a finger draws them. */
fun strokes(): List<Stroke> {
    val heights = listOf(0, -18, -30, -20, 6, 22, 14, -10, -26, -12, 10, 20, 4, -14, -4, 8, 2)
    val wave = heights.mapIndexed { i, height ->
        Point(2000 + 900 * i, 6000 + 100 * height, (30 * i).toUInt(), 500u)
    }
    val dash = (0..5).map { Point(4000 + 1500 * it, 9000 - 80 * it, (700 + 25 * it).toUInt()) }
    return listOf(Stroke(wave), Stroke(dash))
}
