package dev.doorstep.scenario

import dev.doorstep.ffi.Clock
import dev.doorstep.ffi.ClockReading
import org.yaml.snakeyaml.DumperOptions
import org.yaml.snakeyaml.LoaderOptions
import org.yaml.snakeyaml.Yaml
import org.yaml.snakeyaml.constructor.SafeConstructor
import org.yaml.snakeyaml.representer.Representer
import org.yaml.snakeyaml.resolver.Resolver
import java.io.File
import java.time.Duration
import java.time.Instant
import java.time.LocalDate
import java.time.LocalDateTime
import java.time.LocalTime
import java.time.ZoneOffset

/** One file of `tests/scenarios`. Every value in it is a text, as it stands there. */
class Scenario(file: File) {
    private val head = read(file)

    val title = head.text("title")
    val service = head.text("service")
    val people = head.getValue("people").asMap().mapValues { (_, role) -> role as String }
    val clock = head.text("clock")
    val story = head.getValue("story") as List<*>
    val finally = head["finally"] as List<*>? ?: emptyList<Any>()

    private fun read(file: File): Map<String, Any?> {
        val options = LoaderOptions()
        val representer = Representer(DumperOptions())
        val yaml = Yaml(SafeConstructor(options), representer, DumperOptions(), options, Texts())
        val read = yaml.load<Any>(file.readText()).asMap()
        val unknown = read.keys - setOf("title", "origin", "service", "people", "clock", "story", "finally")
        check(unknown.isEmpty()) { "${file.name}: this driver does not know $unknown" }
        return read
    }

    /** Takes nothing for anything but a text: `10:00` is no number of minutes. */
    private class Texts : Resolver() {
        override fun addImplicitResolvers() = Unit
    }
}

/** The clock of everybody in a story: it stands still until the story goes on. */
class StoryClock(start: String) : Clock {
    private val startMs = moment(start, 0)

    /** What it shows. */
    @Volatile var nowMs = startMs
        private set

    override fun now() = ClockReading(wall = nowMs, bootMs = nowMs - startMs + 1, bootId = 7)

    fun passUntil(text: String) {
        val then = moment(text)
        check(then >= nowMs) { "at $text: this time is over already" }
        nowMs = then
    }

    /** `10 seconds`, `26 minutes`, `1 day`. */
    fun pass(length: String) {
        val (count, unit) = length.split(' ')
        nowMs += when (unit.removeSuffix("s")) {
            "second" -> Duration.ofSeconds(count.toLong())
            "minute" -> Duration.ofMinutes(count.toLong())
            "hour" -> Duration.ofHours(count.toLong())
            "day" -> Duration.ofDays(count.toLong())
            else -> error("`$length` is no length of time")
        }.toMillis()
    }

    /** `10:00`, `tomorrow 09:00`, `2026-03-04 09:00`, as the story sees it. */
    fun moment(text: String, seenFrom: Long = nowMs): Long {
        val today = LocalDateTime.ofInstant(Instant.ofEpochMilli(seenFrom), CHINA).toLocalDate()
        val date = when (val day = text.substringBeforeLast(' ', "")) {
            "" -> today
            "tomorrow" -> today.plusDays(1)
            else -> LocalDate.parse(day)
        }
        return date.atTime(LocalTime.parse(text.substringAfterLast(' '))).toInstant(CHINA).toEpochMilli()
    }

    private companion object {
        /** CST-8. */
        val CHINA: ZoneOffset = ZoneOffset.ofHours(8)
    }
}

/** What stands behind a word with details. */
fun Any?.asMap(): Map<String, Any?> = (this as? Map<*, *>).orEmpty().mapKeys { (key, _) -> key as String }

/** One name or a list of them. */
fun Any?.asNames(): List<String> = if (this is List<*>) map { it as String } else listOf(this as String)

fun Map<String, Any?>.text(name: String) = getValue(name) as String

fun Map<String, Any?>.textOrNull(name: String) = get(name) as String?

/** `12.34` in hundredths. */
fun Any?.asMinor(): Long {
    check(Regex("-?\\d+\\.\\d\\d").matches(this as String)) { "`$this` is no amount" }
    return replace(".", "").toLong()
}

/** The glossary's word of a variant: `CUSTOMER_ACCEPT` and `CancelledWhileDone` as the stories write them. */
fun word(variant: Any): String = when (variant) {
    is Enum<*> -> variant.name.lowercase()
    else -> variant::class.simpleName!!.replace(Regex("(?<=[a-z])(?=[A-Z])"), "_").lowercase()
}
