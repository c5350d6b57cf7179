import DoorstepKit

/// What it costs: the options as cards, the lines of one of them, and what the customer says to it.
public struct QuotePageState: Hashable, Sendable {
    public let customer: String
    public let cards: [QuoteCard]
    public let lines: [LineRow]
    public let total: String?
    public let isEstimate: Bool
    public let deposit: String?
    public let taxes: [Amount]
    public let problems: [String]
    public let minutes: Int
    public let state: Chip
    public let prices: [PriceRow]
    public let reasons: [Option]
    public let phase: QuotePhase
}

/// What comes next for this quote.
public enum QuotePhase: Sendable {
    case writing, shown, accepted, refused
}

public struct Amount: Hashable, Sendable {
    public let name: String
    public let amount: String
}

public struct QuoteCard: Hashable, Sendable, Identifiable {
    public let id: QuoteId
    public let title: String
    public let total: String
    public let names: [String]
    public let isRecommended: Bool
    public let isShown: Bool
    public let isAccepted: Bool
}

public struct LineRow: Hashable, Sendable, Identifiable {
    public let id: String
    public let line: LineId?
    public let name: String
    public let quantity: String
    public let amount: String
    public let because: [String]
    public let canChange: Bool
}

public struct PriceRow: Hashable, Sendable, Identifiable {
    public let id: String
    public let title: String
    public let price: String
}

public enum QuoteEvent: Sendable {
    case showCard(QuoteId)
    case newOption
    case recommend
    case add(code: String)
    /// Material that is not on the list, with what it cost, such as `12.34`.
    case addMaterial(what: String, cost: String)
    case more(line: LineId, by: Int64)
    case remove(line: LineId)
    case minutes(Int)
    /// Puts it, or all options, before the customer.
    case show
    case accept(person: String)
    case refuse(person: String, reason: String)
    case sign
}

private let mostMinutes = 24 * 60

public final class QuotePresenter: JobPresenter<QuotePageState, QuoteEvent> {
    let visit: VisitId
    private(set) var shown: QuoteId?
    private var begun: QuoteId?
    private(set) var recommended: QuoteId?
    private(set) var minutes = 30
    private(set) var template: Template?

    init(_ desk: Desk, _ id: CaseId, _ visit: VisitId) {
        self.visit = visit
        super.init(desk, id)
    }

    override func read(_ job: Job) async throws -> QuotePageState {
        let template = try await desk.doorstep.jobs { [id] in try $0.template(case: id) }
        self.template = template
        let known = job.quotes.map(\.id)
        if let id = begun, known.contains(id) { begun = nil }
        let quoteId: QuoteId
        if let id = shown ?? begun ?? known.last { quoteId = id } else { quoteId = try await begin() }
        shown = quoteId
        let quote = try await priced(job, quoteId)
        if let told = quote?.offer?.estimatedMinutes, told > 0 { minutes = Int(told) }
        return state(job, quote, template, try await cards(job, quoteId))
    }

    private func begin() async throws -> QuoteId {
        let new = try await desk.doorstep.jobs { try $0.newQuote() }
        begun = new
        return new
    }

    /// As it was put before the customer, or else what it would cost now; nil as long as nothing is in it.
    private func priced(_ job: Job, _ quote: QuoteId) async throws -> Quote? {
        guard let written = job.quotes.first(where: { $0.id == quote }) else { return nil }
        guard written.offer == nil else { return written }
        let minutes = UInt32(minutes)
        return try await desk.doorstep.jobs { [id] in
            try $0.quote(case: id, quote: quote, estimatedMinutes: minutes)
        }
    }

    private func state(_ job: Job, _ quote: Quote?, _ template: Template, _ cards: [QuoteCard]) -> QuotePageState {
        QuotePageState(
            customer: job.head.customer, cards: cards, lines: (quote?.lines ?? []).map { row(job, $0) },
            total: quote?.total?.words, isEstimate: quote?.isEstimate == true, deposit: quote?.deposit?.words,
            taxes: (quote?.taxes ?? []).map { Amount(name: $0.name, amount: $0.tax.words) },
            problems: quote?.problems ?? [], minutes: minutes, state: chip(quote),
            prices: template.prices.map { PriceRow(id: $0.code, title: $0.title, price: price($0)) },
            reasons: template.choices(for: "declined")
                .map { Option(id: $0.id, title: $0.title, isChosen: false) },
            phase: phase(quote))
    }

    private func row(_ job: Job, _ line: QuotedLine) -> LineRow {
        LineRow(
            id: line.key, line: line.line, name: line.name, quantity: line.quantity,
            amount: line.amount?.words ?? desk.words.notPriced, because: line.because,
            canChange: line.line != nil && job.lines.contains { $0.id == line.line })
    }

    private func phase(_ quote: Quote?) -> QuotePhase {
        guard let quote, let offer = quote.offer, !quote.mustAskAgain else { return .writing }
        return switch offer.isAccepted {
        case true?: .accepted
        case false?: .refused
        case nil: .shown
        }
    }

    private func chip(_ quote: Quote?) -> Chip {
        let words = desk.words
        if quote?.mustAskAgain == true { return Chip(.attention, words.askPriceAgain) }
        return switch phase(quote) {
        case .writing: Chip(.quiet, words.notShown)
        case .shown: Chip(.waiting, words.shownToCustomer)
        case .accepted: Chip(.good, words.accepted)
        case .refused: Chip(.attention, words.declined)
        }
    }

    private func cards(_ job: Job, _ shown: QuoteId) async throws -> [QuoteCard] {
        var ids = job.quotes.map(\.id)
        if let begun, !ids.contains(begun) { ids.append(begun) }
        guard ids.count > 1 else { return [] }
        let offered = job.options.last?.options ?? []
        var cards: [QuoteCard] = []
        for (index, one) in ids.enumerated() {
            let quote = try await priced(job, one)
            cards.append(
                QuoteCard(
                    id: one, title: desk.words.option(index), total: quote?.total?.words ?? "–",
                    names: (quote?.lines ?? []).map(\.name),
                    isRecommended: offered.first { $0.quote == one }?.isRecommended ?? (one == recommended),
                    isShown: one == shown, isAccepted: quote?.offer?.isAccepted == true))
        }
        return cards
    }

    private func price(_ item: PriceItem) -> String {
        guard let currency = template?.currency else { return desk.words.notPriced }
        let amounts = Amounts(currency.minorDigits)
        if let price = item.priceMinor { return "\(amounts.written(price)) / \(item.unit)" }
        guard let min = item.priceMinMinor, let max = item.priceMaxMinor else { return desk.words.notPriced }
        return "\(amounts.written(min))–\(amounts.written(max)) / \(item.unit)"
    }

    override func act(_ event: QuoteEvent) async throws {
        switch event {
        case .showCard(let quote): shown = quote
        case .newOption: shown = try await begin()
        case .recommend: recommended = shown
        case .minutes(let told): minutes = min(max(told, 1), mostMinutes)
        case .sign:
            desk.navigator.open(.sign(job: id, visit: visit, role: .customerQuoteConsent, quote: shown))
        default:
            guard let quote = shown else { return }
            try await desk.guarded(id, visit, "done") { try await change(quote, event) }
        }
    }
}
