package dev.doorstep.testing

import java.io.File
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse.BodyHandlers
import java.util.concurrent.TimeUnit

private const val OFFICE_TOKEN = "the-office-token-of-this-test"

/**
 * `doorstep serve` on a free port, with its data in [directory], stopped by its own handle.
 *
 * @param invitations people to invite, as `user:Name:role`; their codes come from [codeFor].
 * @param font the font of printed reports, which phones fetch; `none`: they are pages of HTML only; `null`: a free one
 *   with Chinese letters, if this computer has one.
 * @param program the server program; `-Ddoorstep.server` says where it is.
 */
class LocalServer(
    directory: File,
    vararg invitations: String,
    font: String? = "none",
    program: String = System.getProperty("doorstep.server") ?: error("-Ddoorstep.server is not set"),
) : AutoCloseable {
    private val output = directory.apply { mkdirs() }.resolve("output")
    private val process: Process

    /** Where it listens. */
    val url: String

    init {
        val addressFile = directory.resolve("address").apply { delete() }
        val command = listOf(
            program, "serve", "--dir", "$directory/data", "--listen", "127.0.0.1:0",
            "--office-token", OFFICE_TOKEN, "--address-file", "$addressFile",
        ) + listOfNotNull(font).flatMap { listOf("--font", it) } + invitations.flatMap { listOf("--invite", it) }
        process = ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output).start()
        url = "http://" + waitFor { addressFile.takeIf(File::exists)?.readText()?.ifEmpty { null } }
        waitFor { invitations.size.takeIf { said().split("code for").size == it + 1 } }
    }

    /** The one-time code that the server printed for a user. */
    fun codeFor(user: String): String = said().lines().first { "code for $user:" in it }.substringAfterLast(' ')

    /** Its desk. */
    fun office() = Office(url)

    private fun said() = if (output.exists()) output.readText() else ""

    private fun <T : Any> waitFor(found: () -> T?): T {
        repeat(600) {
            found()?.let { return it }
            check(process.isAlive) { "the server ended: ${said()}" }
            Thread.sleep(100)
        }
        error("the server does not start: ${said()}")
    }

    override fun close() {
        process.destroy()
        if (!process.waitFor(20, TimeUnit.SECONDS)) process.destroyForcibly()
    }
}

/** The desk, as a program uses it. The few words of its JSON that matter to a test are found by their form. */
class Office(private val url: String) {
    private val client = HttpClient.newHttpClient()

    /** One call of the desk's interface: a POST if there is a body. Answers the JSON. */
    fun ask(path: String, body: String? = null): String {
        val request = HttpRequest.newBuilder(URI("$url/office/api/$path"))
            .header("authorization", "Bearer $OFFICE_TOKEN").header("content-type", "application/json")
        body?.let { request.POST(HttpRequest.BodyPublishers.ofString(it)) }
        val response = client.send(request.build(), BodyHandlers.ofString())
        check(response.statusCode() / 100 == 2) { "$path: ${response.statusCode()} ${response.body()}" }
        return response.body()
    }

    /** Creates a job from the desk's JSON and answers its case. */
    fun create(job: String): String {
        val created = ask("jobs", job)
        return Regex("case_[0-9a-f]{32}").find(created)?.value ?: error(created)
    }

    /** Whether the desk's view of a job comes to say so; it follows the log within moments. */
    fun comesToSay(case: String, words: String): Boolean = (1..100).any {
        if (words in ask("jobs/$case").replace(" ", "")) return true
        Thread.sleep(50)
        false
    }
}
