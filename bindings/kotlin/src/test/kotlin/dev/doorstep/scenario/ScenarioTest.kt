package dev.doorstep.scenario

import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.TestFactory
import org.junit.jupiter.api.io.TempDir
import java.io.File
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertTrue

/** Stories that the core's own tests tell as well, word for word through the Kotlin layer and a real server. */
class ScenarioTest {
    @TempDir lateinit var root: File

    @TestFactory
    fun `everything is as the story says`(): List<DynamicTest> = listOf(
        "04-quote-refused",
        "21-same-field",
        "22-same-note",
        "23-quote-lines",
        "24-stale-screen",
        "25-cancelled-while-done",
        "32-price-not-configured",
        "80-photo-marked-by-two",
    ).map { name -> DynamicTest.dynamicTest(name) { assertEquals(emptyList(), tell(name)) } }

    @Test
    fun `a word that the driver does not know fails the story`() {
        val unknown = assertFailsWith<IllegalStateException> { tell("33-parts-and-vans") }
        assertTrue("does not know" in unknown.message!!, unknown.message)
    }

    private fun tell(name: String): List<String> {
        val scenario = Scenario(File(System.getProperty("doorstep.scenarios"), "$name.yaml"))
        return Stage(scenario, root.resolve(name)).use { runBlocking { it.tell() } }
    }
}
