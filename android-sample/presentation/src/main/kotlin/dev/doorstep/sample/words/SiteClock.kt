package dev.doorstep.sample.words

import java.time.DayOfWeek
import java.time.Instant
import java.time.LocalDate
import java.time.LocalDateTime
import java.time.ZoneOffset
import java.time.format.DateTimeFormatter
import java.time.temporal.TemporalAdjusters

/**
 * The clocks of a place, by its POSIX TZ string such as `CST-8` or `CET-1CEST,M3.5.0,M10.5.0/3`. Offsets and the `M`
 * form of changes are understood, which is every zone of today; what is not understood shows UTC and says so.
 */
class SiteClock(posix: String) {
    private val zone = PosixZone.parse(posix)

    /** Whether the zone was understood. */
    val isKnown = zone != null

    /** `10:42`. */
    fun time(ms: Long): String = at(ms).format(HOUR) + if (isKnown) "" else " UTC"

    /** The day there. */
    fun day(ms: Long): LocalDate = at(ms).toLocalDate()

    /** The moment at which its clocks show this. */
    fun moment(day: LocalDate, minuteOfDay: Int): Long {
        val local = day.atStartOfDay().plusMinutes(minuteOfDay.toLong())
        val standard = local.toInstant(ZoneOffset.ofTotalSeconds(zone?.standard ?: 0)).toEpochMilli()
        val shift = offset(standard) - (zone?.standard ?: 0)
        return standard - shift * 1000L
    }

    /** The day as people say it, seen from [nowMs]. */
    fun dayWords(ms: Long, nowMs: Long, words: Words): String {
        val day = day(ms)
        return when (day.toEpochDay() - day(nowMs).toEpochDay()) {
            0L -> words.say("今天", "today")
            1L -> words.say("明天", "tomorrow")
            -1L -> words.say("昨天", "yesterday")
            else -> dayOfMonth(day, words)
        }
    }

    /** `3月2日 周一`, `Mon 2 Mar`. */
    fun dayOfMonth(day: LocalDate, words: Words): String {
        val weekday = day.dayOfWeek.value - 1
        return if (words.isChinese) "${day.monthValue}月${day.dayOfMonth}日 周${"一二三四五六日"[weekday]}"
        else "${WEEKDAYS[weekday]} ${day.dayOfMonth} ${MONTHS[day.monthValue - 1]}"
    }

    /** Day and time: `today 10:42`. */
    fun moment(ms: Long, nowMs: Long, words: Words): String =
        if (day(ms) == day(nowMs)) time(ms) else "${dayWords(ms, nowMs, words)} ${time(ms)}"

    private fun at(ms: Long): LocalDateTime =
        LocalDateTime.ofInstant(Instant.ofEpochMilli(ms), ZoneOffset.ofTotalSeconds(offset(ms)))

    private fun offset(ms: Long) = zone?.offsetAt(ms) ?: 0

    private companion object {
        val HOUR: DateTimeFormatter = DateTimeFormatter.ofPattern("HH:mm")
        val WEEKDAYS = listOf("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
        val MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(' ')
    }
}

/** Seconds east of UTC in winter, and in summer from one change to the other. */
private class PosixZone(val standard: Int, val summer: Int, val begins: Change?, val ends: Change?) {
    class Change(val month: Int, val week: Int, val weekday: Int, val secondOfDay: Int) {
        fun localSecond(year: Int): Long {
            val first = LocalDate.of(year, month, 1)
            val day = DayOfWeek.of(if (weekday == 0) 7 else weekday)
            val date = if (week == 5) first.with(TemporalAdjusters.lastInMonth(day))
            else first.with(TemporalAdjusters.dayOfWeekInMonth(week, day))
            return date.toEpochDay() * 86_400 + secondOfDay
        }
    }

    fun offsetAt(ms: Long): Int {
        if (begins == null || ends == null) return standard
        val second = Math.floorDiv(ms, 1000L)
        val year = LocalDateTime.ofEpochSecond(second + standard, 0, ZoneOffset.UTC).year
        val from = begins.localSecond(year) - standard
        val until = ends.localSecond(year) - summer
        val isSummer = if (from < until) second in from until until else second >= from || second < until
        return if (isSummer) summer else standard
    }

    companion object {
        private const val NAME = "(?:[A-Za-z]{3,}|<[^>]+>)"
        private const val TIME = "[+-]?\\d{1,3}(?::\\d{2}){0,2}"
        private const val CHANGE = "M(\\d{1,2})\\.(\\d)\\.(\\d)(?:/($TIME))?"
        private val FORM = Regex("$NAME($TIME)(?:$NAME($TIME)?(?:,$CHANGE,$CHANGE)?)?")

        fun parse(posix: String): PosixZone? {
            val parts = FORM.matchEntire(posix)?.groupValues ?: return null
            val standard = -seconds(parts[1])
            val summer = if (parts[2].isEmpty()) standard + 3600 else -seconds(parts[2])
            return PosixZone(standard, summer, change(parts.subList(3, 7)), change(parts.subList(7, 11)))
        }

        private fun change(parts: List<String>): Change? {
            val (month, week, weekday) = parts.take(3).map { it.toIntOrNull() ?: return null }
            if (month !in 1..12 || week !in 1..5 || weekday !in 0..6) return null
            return Change(month, week, weekday, if (parts[3].isEmpty()) 7200 else seconds(parts[3]))
        }

        private fun seconds(time: String): Int {
            val sign = if (time.startsWith('-')) -1 else 1
            val parts = time.trimStart('+', '-').split(':').map(String::toInt)
            return sign * parts.zip(listOf(3600, 60, 1)).sumOf { (value, unit) -> value * unit }
        }
    }
}
