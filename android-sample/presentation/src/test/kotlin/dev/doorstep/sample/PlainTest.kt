package dev.doorstep.sample

import dev.doorstep.ffi.SignatureRole
import dev.doorstep.sample.app.Place
import dev.doorstep.sample.enrol.Invitation
import dev.doorstep.sample.words.Amounts
import dev.doorstep.sample.words.SiteClock
import dev.doorstep.sample.words.Words
import java.time.LocalDate
import java.time.ZoneId
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertNull

/** What needs no core. */
class PlainTest {
    private val zones = mapOf(
        "CST-8" to "Asia/Shanghai",
        "CET-1CEST,M3.5.0,M10.5.0/3" to "Europe/Berlin",
        "EST5EDT,M3.2.0,M11.1.0" to "America/New_York",
        "AEST-10AEDT,M10.1.0,M4.1.0/3" to "Australia/Sydney",
        "<+0545>-5:45" to "Asia/Kathmandu",
    )

    @Test
    fun `clocks agree with the zone database at every hour of two years`() {
        for ((posix, id) in zones) {
            val (clock, zone) = SiteClock(posix) to ZoneId.of(id)
            val start = LocalDate.of(2026, 1, 1).atStartOfDay(zone).toInstant()
            for (hour in 0L until 2 * 365 * 24) {
                val at = start.plusSeconds(hour * 3600)
                val expected = at.atZone(zone)
                assertEquals(expected.toLocalDate(), clock.day(at.toEpochMilli()), "$id $at")
                assertEquals("%02d:%02d".format(expected.hour, expected.minute), clock.time(at.toEpochMilli()), "$id $at")
            }
        }
    }

    @Test
    fun `a time of day is the moment at which the clocks there show it`() {
        val clock = SiteClock("CET-1CEST,M3.5.0,M10.5.0/3")
        for (day in 1L..364L) {
            val date = LocalDate.of(2026, 1, 1).plusDays(day)
            assertEquals("09:30", clock.time(clock.moment(date, 9 * 60 + 30)), "$date")
        }
    }

    @Test
    fun `a zone that is not understood shows UTC and says so`() {
        for (nonsense in listOf("", "Asia/Shanghai", "CST", "C-8", "CST-8,junk", "\u0000", "x".repeat(10_000))) {
            val clock = SiteClock(nonsense)
            assertFalse(clock.isKnown, nonsense.take(20))
            assertEquals("00:00 UTC", clock.time(0))
        }
    }

    @Test
    fun `days are told as people say them`() {
        val clock = SiteClock("CST-8")
        val now = clock.moment(LocalDate.of(2026, 3, 2), 23 * 60)
        assertEquals("tomorrow 01:00", clock.moment(now + 2 * 3_600_000, now, Words("en")))
        assertEquals("明天 01:00", clock.moment(now + 2 * 3_600_000, now, Words("zh-CN")))
        assertEquals("Thu 5 Mar 23:00", clock.moment(now + 72 * 3_600_000, now, Words("en")))
        assertEquals("3月5日 周四 23:00", clock.moment(now + 72 * 3_600_000, now, Words("zh-CN")))
    }

    @Test
    fun `every place comes back as it was written`() {
        val places = listOf(
            Place.Enrol, Place.Today, Place.Settings, Place.FollowUps, Place.JobPage("case_1"),
            Place.JobPage("case_1", "visit_1"), Place.Steps("case_1", "visit_1", "done"),
            Place.Steps("case_1", "visit_1", "absent", "desk/instance_1/place"), Place.Ending("case_1", "visit_1"),
            Place.QuotePage("case_1", "visit_1"), Place.Report("case_1"), Place.Differences("case_1"),
            Place.Sign("case_1", "visit_1", SignatureRole.CUSTOMER_ACCEPT, null), Place.GoOn("case_1", "visit_1"),
        )
        places.forEach { assertEquals(it, Place.read(it.written())) }
        listOf("", "Nowhere", "Steps", "Steps|case_1", "Sign|case_1|visit_1|KING|", "JobPage|")
            .forEach { assertNull(Place.read(it), it) }
    }

    @Test
    fun `an amount is read as people write it, to the last digit that the currency has`() {
        val (yen, yuan, dinar) = listOf(0, 2, 3).map { Amounts(it.toUByte()) }
        for ((text, minor) in mapOf("12.34" to 1_234L, "12" to 1_200L, "12,5" to 1_250L, " 0.05 " to 5L)) {
            assertEquals(minor, yuan.read(text), text)
        }
        for (text in listOf("", "-1", "1.234", "1.2.3", ".5", "1e3", "99999999999999999999", "twelve")) {
            assertNull(yuan.read(text), text)
        }
        assertEquals(listOf(1_200L, null, 1_234L), listOf(yen.read("1200"), yen.read("1200.5"), dinar.read("1.234")))
        assertEquals(listOf("12.05", "-0.05"), listOf(yuan.written(1_205), yuan.written(-5)))
        assertEquals(listOf("1205", "0.005"), listOf(yen.written(1_205), dinar.written(5)))
    }

    @Test
    fun `an invitation is an address and a code and nothing else`() {
        val invitation = Invitation("https://sync.example.com", "ABCD-1234")
        val server = "https://sync.example.com"
        listOf("$server ABCD-1234", "$server/#ABCD-1234", " $server\nABCD-1234 ")
            .forEach { assertEquals(invitation, Invitation.read(it), it) }
        listOf("", "ABCD-1234", "ftp://x ABCD", "https://x a b", "javascript:alert(1) x")
            .forEach { assertNull(Invitation.read(it), it) }
    }
}
