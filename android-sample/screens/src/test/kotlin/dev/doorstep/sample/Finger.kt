package dev.doorstep.sample

import androidx.compose.runtime.getValue
import androidx.compose.runtime.key
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.test.SemanticsMatcher
import androidx.compose.ui.test.hasAnyAncestor
import androidx.compose.ui.test.hasContentDescription
import androidx.compose.ui.test.hasTestTag
import androidx.compose.ui.test.hasText
import androidx.compose.ui.test.junit4.ComposeContentTestRule
import androidx.compose.ui.test.onRoot
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performScrollTo
import androidx.compose.ui.test.performTextClearance
import androidx.compose.ui.test.performTextInput
import androidx.compose.ui.test.performTouchInput
import androidx.compose.ui.test.printToString
import dev.doorstep.sample.screens.AppScreen
import dev.doorstep.testing.LocalServer

/** A finger on the glass of one phone after the other. It knows only what can be read there. */
class Finger(private val rule: ComposeContentTestRule) {
    private var phone by mutableStateOf<TestPhone?>(null)

    init {
        rule.setContent { phone?.let { key(it) { AppScreen(it.app) } } }
    }

    fun takes(phone: TestPhone) {
        this.phone = phone
        rule.waitForIdle()
    }

    /** Something happens outside of the glass, such as a file that is handed over. */
    fun waits(isSo: () -> Boolean) = rule.waitUntil(PATIENCE_MS, isSo)

    fun sees(words: String) = finds(hasText(words, substring = true), words)

    /** The words are nowhere, or soon will be. */
    fun misses(words: String) = waits {
        rule.onAllNodes(hasText(words, substring = true)).fetchSemanticsNodes().isEmpty()
    }

    /** A tap on what says so, on the card of a step if one is named. */
    fun taps(words: String, on: String? = null) {
        val here = hasText(words, substring = true)
        tap(if (on == null) here else here and hasAnyAncestor(hasTestTag(on)), "$words on $on")
    }

    /** A tap on what is called exactly so, on the rail of phases excepted. */
    fun tapsExactly(words: String) = tap(hasText(words) and hasTestTag("phase").not(), words)

    /** A tap on a phase of the rail. */
    fun tapsPhase(words: String) = tap(hasText(words) and hasTestTag("phase"), words)

    fun tapsIcon(words: String) = tap(hasContentDescription(words), words)

    fun tapsMain() = tap(hasTestTag("main"), "main")

    fun tapsTag(tag: String) = tap(hasTestTag(tag), tag)

    fun writes(words: String, into: String) {
        val field = hasTestTag(into)
        finds(field, into)
        rule.onNode(field).let {
            runCatching { it.performScrollTo() }
            it.performTextClearance()
            it.performTextInput(words)
        }
        rule.waitForIdle()
    }

    /** Draws on the signature pad. */
    fun draws() {
        finds(hasTestTag("pad"), "pad")
        rule.onNode(hasTestTag("pad")).performTouchInput {
            down(Offset(width * 0.2f, height * 0.6f))
            for (i in 1..20) moveTo(Offset(width * (0.2f + 0.03f * i), height * (0.5f + if (i % 2 == 0) 0.2f else -0.2f)))
            up()
        }
        rule.waitForIdle()
    }

    /** From the code of the office to the first list. */
    fun enrols(server: LocalServer, user: String) {
        writes(server.url, into = "server")
        writes(server.codeFor(user), into = "code")
        tapsMain()
    }

    private fun tap(what: SemanticsMatcher, name: String) {
        finds(what, name)
        rule.onAllNodes(what)[0].let {
            runCatching { it.performScrollTo() }
            it.performClick()
        }
        rule.waitForIdle()
    }

    private fun finds(what: SemanticsMatcher, name: String) {
        try {
            rule.waitUntil(PATIENCE_MS) { rule.onAllNodes(what).fetchSemanticsNodes().isNotEmpty() }
        } catch (late: Throwable) {
            throw AssertionError("not to be seen: $name\n${rule.onRoot().printToString()}", late)
        }
    }

    private companion object {
        const val PATIENCE_MS = 15_000L
    }
}
