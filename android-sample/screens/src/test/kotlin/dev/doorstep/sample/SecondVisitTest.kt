package dev.doorstep.sample

import androidx.compose.ui.test.junit4.createComposeRule
import dev.doorstep.sample.app.Look
import dev.doorstep.testing.LocalServer
import org.junit.Rule
import java.io.File
import kotlin.io.path.createTempDirectory
import kotlin.test.AfterTest
import kotlin.test.Test
import kotlin.test.assertTrue

/** Catalogue scenario 6 by finger: two phones, two visits, neither knows of the other; the minutes add up. */
class SecondVisitTest {
    @get:Rule
    val rule = createComposeRule()
    private val root: File = createTempDirectory("second-visit").toFile()
    private val server = LocalServer(root.resolve("server"), "chen:Chen:technician", "li:Li:technician")
    private val chen = TestPhone(root.resolve("chen"), "chen", Look("en"))
    private val li = TestPhone(root.resolve("li"), "li", Look("en"))

    @AfterTest
    fun tidy() {
        listOf(chen, li, server).forEach(AutoCloseable::close)
        root.deleteRecursively()
    }

    @Test
    fun `the minutes of two visits on two phones add up`() {
        val case = server.office().create(
            """{"service": "longfor-dispatch", "area": "indoor", "report": "kitchen lamp is dark",
                "customer": {"name": "Wang"}, "site": {"address": "3-402", "time_zone": "CST-8"},
                "users": ["chen", "li"], "start_ms": ${moment("10:00")}}""",
        )
        val finger = Finger(rule)
        for ((phone, user) in listOf(chen to "chen", li to "li")) {
            finger.takes(phone)
            finger.enrols(server, user)
            finger.sees("kitchen lamp is dark")
        }
        finger.takes(chen)
        finger.firstVisit()
        finger.sendsAndFetches(chen)
        finger.sendsAndFetches(li)
        finger.worksOn(chen)
        finger.takes(li)
        finger.secondVisit()
        finger.comesBack(li)
        finger.comesBack(chen)
        finger.comesBack(li)
        listOf(chen, li).forEach { phone ->
            finger.takes(phone)
            finger.taps("kitchen lamp is dark")
            finger.tapsExactly("Report")
            finger.sees("17 min worked")
            finger.sees("12 min worked")
            finger.sees("5.00")
        }
        // Seventeen and twelve, in the office's own reckoning of the price.
        assertTrue(server.office().comesToSay(case, "\"minutes\":29"), server.office().ask("jobs/$case"))
    }

    private fun Finger.firstVisit() {
        taps("kitchen lamp is dark")
        tapsPhase("Contact")
        taps("Reached", on = "verify_call")
        tapsIcon("Back")
        chen.at("9:55")
        taps("Set out")
        taps("I have arrived")
        preparesWork("the socket of the lamp is broken")
        quotes()
        planNext()
    }

    /** From the door to the cloth on the floor. */
    private fun Finger.preparesWork(finding: String) {
        tapsPhase("Arrive")
        taps("Somebody answered", on = "door_attempts")
        tapsPhase("Enter")
        taps("Done", on = "introduce")
        taps("Agrees", on = "entry_consent")
        taps("Done", on = "shoe_covers")
        taps("The customer pays", on = "payment")
        taps("Done", on = "price_list")
        tapsPhase("Find the fault")
        writes(finding, into = "write:survey")
        taps("Save", on = "survey")
        taps("Take a photo", on = "survey")
        taps("None of these", on = "risks")
        tapsPhase("Work")
        taps("Done", on = "ground_cloth")
        taps("Done", on = "protect_area")
        tapsIcon("Back")
    }

    private fun Finger.quotes() {
        tapsExactly("Quote")
        tapsExactly("Add an item")
        taps("Change a lamp bulb")
        sees("5.00")
        taps("Show it to the customer")
        taps("The customer agrees")
        sees("Agreed")
        tapsIcon("Back")
    }

    private fun Finger.planNext() {
        taps("End the visit")
        taps("Not finished")
        taps("Tools counted")
        tapsPhase("Leave")
        taps("Choose day and time", on = "next_appointment")
        taps("tomorrow", on = "next_appointment")
        taps("Part missing", on = "next_appointment")
        taps("Book this time")
        sees("Booked for tomorrow 09:00")
        tapsIcon("Back")
        tapsIcon("Back")
        tapsIcon("Back")
    }

    /** Seventeen minutes in airplane mode, then the part is missing. */
    private fun Finger.worksOn(phone: TestPhone) {
        takes(phone)
        phone.at("10:00")
        taps("kitchen lamp is dark")
        taps("Visit 1")
        tapsPhase("Work")
        taps("Start work", on = "work")
        sees("Stop work")
        phone.clock.passMinutes(17)
        taps("Stop work", on = "work")
        sees("17 min worked")
        tapsIcon("Back")
        taps("End the visit")
        taps("Not finished")
        taps("Part missing")
        tapsMain()
        sees("Not yet")
        tapsExactly("Close")
        taps("Tools")
        taps("Done", on = "tools_counted")
        tapsIcon("Back")
        sees("Nothing is missing")
        tapsMain()
        taps("Visit 1")
        sees("Left")
        tapsIcon("Back")
    }

    private fun Finger.secondVisit() {
        li.at("8:55", day = 3)
        taps("kitchen lamp is dark")
        taps("Visit 2")
        taps("Set out")
        taps("I have arrived")
        preparesWork("the new socket is here")
        tapsPhase("Work")
        taps("Start work", on = "work")
        li.clock.passMinutes(12)
        taps("Stop work", on = "work")
        sees("12 min worked")
        tapsIcon("Back")
        tapsIcon("Back")
    }

    /** In touch, and then in airplane mode for what follows. */
    private fun Finger.sendsAndFetches(phone: TestPhone) {
        takes(phone)
        tapsIcon("Send and fetch now")
        sees("Everything sent")
        tapsIcon("Settings")
        taps("Send and fetch now")
        sees("Everything is stored by the office")
        tapsTag("airplane")
        tapsIcon("Back")
        sees("Airplane mode")
    }

    private fun Finger.comesBack(phone: TestPhone) {
        takes(phone)
        tapsIcon("Settings")
        if (phone.app.isAirplane) tapsTag("airplane")
        taps("Send and fetch now")
        sees("Everything is stored by the office")
        tapsIcon("Back")
        sees("Everything sent")
    }
}
