package dev.doorstep.scenario

import dev.doorstep.Doorstep
import dev.doorstep.ffi.Config
import dev.doorstep.ffi.Delivery
import dev.doorstep.ffi.DoorstepException
import dev.doorstep.ffi.Job
import dev.doorstep.ffi.Rejection
import dev.doorstep.ffi.SyncStatus
import dev.doorstep.testing.LocalServer
import dev.doorstep.testing.MemorySecrets
import dev.doorstep.testing.SwitchedNetwork
import dev.doorstep.testing.jpeg
import kotlinx.coroutines.runBlocking
import java.io.File

/** Somebody's phone in a story. */
class Hands(val name: String, val doorstep: Doorstep, val network: SwitchedNetwork, val directory: File) {
    /** The job, if it is here. */
    suspend fun job(case: String): Job? = try {
        doorstep.jobs { job(case) }
    } catch (absent: DoorstepException.NotFound) {
        null
    }
}

/** Everybody of one story with their phones, and what the story calls things. */
class Stage(private val scenario: Scenario, private val root: File) : AutoCloseable {
    val clock = StoryClock(scenario.clock)
    private val owners = scenario.people.filterValues { it != "office" }
    private val server = LocalServer(
        root.resolve("server"),
        *(owners + ("desk" to "office")).map { (name, role) -> "$name:$name:$role" }.toTypedArray(),
    )
    private val desk = Desk(server.office(), scenario.service, clock)

    /** Everybody's, and `desk`, a device of the office: it may see every job, and so shows what the server holds. */
    val phones: Map<String, Hands> = (owners.keys + "desk").associateWith { runBlocking { enrol(it) } }
    val cases = mutableMapOf<String, String>()
    val quotes = mutableMapOf<String, String>()
    val lines = mutableMapOf<String, String>()
    val notes = mutableMapOf<String, String>()

    /** Versions that somebody keeps on the screen. */
    val screens = mutableMapOf<Pair<String, String>, String>()
    private var photos = 0

    private suspend fun enrol(name: String): Hands {
        val (network, directory) = SwitchedNetwork() to root.resolve(name).apply { mkdirs() }
        val doorstep = Doorstep.open(Config("$directory/store", "en"), MemorySecrets(), clock, network)
        doorstep.enrol(server.url, server.codeFor(name), "$name's phone")
        doorstep.sync()
        return Hands(name, doorstep, network, directory)
    }

    override fun close() = server.use { phones.values.forEach { it.doorstep.close() } }

    /** A photo as the camera leaves it; each is another one. */
    fun camera(): String {
        photos += 1
        return root.resolve("camera-$photos.jpg").apply { writeBytes(jpeg(photos)) }.path
    }

    /** The case that the story calls so, or the only one. */
    fun case(job: String?): String = if (job == null) cases.values.single() else cases.getValue(job)

    /** Everything that was not as the story says. */
    suspend fun tell(): List<String> {
        val wrong = scenario.story.flatMapTo(mutableListOf()) { step -> play(step).map { "$step: $it" } }
        phones.values.forEach { it.network.isOn = true }
        everybodySyncs()
        wrong += comeTogether().map { "in the end: $it" }
        return wrong + scenario.finally.flatMap { step -> play(step).map { "finally $step: $it" } }
    }

    /** Plays one line; answers what was not as expected. */
    private suspend fun play(step: Any?): List<String> {
        val (line, details) = if (step is Map<*, *>) step.asMap().entries.single().toPair() else step as String to null
        val about = line.split(", ")
        fun named(what: String) = about.drop(1).find { it.startsWith("$what ") }?.removePrefix("$what ")
        val (sentence, job) = about.first() to named("job")
        when {
            line.startsWith("refused because ") -> return playRefused(line.removePrefix("refused because "), details)
            line.startsWith("at ") -> clock.passUntil(line.removePrefix("at "))
            line.endsWith(" later") -> clock.pass(line.removeSuffix(" later"))
            line == "everybody syncs" -> everybodySyncs()
            line.startsWith("expect ") -> return expect(sentence.removePrefix("expect "), case(job), details.asMap())
            else -> act(sentence.substringBefore(' '), sentence.substringAfter(' '), job, named("visit"), details)
        }
        return emptyList()
    }

    /** The core says no, and its words contain these. */
    private suspend fun playRefused(because: String, step: Any?): List<String> = try {
        play(step)
        listOf("it was done")
    } catch (refused: DoorstepException) {
        if (because in told(refused)) emptyList() else listOf("refused, but because: ${told(refused)}")
    }

    private suspend fun act(who: String, words: String, job: String?, visit: String?, details: Any?) {
        val isOffice = scenario.people.getValue(who) == "office"
        val phone = phones[who]
        when {
            isOffice && words == "creates a job" -> {
                val new = details.asMap()
                cases[new.textOrNull("as") ?: "the job"] = desk.create(who, new)
            }
            isOffice || phone == null -> desk.order(who, words, case(job), details)
            words == "goes offline" -> phone.network.isOn = false
            words == "comes online" -> phone.network.isOn = true
            words == "syncs" -> phone.doorstep.sync()
            else -> {
                val action = ACTIONS[words] ?: error("this driver does not know `$words`")
                Screen.of(this, phone, case(job), visit?.toUInt()).action(details)
            }
        }
    }

    /** Until a whole round brings nothing new to anybody. */
    private suspend fun everybodySyncs() {
        repeat(ROUNDS_MAX) {
            var moved = 0u
            for (phone in phones.values.filter { it.network.isOn }) {
                val report = phone.doorstep.sync()
                check(report.status == SyncStatus.DONE) { "${phone.name}: $report" }
                moved += report.acked + report.pulled + report.filesSent
            }
            if (moved == 0u) return
        }
        error("there is still something to send after $ROUNDS_MAX rounds")
    }

    /** In the end everybody has the same, everything is safe, and the office's own list says it too. */
    private suspend fun comeTogether(): List<String> = buildList {
        for ((name, phone) in phones) {
            val outbox = phone.doorstep.office { outbox() }
            if (outbox.delivery != Delivery.STORED_SAFELY) add("not everything of $name is stored safely: $outbox")
        }
        for ((name, case) in cases) {
            val jobs = phones.values.mapNotNull { it.job(case) }
            if (jobs.map { it.version }.toSet().size != 1) add("$name differs")
            val outcome = word(phones.getValue("desk").job(case)!!.state.outcome)
            if (!desk.comesToList(case, outcome)) add("the office's list does not say $outcome")
        }
    }

    private suspend fun expect(place: String, case: String, expected: Map<String, Any?>): List<String> {
        val office = phones.getValue("desk")
        if (place == "at the office" || place == "everywhere") office.doorstep.sync()
        val places = when (place) {
            "at the office" -> listOf(office)
            "everywhere" -> phones.values.filter { it.job(case) != null }
            else -> listOf(phones.getValue(place.removePrefix("on ")))
        }
        return places.flatMap { phone -> Look.at(this, phone, case, expected).map { "${phone.name}: $it" } }
    }

    private companion object {
        const val ROUNDS_MAX = 10

        /** What an error says, with everything that is missing. */
        fun told(error: DoorstepException): String = when (val why = (error as? DoorstepException.Rejected)?.why) {
            is Rejection.Missing -> why.missing.joinToString("; ") { "${it.step}: ${it.words}" }
            is Rejection.NotConfigured -> "not configured: " + why.what.joinToString()
            else -> "$error"
        }
    }
}
