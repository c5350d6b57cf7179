import DoorstepKit

/// What is owed, how it can be paid, and what was paid.
public struct PaymentsState: Hashable, Sendable {
    public let customer: String
    /// What the customer agreed to pay in all; nil as long as nobody agreed to anything.
    public let total: String?
    public let paid: String?
    /// What the office has still to confirm; nil if nothing waits.
    public let pending: String?
    /// What remains, large.
    public let due: String?
    /// The same as a number to begin with, such as `46.00`; empty if nothing is due.
    public let suggested: String
    /// What the technician should know before taking money.
    public let hints: [Chip]
    /// Whether there is something to take money for.
    public let canPay: Bool
    public let ways: [Option]
    public let payments: [PaymentRow]
}

/// Money that was taken or given back, as a receipt says it.
public struct PaymentRow: Hashable, Sendable {
    public let amount: String
    public let how: String
    public let state: Chip
}

public enum PaymentsEvent: Sendable {
    case choose(String)
    /// Takes an amount, such as `46.00`, with the number of a transfer or a slip of paper if there is one.
    case take(amount: String, reference: String)
    case openQuote
    /// The paper that says what was paid.
    case receipt
}

public final class PaymentsPresenter: JobPresenter<PaymentsState, PaymentsEvent> {
    private let visit: VisitId
    private var way: String?
    private var ways: [WayToPay] = []

    init(_ desk: Desk, _ id: CaseId, _ visit: VisitId) {
        self.visit = visit
        super.init(desk, id)
    }

    override func read(_ job: Job) async throws -> PaymentsState {
        let quote = accepted(job)
        let account = quote?.account
        ways = job.hasPack ? try await ways(quote) : []
        if ways.count == 1 { way = ways[0].id }
        let open = stillOpen(account)
        let waits = account.map(\.pending).flatMap { $0.minor == 0 ? nil : $0.words }
        return PaymentsState(
            customer: job.head.customer, total: quote?.total?.words, paid: account?.paid.words, pending: waits,
            due: account?.due?.words, suggested: open > 0 ? plain(open, account) : "", hints: hints(quote, account),
            canPay: open > 0, ways: ways.map { Option(id: $0.id, title: $0.title, isChosen: $0.id == way) },
            payments: (account?.payments ?? []).map { row(job, $0) })
    }

    private func accepted(_ job: Job) -> Quote? {
        job.quotes.last { $0.offer?.isAccepted == true }
    }

    /// What nobody has given yet, in minor units: what waits for the office was given.
    private func stillOpen(_ account: Account?) -> Int64 {
        guard let account, let due = account.due?.minor else { return 0 }
        return due - max(account.pending.minor, 0)
    }

    private func plain(_ minor: Int64, _ account: Account?) -> String {
        account?.due.map { Amounts($0.minorDigits).written(minor) } ?? ""
    }

    /// As the prices say; if they say nothing of payment, the usual three.
    private func ways(_ quote: Quote?) async throws -> [WayToPay] {
        let told = try await desk.doorstep.jobs { [id, quote = quote?.id] in try $0.waysToPay(case: id, quote: quote) }
        if !told.isEmpty { return told }
        let words = desk.words
        let usual = [("cash", words.inCash), ("transfer", words.byTransfer), ("card", words.byCard)]
        return usual.map { WayToPay(id: $0.0, title: $0.1, isConfirmedByOffice: false) }
    }

    private func hints(_ quote: Quote?, _ account: Account?) -> [Chip] {
        let words = desk.words
        guard let quote, let account else { return [Chip(.attention, words.notAcceptedYet)] }
        let (due, open) = (account.due?.minor, stillOpen(account))
        var hints: [Chip] = []
        if quote.total?.minor == 0 { hints.append(Chip(.good, words.nothingCharged)) }
        if let more = account.notAgreed { hints.append(Chip(.attention, words.notAgreedYet(more.words))) }
        if let over = account.overpaid, over.minor > 0 { hints.append(Chip(.attention, words.overpaid(over.words))) }
        if due == 0 && quote.total?.minor != 0 { hints.append(Chip(.good, words.nothingDue)) }
        if let due, due > 0, open <= 0 { hints.append(Chip(.waiting, words.allTaken)) }
        if open > 0 && ways.contains(where: { $0.id == way && $0.isConfirmedByOffice }) {
            hints.append(Chip(.waiting, words.officeConfirms))
        }
        return hints
    }

    private func row(_ job: Job, _ payment: Payment) -> PaymentRow {
        let at = SiteClock(job.head.timeZone).moment(payment.at, desk.platform.nowMs(), desk.words)
        let title = ways.first { $0.id == payment.method }?.title ?? payment.method
        let tone: Tone =
            switch payment.standing {
            case .counts: .good
            case .pending: .waiting
            case .refused: .bad
            }
        let how = [title, payment.reference, payment.by, at].compactMap { $0 }.joined(separator: " · ")
        return PaymentRow(
            amount: payment.amount.words, how: how, state: Chip(tone, desk.words.standing(payment.standing)))
    }

    override func act(_ event: PaymentsEvent) async throws {
        switch event {
        case .choose(let chosen): way = chosen
        case .take(let amount, let reference): try await take(amount, written(reference))
        case .openQuote: desk.navigator.open(.quotePage(job: id, visit: visit))
        case .receipt: desk.navigator.open(.report(job: id))
        }
    }

    private func take(_ amount: String, _ reference: String?) async throws {
        guard let quote = accepted(try job), let total = quote.total else {
            return desk.tell(desk.words.notAcceptedYet)
        }
        guard let minor = Amounts(total.minorDigits).read(amount), minor > 0 else {
            return desk.tell(desk.words.amountFirst)
        }
        guard let way else { return desk.tell(desk.words.wayFirst) }
        let seen = try shownVersion
        let payment = NewPayment(
            quote: quote.id, amountMinor: minor, method: way, purpose: .balance, reference: reference)
        _ = try await desk.guarded(id, visit, "done") {
            _ = try await desk.doorstep.visits { [id, visit] in
                try $0.pay(case: id, seen: seen, visit: visit, payment: payment)
            }
        }
    }
}
