package dev.doorstep.scenario

import dev.doorstep.testing.Office

/** What the people of the office do, by the desk's own interface. */
class Desk(private val office: Office, private val service: String, private val clock: StoryClock) {
    /** Dispatches a job and answers its case. */
    fun create(who: String, new: Map<String, Any?>): String {
        val unknown = new.keys - KNOWN
        check(unknown.isEmpty()) { "this driver does not know $unknown of a job" }
        val start = new.textOrNull("appointment")?.let { clock.moment(it) }
        val area = new.textOrNull("area") ?: "indoor"
        return office.create(
            """{"acting": ${acting(who)}, "service": ${json(service)}, "report": ${json(new.text("report"))},
                "area": ${json(area)}, "emergency": ${new.textOrNull("emergency") == "true"},
                "customer": {"name": ${json(new.text("customer"))}, "phone": ${json(new.textOrNull("phone"))}},
                "site": {"address": ${json(new.text("address"))}, "time_zone": "CST-8"},
                "reported_at_ms": ${clock.nowMs}, "start_ms": $start, "users": ${json(new["assigned"]?.asNames().orEmpty())}}""",
        )
    }

    fun order(who: String, words: String, case: String, details: Any?) {
        val (order, body) = when (words) {
            "assigns" -> "assign" to """"users": ${json(details.asNames())}"""
            "reschedules" -> "appoint" to """"start_ms": ${clock.moment(details as String)}"""
            "cancels the job" -> "cancel" to """"reason": ${json(details)}"""
            "reopens the job" -> "reopen" to """"reason": ${json(details)}"""
            else -> error("this driver does not know `$words` at the desk")
        }
        office.ask("jobs/$case/$order", """{"acting": ${acting(who)}, $body}""")
    }

    fun comesToList(case: String, outcome: String) = office.comesToSay(case, "\"outcome\":\"$outcome\"")

    private fun acting(who: String) = """{"user": "$who", "name": "$who", "role": "office"}"""

    private fun json(value: Any?): String = when (value) {
        null -> "null"
        is List<*> -> value.joinToString(prefix = "[", postfix = "]", transform = ::json)
        else -> "\"" + "$value".replace("\\", "\\\\").replace("\"", "\\\"") + "\""
    }

    private companion object {
        val KNOWN = setOf("as", "customer", "phone", "address", "report", "area", "emergency", "appointment", "assigned")
    }
}
