package dev.doorstep.sample.app

import dev.doorstep.ffi.SignatureRole

/** Where in the app somebody is. A place is written down as text, so that the app comes back there after its process died. */
sealed interface Place {
    data object Enrol : Place

    data object Today : Place

    data object Settings : Place

    data object FollowUps : Place

    data class JobPage(val case: String, val visit: String? = null) : Place

    /** The checklist of a visit, for the ending that somebody has in mind, at one of its steps. */
    data class Steps(val case: String, val visit: String, val outcome: String, val step: String? = null) : Place

    data class Ending(val case: String, val visit: String) : Place

    data class QuotePage(val case: String, val visit: String) : Place

    data class Sign(val case: String, val visit: String, val role: SignatureRole, val quote: String?) : Place

    /** What is owed, and what was paid. */
    data class Payments(val case: String, val visit: String) : Place

    /** Before and after. */
    data class Photos(val case: String, val visit: String) : Place

    data class Report(val case: String) : Place

    data class Differences(val case: String) : Place

    /** A complaint or another job that follows from this one. */
    data class GoOn(val case: String, val visit: String) : Place

    fun written(): String = when (this) {
        Enrol, Today, Settings, FollowUps -> listOf(this::class.simpleName)
        is JobPage -> listOf("JobPage", case, visit)
        is Steps -> listOf("Steps", case, visit, outcome, step)
        is Ending -> listOf("Ending", case, visit)
        is QuotePage -> listOf("QuotePage", case, visit)
        is Sign -> listOf("Sign", case, visit, role.name, quote)
        is Payments -> listOf("Payments", case, visit)
        is Photos -> listOf("Photos", case, visit)
        is Report -> listOf("Report", case)
        is Differences -> listOf("Differences", case)
        is GoOn -> listOf("GoOn", case, visit)
    }.joinToString("|") { it.orEmpty() }

    companion object {
        /** The place that was written; null for one of another version of the app. */
        fun read(written: String): Place? {
            val words = written.split('|')
            fun word(index: Int) = words.getOrNull(index)?.ifEmpty { null }
            fun case() = word(1)
            return when (words[0]) {
                "Enrol" -> Enrol
                "Today" -> Today
                "Settings" -> Settings
                "FollowUps" -> FollowUps
                "JobPage" -> case()?.let { JobPage(it, word(2)) }
                "Steps" -> Steps(case() ?: return null, word(2) ?: return null, word(3) ?: return null, word(4))
                "Ending" -> Ending(case() ?: return null, word(2) ?: return null)
                "QuotePage" -> QuotePage(case() ?: return null, word(2) ?: return null)
                "Sign" -> {
                    val role = SignatureRole.entries.find { it.name == word(3) } ?: return null
                    Sign(case() ?: return null, word(2) ?: return null, role, word(4))
                }
                "Payments" -> Payments(case() ?: return null, word(2) ?: return null)
                "Photos" -> Photos(case() ?: return null, word(2) ?: return null)
                "Report" -> case()?.let(::Report)
                "Differences" -> case()?.let(::Differences)
                "GoOn" -> GoOn(case() ?: return null, word(2) ?: return null)
                else -> null
            }
        }
    }
}
