package dev.doorstep.sample.quote

import dev.doorstep.ffi.Consent
import dev.doorstep.ffi.ConsentWhat
import dev.doorstep.ffi.Job
import dev.doorstep.ffi.NewLine
import dev.doorstep.ffi.Person
import dev.doorstep.ffi.PriceItem
import dev.doorstep.ffi.Quote
import dev.doorstep.ffi.SignatureRole
import dev.doorstep.ffi.StepKind
import dev.doorstep.ffi.Template
import dev.doorstep.sample.app.Desk
import dev.doorstep.sample.app.JobPresenter
import dev.doorstep.sample.app.Place
import dev.doorstep.sample.steps.Option
import dev.doorstep.sample.words.Amounts
import dev.doorstep.sample.words.Chip
import dev.doorstep.sample.words.Tone
import dev.doorstep.sample.words.accepted
import dev.doorstep.sample.words.amountFirst
import dev.doorstep.sample.words.askPriceAgain
import dev.doorstep.sample.words.declined
import dev.doorstep.sample.words.notPriced
import dev.doorstep.sample.words.notShown
import dev.doorstep.sample.words.option
import dev.doorstep.sample.words.shownToCustomer

/** What it costs: the options as cards, the lines of one of them, and what the customer says to it. */
data class QuoteState(
    val customer: String,
    val cards: List<QuoteCard>,
    val lines: List<LineRow>,
    val total: String?,
    val isEstimate: Boolean,
    val deposit: String?,
    val taxes: List<Pair<String, String>>,
    val problems: List<String>,
    val minutes: Int,
    val state: Chip,
    val prices: List<PriceRow>,
    val reasons: List<Option>,
    val phase: QuotePhase,
)

/** What comes next for this quote. */
enum class QuotePhase { WRITING, SHOWN, ACCEPTED, REFUSED }

data class QuoteCard(
    val quote: String,
    val title: String,
    val total: String,
    val names: List<String>,
    val isRecommended: Boolean,
    val isShown: Boolean,
    val isAccepted: Boolean,
)

data class LineRow(
    val line: String?,
    val name: String,
    val quantity: String,
    val amount: String,
    val because: List<String>,
    val canChange: Boolean,
)

data class PriceRow(val code: String, val title: String, val price: String)

sealed interface QuoteEvent {
    data class ShowCard(val quote: String) : QuoteEvent

    data object NewOption : QuoteEvent

    data object Recommend : QuoteEvent

    data class Add(val code: String) : QuoteEvent

    /** Material that is not on the list, with what it cost, such as `12.34`. */
    data class AddMaterial(val what: String, val cost: String) : QuoteEvent

    data class More(val line: String, val by: Int) : QuoteEvent

    data class Remove(val line: String) : QuoteEvent

    data class Minutes(val minutes: Int) : QuoteEvent

    /** Puts it, or all options, before the customer. */
    data object Show : QuoteEvent

    data class Accept(val person: String) : QuoteEvent

    data class Refuse(val person: String, val reason: String) : QuoteEvent

    data object Sign : QuoteEvent
}

class QuotePresenter(desk: Desk, case: String, private val visit: String) :
    JobPresenter<QuoteState, QuoteEvent>(desk, case) {
    private var shown: String? = null
    private var begun: String? = null
    private var recommended: String? = null
    private var minutes = FIRST_MINUTES
    private lateinit var template: Template

    /** Null if the service has no prices. */
    private val amounts get() = template.currency?.let { Amounts(it.minorDigits) }

    override suspend fun read(job: Job): QuoteState {
        template = desk.doorstep.jobs { template(case) }
        val known = job.quotes.map { it.id }
        if (begun in known) begun = null
        val id = shown ?: begun ?: known.lastOrNull() ?: desk.doorstep.jobs { newQuote() }.also { begun = it }
        shown = id
        val quote = priced(job, id)
        quote?.offer?.estimatedMinutes?.takeIf { it > 0u }?.let { minutes = it.toInt() }
        return state(job, id, quote)
    }

    /** As it was put before the customer, or else what it would cost now; null as long as nothing is in it. */
    private suspend fun priced(job: Job, id: String): Quote? {
        val written = job.quotes.find { it.id == id } ?: return null
        return if (written.offer != null) written else desk.doorstep.jobs { quote(case, id, minutes.toUInt()) }
    }

    private suspend fun state(job: Job, id: String, quote: Quote?) = QuoteState(
        customer = job.head.customer,
        cards = cards(job, id),
        lines = quote?.lines.orEmpty().map { line ->
            val canChange = line.line != null && job.lines.any { it.id == line.line }
            LineRow(line.line, line.name, line.quantity, line.amount?.words ?: desk.words.notPriced, line.because, canChange)
        },
        total = quote?.total?.words,
        isEstimate = quote?.isEstimate == true,
        deposit = quote?.deposit?.words,
        taxes = quote?.taxes.orEmpty().map { it.name to it.tax.words },
        problems = quote?.problems.orEmpty(),
        minutes = minutes,
        state = chip(quote),
        prices = template.prices.map { PriceRow(it.code, it.title, price(it)) },
        reasons = template.reasons.find { it.reasonFor == "declined" }?.reasons.orEmpty()
            .map { Option(it.id, it.title, false) },
        phase = phase(quote),
    )

    private fun phase(quote: Quote?) = when {
        quote?.offer == null || quote.mustAskAgain -> QuotePhase.WRITING
        quote.offer?.isAccepted == true -> QuotePhase.ACCEPTED
        quote.offer?.isAccepted == false -> QuotePhase.REFUSED
        else -> QuotePhase.SHOWN
    }

    private fun chip(quote: Quote?): Chip {
        val words = desk.words
        return when {
            quote?.mustAskAgain == true -> Chip(Tone.ATTENTION, words.askPriceAgain)
            else -> when (phase(quote)) {
                QuotePhase.WRITING -> Chip(Tone.QUIET, words.notShown)
                QuotePhase.SHOWN -> Chip(Tone.WAITING, words.shownToCustomer)
                QuotePhase.ACCEPTED -> Chip(Tone.GOOD, words.accepted)
                QuotePhase.REFUSED -> Chip(Tone.ATTENTION, words.declined)
            }
        }
    }

    private suspend fun cards(job: Job, shown: String): List<QuoteCard> {
        val ids = (job.quotes.map { it.id } + listOfNotNull(begun)).distinct()
        if (ids.size < 2) return emptyList()
        val offered = job.options.lastOrNull()?.options.orEmpty()
        return ids.mapIndexed { index, id ->
            val quote = priced(job, id)
            QuoteCard(
                quote = id,
                title = desk.words.option(index),
                total = quote?.total?.words ?: "–",
                names = quote?.lines.orEmpty().map { it.name },
                isRecommended = offered.find { it.quote == id }?.isRecommended ?: (id == recommended),
                isShown = id == shown,
                isAccepted = quote?.offer?.isAccepted == true,
            )
        }
    }

    private fun price(item: PriceItem): String {
        val (min, max) = item.priceMinMinor to item.priceMaxMinor
        val amounts = amounts ?: return desk.words.notPriced
        val amount = item.priceMinor?.let(amounts::written)
            ?: if (min != null && max != null) "${amounts.written(min)}–${amounts.written(max)}" else null
        return if (amount == null) desk.words.notPriced else "$amount / ${item.unit}"
    }

    override suspend fun act(event: QuoteEvent) {
        when (event) {
            is QuoteEvent.ShowCard -> shown = event.quote
            QuoteEvent.NewOption -> desk.doorstep.jobs { newQuote() }.let {
                begun = it
                shown = it
            }
            QuoteEvent.Recommend -> recommended = shown
            is QuoteEvent.Minutes -> minutes = event.minutes.coerceIn(1, MOST_MINUTES)
            QuoteEvent.Sign ->
                desk.navigator.open(Place.Sign(case, visit, SignatureRole.CUSTOMER_QUOTE_CONSENT, shown))
            else -> desk.guarded(case, visit, "done") { change(event) }
        }
    }

    private suspend fun change(event: QuoteEvent) {
        val quote = shown ?: return
        when (event) {
            is QuoteEvent.Add -> add(NewLine(quote, visit, item = event.code, quantity = "1"))
            is QuoteEvent.AddMaterial -> {
                val cost = event.cost.trim().takeIf { it.isNotEmpty() }
                val minor = cost?.let { amounts?.read(it) ?: return desk.tell(desk.words.amountFirst) }
                add(NewLine(quote, visit, what = event.what.trim(), quantity = "1", costMinor = minor))
            }
            is QuoteEvent.More -> more(event)
            is QuoteEvent.Remove -> desk.doorstep.jobs { deleteLine(case, job.version, event.line, true) }
            QuoteEvent.Show -> show(quote)
            is QuoteEvent.Accept -> answer(quote, event.person, null)
            is QuoteEvent.Refuse -> answer(quote, event.person, event.reason)
            else -> error("invariant: not a change: $event")
        }
    }

    private suspend fun add(line: NewLine) {
        desk.doorstep.jobs { addLine(case, job.version, line) }
    }

    private suspend fun more(event: QuoteEvent.More) {
        val line = job.lines.find { it.id == event.line } ?: return
        val quantity = line.quantity.toBigDecimal() + event.by.toBigDecimal()
        if (quantity.signum() <= 0) return
        desk.doorstep.jobs { setQuantity(case, job.version, line.id, quantity.toPlainString()) }
    }

    /** Each option is shown with its prices, and then all of them beside each other. */
    private suspend fun show(quote: String) {
        val all = job.quotes.filter { it.lines.isNotEmpty() || it.id == quote }
        var seen = job.version
        desk.doorstep.visits {
            for (one in all.filter { it.offer == null || it.mustAskAgain || it.offer?.isAccepted == false }) {
                seen = offerQuote(case, seen, visit, one.id, minutes.toUInt())
            }
            if (all.size > 1) offerOptions(case, seen, visit, all.map { it.id }, recommended)
        }
    }

    private suspend fun answer(quote: String, person: String, refusal: String?) {
        val asks = template.steps.find { (it.kind as? StepKind.Consent)?.to == "quote" }?.id
        val consent = Consent(
            ConsentWhat.QUOTE, quote = quote, step = asks, isAccepted = refusal == null, reason = refusal,
            person = Person(person),
        )
        desk.doorstep.visits { consent(case, job.version, visit, consent) }
    }

    private companion object {
        const val FIRST_MINUTES = 30
        const val MOST_MINUTES = 24 * 60
    }
}
