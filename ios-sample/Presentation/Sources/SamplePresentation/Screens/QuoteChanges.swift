import DoorstepKit

/// What is written into a quote, and what the customer says to it.
extension QuotePresenter {
    func change(_ quote: QuoteId, _ event: QuoteEvent) async throws {
        switch event {
        case .add(let code):
            try await add(NewLine(quote: quote, visit: visit, item: code, quantity: "1"))
        case .addMaterial(let what, let cost):
            let text = trimmed(cost)
            let minor = template?.currency.flatMap { Amounts($0.minorDigits).read(text) }
            guard text.isEmpty || minor != nil else { return desk.tell(desk.words.amountFirst) }
            try await add(
                NewLine(quote: quote, visit: visit, what: trimmed(what), quantity: "1", costMinor: minor))
        case .more(let line, let by): try await more(line, by)
        case .remove(let line):
            let seen = try shownVersion
            try await desk.doorstep.jobs { [id] in
                try $0.deleteLine(case: id, seen: seen, line: line, isDeleted: true)
            }
        case .show: try await show(quote)
        case .accept(let person): try await answer(quote, person, nil)
        case .refuse(let person, let reason): try await answer(quote, person, reason)
        default: break
        }
    }

    private func add(_ line: NewLine) async throws {
        let seen = try shownVersion
        try await desk.doorstep.jobs { [id] in try $0.addLine(case: id, seen: seen, line: line) }
    }

    private func more(_ line: LineId, _ by: Int64) async throws {
        let job = try job
        guard let now = job.lines.first(where: { $0.id == line }),
            let quantity = TextNumber(now.quantity)?.plus(by)
        else { return }
        try await desk.doorstep.jobs { [id] in
            try $0.setQuantity(case: id, seen: job.version, line: line, quantity: quantity)
        }
    }

    /// Each option is shown with its prices, and then all of them beside each other.
    private func show(_ quote: QuoteId) async throws {
        let job = try job
        let all = job.quotes.filter { !$0.lines.isEmpty || $0.id == quote }
        let open = all.filter { $0.offer == nil || $0.mustAskAgain || $0.offer?.isAccepted == false }
        let (told, best) = (UInt32(minutes), recommended)
        _ = try await desk.doorstep.visits { [id, visit] in
            var seen = job.version
            for one in open {
                seen = try $0.offerQuote(case: id, seen: seen, visit: visit, quote: one.id, estimatedMinutes: told)
            }
            guard all.count > 1 else { return seen }
            return try $0.offerOptions(
                case: id, seen: seen, visit: visit, options: all.map(\.id), recommended: best)
        }
    }

    private func answer(_ quote: QuoteId, _ person: String, _ refusal: String?) async throws {
        let asks = template?.steps.first {
            if case .consent("quote") = $0.kind { true } else { false }
        }
        let consent = Consent(
            what: .quote, quote: quote, step: asks?.id, isAccepted: refusal == nil, reason: refusal,
            person: Person(name: person))
        let seen = try shownVersion
        try await desk.doorstep.visits { [id, visit] in
            try $0.consent(case: id, seen: seen, visit: visit, consent: consent)
        }
    }
}

/// A decimal as the core writes it, such as `1.5`.
struct TextNumber {
    private let whole: Int64
    private let fraction: Substring

    init?(_ text: String) {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = Int64(parts.first ?? ""), whole >= 0 else { return nil }
        self.whole = whole
        fraction = parts.count == 2 ? parts[1] : ""
    }

    /// So much more; nil if nothing would be left.
    func plus(_ more: Int64) -> String? {
        let (sum, isOver) = whole.addingReportingOverflow(more)
        guard !isOver, sum > 0 || (sum == 0 && fraction.contains { $0 != "0" }) else { return nil }
        return fraction.isEmpty ? "\(sum)" : "\(sum).\(fraction)"
    }
}
