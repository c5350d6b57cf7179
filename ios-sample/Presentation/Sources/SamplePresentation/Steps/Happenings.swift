import DoorstepKit

/// What happened at a step, as signed facts.
extension StepsPresenter {
    func record(_ event: StepEvent) async throws {
        switch event {
        case .arrive: try await command { try $0.enterPhase(case: $1, seen: $2, visit: $3, phase: .arrived) }
        case .ring(let isAnswered): try await attempt(.bell, isAnswered)
        case .knock(let isAnswered): try await attempt(.knock, isAnswered)
        case .call(let purpose, let end):
            let call = NewCall(purpose: purpose, result: end.result)
            try await command { try $0.logCall(case: $1, seen: $2, visit: $3, call: call) }
        case .confirm(let path): try await finish(path)
        case .consent(let path, let isAccepted, let person, let reason):
            try await consent(path, isAccepted, person, reason)
        case .startWork: try await command { try $0.startWork(case: $1, seen: $2, visit: $3, lines: []) }
        case .stopWork(let started):
            try await command { try $0.stopWork(case: $1, seen: $2, visit: $3, started: started) }
        case .fetchOut(let what):
            try await command { try $0.fetchOut(case: $1, seen: $2, visit: $3, what: what) }
        case .fetchBack(let left):
            try await command { try $0.fetchBack(case: $1, seen: $2, visit: $3, left: left) }
        case .rate(let scale, let grade, let opinion):
            let rating = Rating(scale: scale, grade: grade, opinion: written(opinion))
            try await command { try $0.rate(case: $1, seen: $2, visit: $3, rating: rating) }
        case .book(let isNext, let day, let minute, let reason):
            try await book(isNext, SiteClock(try job.head.timeZone).moment(day, minuteOfDay: minute), reason)
        case .askApproval(let what, let detail): try await askApproval(what, detail)
        default: break
        }
    }

    /// One command of the visit, at the version on the screen.
    private func command<T: Sendable>(
        _ call: @escaping @Sendable (Visits, CaseId, Version, VisitId) throws -> T
    ) async throws {
        let seen = try shownVersion
        _ = try await desk.doorstep.visits { [id, visit] in try call($0, id, seen, visit) }
    }

    private func attempt(_ method: DoorMethod, _ isAnswered: Bool) async throws {
        try await command {
            try $0.attemptDoor(case: $1, seen: $2, visit: $3, method: method, isAnswered: isAnswered)
        }
    }

    func finish(_ path: String) async throws {
        guard let seconds = try step(path).seconds else {
            let seen = try await newest()
            _ = try await desk.doorstep.visits { [id, visit] in
                try $0.finishStep(case: id, seen: seen, visit: visit, step: path)
            }
            return
        }
        // Measured by a clock that nobody can set.
        let clock = ContinuousClock()
        let began = clock.now
        try await Task.sleep(for: .seconds(Int(seconds)))
        let lasted = (clock.now - began).components
        let lastedMs = UInt32(clamping: lasted.seconds * 1_000 + lasted.attoseconds / 1_000_000_000_000_000)
        try await command {
            try $0.finishTimedStep(case: $1, seen: $2, visit: $3, step: path, lastedMs: lastedMs)
        }
    }

    private func consent(_ path: String, _ isAccepted: Bool, _ person: String, _ reason: String?) async throws {
        guard case .consent(let to) = try kind(of: path) else { return }
        let what = ConsentWhat(word: to)
        let quote = try what == .quote ? job.quotes.last { $0.offer != nil }?.id : nil
        let consent = Consent(
            what: what, quote: quote, step: path, isAccepted: isAccepted, reason: reason, person: Person(name: person))
        try await command { try $0.consent(case: $1, seen: $2, visit: $3, consent: consent) }
    }

    private func book(_ isNext: Bool, _ start: Timestamp, _ reason: String?) async throws {
        guard isNext else {
            return try await command {
                try $0.appoint(case: $1, seen: $2, visit: $3, start: start, end: nil, reason: reason)
            }
        }
        let why = reason ?? outcome
        try await command {
            let planned = try $0.planVisit(case: $1, seen: $2, reason: why, after: $3)
            return try $0.appoint(
                case: $1, seen: planned.version, visit: planned.visit, start: start, end: nil, reason: nil)
        }
    }

    func takeAlong(_ path: String, _ what: String, _ condition: String) async throws {
        let taken = NewCustody(what: what, accessories: [], condition: condition, step: path)
        let seen = try shownVersion
        try await desk.doorstep.around { [id, visit] in
            try $0.takeAlong(case: id, seen: seen, visit: visit, taken: taken)
        }
    }

    func giveBack(_ thing: FactId, _ condition: String) async throws {
        let seen = try shownVersion
        try await desk.doorstep.around { [id, visit] in
            try $0.giveBack(case: id, seen: seen, visit: visit, out: thing, condition: condition)
        }
    }

    /// From the van to the customer.
    func usePart(_ path: String, _ name: String, _ quantity: String) async throws {
        let part = NewPartMove(name: name, quantity: quantity, from: .van, to: .customer, step: path)
        let seen = try shownVersion
        try await desk.doorstep.around { [id, visit] in
            try $0.movePart(case: id, seen: seen, visit: visit, part: part)
        }
    }

    private func askApproval(_ what: String, _ detail: String) async throws {
        let seen = try shownVersion
        try await desk.doorstep.around { [id, visit] in
            try $0.askApproval(case: id, seen: seen, visit: visit, what: what, detail: detail, amountMinor: nil)
        }
    }
}
