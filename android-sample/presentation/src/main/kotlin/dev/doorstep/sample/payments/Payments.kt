package dev.doorstep.sample.payments

import dev.doorstep.ffi.Account
import dev.doorstep.ffi.Job
import dev.doorstep.ffi.NewPayment
import dev.doorstep.ffi.Payment
import dev.doorstep.ffi.PaymentPurpose
import dev.doorstep.ffi.PaymentStanding
import dev.doorstep.ffi.Quote
import dev.doorstep.sample.app.Desk
import dev.doorstep.sample.app.JobPresenter
import dev.doorstep.sample.app.Place
import dev.doorstep.sample.steps.Option
import dev.doorstep.sample.words.Amounts
import dev.doorstep.sample.words.Chip
import dev.doorstep.sample.words.SiteClock
import dev.doorstep.sample.words.Tone
import dev.doorstep.sample.words.allTaken
import dev.doorstep.sample.words.amountFirst
import dev.doorstep.sample.words.byCard
import dev.doorstep.sample.words.byTransfer
import dev.doorstep.sample.words.inCash
import dev.doorstep.sample.words.notAcceptedYet
import dev.doorstep.sample.words.notAgreedYet
import dev.doorstep.sample.words.nothingCharged
import dev.doorstep.sample.words.nothingDue
import dev.doorstep.sample.words.officeConfirms
import dev.doorstep.sample.words.overpaid
import dev.doorstep.sample.words.standing
import dev.doorstep.sample.words.wayFirst

/** What is owed, how it can be paid, and what was paid. */
data class PaymentsState(
    val customer: String,
    /** What the customer agreed to pay in all; null as long as nobody agreed to anything. */
    val total: String?,
    val paid: String?,
    /** What the office has still to confirm; null if nothing waits. */
    val pending: String?,
    /** What remains, large. */
    val due: String?,
    /** The same as a number to begin with, such as `46.00`; empty if nothing is due. */
    val suggested: String,
    /** What the technician should know before taking money. */
    val hints: List<Chip>,
    /** Whether there is something to take money for. */
    val canPay: Boolean,
    val ways: List<Option>,
    val payments: List<PaymentRow>,
)

/** Money that was taken or given back, as a receipt says it. */
data class PaymentRow(val amount: String, val how: String, val state: Chip)

sealed interface PaymentsEvent {
    data class Choose(val way: String) : PaymentsEvent

    /** Takes an amount, such as `46.00`, with the number of a transfer or a slip of paper if there is one. */
    data class Take(val amount: String, val reference: String) : PaymentsEvent

    data object OpenQuote : PaymentsEvent

    /** The paper that says what was paid. */
    data object Receipt : PaymentsEvent
}

class PaymentsPresenter(desk: Desk, case: String, private val visit: String) :
    JobPresenter<PaymentsState, PaymentsEvent>(desk, case) {
    private var way: String? = null
    private var ways: List<Way> = emptyList()

    private class Way(val id: String, val title: String, val isConfirmedByOffice: Boolean)

    override suspend fun read(job: Job): PaymentsState {
        val quote = accepted(job)
        val account = quote?.account
        ways = if (job.hasPack) waysOf(quote) else emptyList()
        if (ways.size == 1) way = ways.first().id
        val open = stillOpen(account)
        return PaymentsState(
            customer = job.head.customer,
            total = quote?.total?.words,
            paid = account?.paid?.words,
            pending = account?.pending?.takeIf { it.minor != 0L }?.words,
            due = account?.due?.words,
            suggested = account?.due?.takeIf { open > 0 }?.let { Amounts(it.minorDigits).written(open) }.orEmpty(),
            hints = hints(quote, account),
            canPay = open > 0,
            ways = ways.map { Option(it.id, it.title, it.id == way) },
            payments = account?.payments.orEmpty().map { row(job, it) },
        )
    }

    /** What nobody has given yet, in minor units: what waits for the office was given. */
    private fun stillOpen(account: Account?): Long {
        val due = account?.due?.minor ?: return 0
        return due - account.pending.minor.coerceAtLeast(0)
    }

    private fun accepted(job: Job): Quote? = job.quotes.lastOrNull { it.offer?.isAccepted == true }

    /** As the prices say; if they say nothing of payment, the usual three. */
    private suspend fun waysOf(quote: Quote?): List<Way> {
        val words = desk.words
        val told = desk.doorstep.jobs { waysToPay(case, quote?.id) }.map { Way(it.id, it.title, it.isConfirmedByOffice) }
        return told.ifEmpty {
            listOf("cash" to words.inCash, "transfer" to words.byTransfer, "card" to words.byCard)
                .map { (id, title) -> Way(id, title, false) }
        }
    }

    private fun hints(quote: Quote?, account: Account?): List<Chip> {
        val words = desk.words
        if (quote == null || account == null) return listOf(Chip(Tone.ATTENTION, words.notAcceptedYet))
        val due = account.due
        return listOfNotNull(
            Chip(Tone.GOOD, words.nothingCharged).takeIf { quote.total?.minor == 0L },
            account.notAgreed?.let { Chip(Tone.ATTENTION, words.notAgreedYet(it.words)) },
            account.overpaid?.takeIf { it.minor > 0 }?.let { Chip(Tone.ATTENTION, words.overpaid(it.words)) },
            Chip(Tone.GOOD, words.nothingDue).takeIf { due?.minor == 0L && quote.total?.minor != 0L },
            Chip(Tone.WAITING, words.allTaken).takeIf { due != null && due.minor > 0 && stillOpen(account) <= 0 },
            Chip(Tone.WAITING, words.officeConfirms)
                .takeIf { stillOpen(account) > 0 && ways.any { it.id == way && it.isConfirmedByOffice } },
        )
    }

    private fun row(job: Job, payment: Payment): PaymentRow {
        val at = SiteClock(job.head.timeZone).moment(payment.at, desk.platform.nowMs(), desk.words)
        val title = ways.find { it.id == payment.method }?.title ?: payment.method
        val tone = when (payment.standing) {
            PaymentStanding.COUNTS -> Tone.GOOD
            PaymentStanding.PENDING -> Tone.WAITING
            PaymentStanding.REFUSED -> Tone.BAD
        }
        val how = listOfNotNull(title, payment.reference, payment.by, at).joinToString(" · ")
        return PaymentRow(payment.amount.words, how, Chip(tone, desk.words.standing(payment.standing)))
    }

    override suspend fun act(event: PaymentsEvent) {
        when (event) {
            is PaymentsEvent.Choose -> way = event.way
            is PaymentsEvent.Take -> take(event)
            PaymentsEvent.OpenQuote -> desk.navigator.open(Place.QuotePage(case, visit))
            PaymentsEvent.Receipt -> desk.navigator.open(Place.Report(case))
        }
    }

    private suspend fun take(event: PaymentsEvent.Take) {
        val quote = accepted(job)
        val total = quote?.total ?: return desk.tell(desk.words.notAcceptedYet)
        val amount = Amounts(total.minorDigits).read(event.amount)?.takeIf { it > 0 }
            ?: return desk.tell(desk.words.amountFirst)
        val way = way ?: return desk.tell(desk.words.wayFirst)
        val payment = NewPayment(quote.id, amount, way, PaymentPurpose.BALANCE, event.reference.trim().ifEmpty { null })
        desk.guarded(case, visit, "done") { desk.doorstep.visits { pay(case, job.version, visit, payment) } }
    }
}
