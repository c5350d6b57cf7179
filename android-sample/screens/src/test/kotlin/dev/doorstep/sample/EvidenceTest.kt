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

/** By finger: photos of before and after, parts, what goes along and comes back, and a signature in somebody's place. */
class EvidenceTest {
    @get:Rule
    val rule = createComposeRule()
    private val root: File = createTempDirectory("evidence").toFile()
    private val server = LocalServer(root.resolve("server"), "chen:Chen:technician", "lin:Lin:leader")
    private val office = server.office()
    private val chen = TestPhone(root.resolve("chen"), "chen", Look("en"))
    private val lin = TestPhone(root.resolve("lin"), "lin", Look("en"))
    private val finger by lazy { Finger(rule) }

    @AfterTest
    fun tidy() {
        listOf(chen, lin, server).forEach(AutoCloseable::close)
        root.deleteRecursively()
    }

    @Test
    fun `the photo of after shows the same spot`() {
        begins("longfor-dispatch", chen, "chen")
        finger.tapsPhase("Find the fault")
        finger.taps("Take a photo", on = "survey")
        finger.sees("1 of 1")
        finger.tapsIcon("Back")
        finger.sees("1 photo")
        finger.tapsTag("photos")
        finger.taps("Show this spot again")
        finger.sees("after")
        finger.tapsIcon("Back")
        finger.sees("2 photos")
    }

    @Test
    fun `parts are used, and none can be said to be`() {
        val case = begins("tianli-slip", chen, "chen")
        finger.tapsPhase("Work")
        finger.writes("special wax ring", into = "part:parts")
        finger.writes("2", into = "quantity:parts")
        finger.taps("Used from the van", on = "parts")
        finger.sees("2 × special wax ring")
        finger.writes("", into = "part:parts")
        finger.taps("Used from the van", on = "parts")
        finger.sees("Please check")
        finger.tapsExactly("Close")
        finger.sendsAll(chen)
        assertTrue(office.comesToSay(case, "specialwaxring"), office.ask("jobs/$case"))
    }

    @Test
    fun `what is taken along is signed for, and again when it comes back`() {
        begins("furniture-repair", chen, "chen")
        finger.tapsPhase("Repair")
        finger.taps("Taken to the centre", on = "where")
        finger.writes("oak table", into = "taken:taken")
        finger.writes("one leg loose", into = "condition:taken")
        finger.taps("Take it along", on = "taken")
        finger.sees("oak table")
        finger.taps("Take a photo", on = "taken")
        finger.taps("Ask for signature", on = "taken")
        finger.signs("The customer lets it be taken along")
        finger.tapsPhase("Return and accept")
        finger.writes("as new", into = "condition:back")
        finger.taps("Bring it back: oak table", on = "back")
        finger.taps("Ask for signature", on = "back")
        finger.signs("The customer has it back")
        finger.tapsIcon("Back")
        finger.sees("Signed by Wang")
    }

    private fun Finger.signs(title: String) {
        sees(title)
        tapsMain()
        sees("Sign first")
        tapsExactly("Close")
        draws()
        tapsMain()
        sees("Signed by Wang")
        tapsMain()
    }

    private fun begins(service: String, phone: TestPhone, user: String): String {
        val case = office.create(
            """{"service": "$service", "area": "indoor",
                "report": "it is broken", "customer": {"name": "Wang"},
                "site": {"address": "3-402", "time_zone": "CST-8"}, "users": ["$user"], "start_ms": ${moment("10:00")}}""",
        )
        finger.takes(phone)
        finger.enrols(server, user)
        finger.taps("it is broken")
        finger.taps("Set out")
        phone.at("10:00")
        finger.taps("I have arrived")
        finger.sees("Go on")
        return case
    }

    private fun Finger.sendsAll(phone: TestPhone) {
        takes(phone)
        tapsIcon("Back")
        tapsIcon("Back")
        tapsIcon("Settings")
        taps("Send and fetch now")
        sees("Everything is stored by the office")
    }
}
