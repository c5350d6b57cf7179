package dev.doorstep.sample

import androidx.compose.ui.test.junit4.createComposeRule
import dev.doorstep.ffi.PlatformException
import dev.doorstep.sample.app.Look
import dev.doorstep.testing.LocalServer
import org.junit.Rule
import java.io.File
import kotlin.io.path.createTempDirectory
import kotlin.test.AfterTest
import kotlin.test.Test
import kotlin.test.assertTrue

/** Catalogue scenario 1 by finger: nobody home, a note on the door, another visit; all of it in airplane mode. */
class NobodyHomeTest {
    @get:Rule
    val rule = createComposeRule()
    private val root: File = createTempDirectory("nobody-home").toFile()
    private val server = LocalServer(root.resolve("server"), "chen:Chen:technician", "lin:Lin:leader")
    private val office = server.office()
    private val chen = TestPhone(root.resolve("chen"), "chen", Look("en"))

    @AfterTest
    fun tidy() {
        listOf(chen, server).forEach(AutoCloseable::close)
        root.deleteRecursively()
    }

    @Test
    fun `nobody opens the door and the next visit is booked without a network`() {
        val case = office.create(
            """{"service": "repair-centre", "area": "indoor", "report": "kitchen lamp is dark",
                "customer": {"name": "Wang"}, "site": {"address": "3-402", "time_zone": "CST-8"},
                "users": ["chen", "lin"], "start_ms": ${moment("10:00")}}""",
        )
        val finger = Finger(rule)
        finger.takes(chen)
        finger.enrols(server, "chen")
        finger.sees("kitchen lamp is dark")
        finger.goesOffline()
        finger.rings()
        finger.cannotLeaveYet()
        finger.booksTomorrow()

        finger.taps("Visit 2")
        finger.sees("tomorrow 09:00")
        finger.tapsIcon("Back")
        finger.sees("wait for signal")
        finger.comesBack(case)
    }

    private fun Finger.goesOffline() {
        tapsIcon("Settings")
        tapsTag("airplane")
        tapsIcon("Back")
        sees("Airplane mode")
    }

    private fun Finger.rings() {
        taps("kitchen lamp is dark")
        taps("Set out")
        chen.at("10:00")
        taps("I have arrived")
        tapsPhase("Arrive")
        taps("Rang, nobody answered", on = "door_attempts")
        sees("1 attempt")
        tapsIcon("Back")
    }

    /** Each time the answer is not a dead button but what is missing, with the way there. */
    private fun Finger.cannotLeaveYet() {
        taps("End the visit")
        taps("Nobody home")
        taps("Nobody answered the door")
        tapsMain()
        sees("Not yet")
        tapsExactly("Close")
        taps("Ring or knock")
        chen.clock.passSeconds(10)
        taps("Rang, nobody answered", on = "door_attempts")
        sees("2 attempts")
        chen.clock.passSeconds(10)
        taps("Knocked, nobody answered", on = "door_attempts")
        sees("3 attempts")
        taps("Take a photo", on = "absent_note_photo")
        sees("1 of 1")
        tapsIcon("Back")
    }

    private fun Finger.booksTomorrow() {
        taps("Book the next visit")
        taps("Choose day and time", on = "next_appointment")
        taps("tomorrow", on = "next_appointment")
        taps("Nobody answered the door", on = "next_appointment")
        taps("Book this time")
        sees("Booked for tomorrow 09:00")
        tapsIcon("Back")
        sees("Nothing is missing")
        tapsMain()
    }

    /** The answer gets lost on the way back, and everything is sent once more: nothing is there twice. */
    private fun Finger.comesBack(case: String) {
        tapsIcon("Settings")
        tapsTag("airplane")
        chen.transport.after = { throw PlatformException.Offline() }
        taps("Send and fetch now")
        chen.transport.after = {}
        taps("Send and fetch now")
        sees("Everything is stored by the office")
        tapsIcon("Back")
        sees("Everything sent")
        assertTrue(office.comesToSay(case, "absent"), office.ask("jobs/$case"))
    }
}
