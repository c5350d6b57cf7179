import DoorstepKit
import DoorstepTesting

/// Asks the phone what is missing and does it. Nothing in here knows one pack from another.
struct Technician: Sendable {
    let phone: Phone
    let id: CaseId
    let visit: VisitId
    private let kinds: [String: StepKind]

    private var doorstep: Doorstep { phone.doorstep }

    static func at(_ phone: Phone, _ id: CaseId) async throws -> Technician {
        let (job, template) = try await phone.doorstep.jobs { (try $0.job(case: id), try $0.template(case: id)) }
        guard let visit = job.state.currentVisit else { throw TestTrouble("no visit is planned") }
        let kinds = Dictionary(uniqueKeysWithValues: template.steps.map { ($0.id, $0.kind) })
        return Technician(phone: phone, id: id, visit: visit, kinds: kinds)
    }

    /// The job as the screen shows it.
    func job() async throws -> Job {
        try await doorstep.jobs { [id] in try $0.job(case: id) }
    }

    /// A command of a visit, at the version on the screen.
    func visit<T: Sendable>(
        _ command: @escaping @Sendable (Visits, CaseId, Version, VisitId) throws -> T
    ) async throws {
        let seen = try await job().version
        _ = try await doorstep.visits { [id, visit] in try command($0, id, seen, visit) }
    }

    func missing() async throws -> [MissingThing] {
        try await doorstep.jobs { [id, visit] in try $0.whyNot(case: id, visit: visit, outcome: "done") }
    }

    /// Does what can be done alone, until something else is needed.
    func doSteps() async throws {
        var hasProgressed = true
        while hasProgressed {
            hasProgressed = false
            for thing in try await missing() {
                hasProgressed = try await doOne(thing)
                if hasProgressed { break }
            }
        }
    }

    private func doOne(_ missing: MissingThing) async throws -> Bool {
        let step = missing.step
        switch missing.what {
        case .answer, .options: try await answer(step)
        case .photos(let role, _, _): try await takePhoto(step, role ?? "note")
        case .arrival: try await visit { try $0.enterPhase(case: $1, seen: $2, visit: $3, phase: .arrived) }
        case .call(let purpose):
            let call = NewCall(purpose: purpose, result: .agreed)
            try await visit { try $0.logCall(case: $1, seen: $2, visit: $3, call: call) }
        case .consent("entry", _, _): try await consent(.entry, step: step)
        case .consent("risk", _, _): try await consent(.risk, step: step)
        case .consent("move", _, _): try await consent(.move, step: step)
        case .idShown, .entry, .confirmation:
            let error = await failure {
                try await visit { try $0.finishStep(case: $1, seen: $2, visit: $3, step: step) }
            }
            return error == nil
        default: return false
        }
        return true
    }

    private func answer(_ step: String) async throws {
        let answers = try answers(step)
        let seen = try await job().version
        try await doorstep.jobs { [id] in try $0.answer(case: id, seen: seen, answers: answers) }
    }

    private func answers(_ step: String) throws -> [Answer] {
        func one(_ value: AnswerValue) throws -> [Answer] {
            [Answer(key: try answerKey(visit: visit, step: step, option: nil), value: value)]
        }
        switch kinds[step] {
        case .tick: return try one(.bool(value: true))
        case .yesNo: return try one(.bool(value: step == "alone" || step == "customer_can_sign"))
        case .choice(let options):
            guard let option = options.first(where: { $0.id == "paid" }) ?? options.first else { return [] }
            return try one(.text(value: option.id))
        case .number: return try one(.int(value: 30))
        case .multi(let options, _):
            let none = options.filter { $0.id == "none" }
            return try (none.isEmpty ? options : none).map {
                Answer(key: try answerKey(visit: visit, step: step, option: $0.id), value: .bool(value: true))
            }
        default: return try one(.text(value: "as reported"))
        }
    }

    func takePhoto(_ step: String, _ role: String) async throws {
        let seen = try await job().version
        let path = try phone.camera()
        try await doorstep.evidence { [id, visit] in
            try $0.takePhoto(
                case: id, seen: seen, visit: visit, step: step, role: role, path: path, line: nil, pair: nil)
        }
    }

    func consent(_ what: ConsentWhat, step: String? = nil, quote: QuoteId? = nil) async throws {
        let person = Person(name: "Mr Wang", relation: "owner")
        let consent = Consent(what: what, quote: quote, step: step, isAccepted: true, person: person)
        try await visit { try $0.consent(case: $1, seen: $2, visit: $3, consent: consent) }
    }

    func addLine(_ quote: QuoteId, item: String? = nil, what: String = "", costMinor: Int64? = nil) async throws {
        let seen = try await job().version
        let line = NewLine(quote: quote, visit: visit, item: item, what: what, quantity: "1", costMinor: costMinor)
        try await doorstep.jobs { [id] in try $0.addLine(case: id, seen: seen, line: line) }
    }

    func write(_ note: String, phoneNumber: String) async throws {
        try await doorstep.jobs { [id, visit] in
            let seen = try $0.addNote(case: id, seen: $0.job(case: id).version, visit: visit, text: note).version
            return try $0.correct(case: id, seen: seen, field: "customer.phone", value: .text(value: phoneNumber))
        }
    }

    /// The customer signs what the screen shows; returns exactly that.
    func sign(_ role: SignatureRole, _ quote: QuoteId) async throws -> String {
        try await doorstep.evidence { [id, visit] in
            let prepared = try $0.prepareSignature(case: id, visit: visit, role: role, quote: quote, preamble: "")
            _ = try $0.sign(
                prepared: prepared, signature: NewSignature(signer: Person(name: "Mr Wang"), strokes: strokes()))
            return prepared.text()
        }
    }
}
