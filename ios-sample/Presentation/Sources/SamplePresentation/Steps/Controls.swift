import DoorstepKit

private let daysAhead = 7

/// Finds the control of each step. Nothing in here knows one trade from another: the pack says what a step asks for.
struct Controls {
    let job: Job
    let visit: Visit
    let template: Template
    let words: Words
    let nowMs: Int64
    private let kinds: [String: StepKind]
    private let answers: [AnswerKey: AnswerValue]
    private let site: SiteClock

    init(_ job: Job, _ visit: Visit, _ template: Template, _ words: Words, _ nowMs: Int64) {
        self.job = job
        self.visit = visit
        self.template = template
        self.words = words
        self.nowMs = nowMs
        kinds = template.kinds
        let given = job.answers.compactMap { answer in answer.value.map { (answer.key, $0) } }
        answers = Dictionary(given) { _, last in last }
        site = SiteClock(job.head.timeZone)
    }

    func control(_ step: Step) throws -> Control {
        guard let kind = kinds[step.id] else { return .nothing }
        switch kind {
        case .guidance, .photo: return .nothing
        case .tick: return .tick(isTrue(step.answer) == true)
        case .yesNo: return .yesNo(isTrue(step.answer))
        case .choice(let options): return .choice(offered(step, options.map { option($0, $0.id == text(step)) }))
        case .multi(let options, _):
            return .multi(offered(step, try options.map { option($0, try isChosen(step, $0)) }))
        case .number(let unit, _, let min, let max):
            let hint = min.flatMap { min in max.map { "\(min) – \($0)" } }
            return .write(Writing(value: shown(step), unit: unit, isNumber: true, hint: hint))
        case .text: return .write(Writing(value: shown(step)))
        case .date: return .write(Writing(value: shown(step), hint: "2026-03-02"))
        case .dateTime: return .write(Writing(value: shown(step), hint: "2026-03-02T09:30"))
        case .scan: return .scan(text(step))
        case .arrival: return .arrival
        case .doorAttempts:
            let count = visit.doorAttempts.count
            return .door(attempts: count > 0 ? words.attempts(count) : nil)
        case .call(let purpose): return .call(purpose: purpose)
        case .consent(let to): return .consent(to: to, person: job.head.customer, reasons: reasons("refused"))
        case .quote, .options: return .quote
        case .work: return work()
        case .signature(let role, let instead): return signature(role, instead)
        case .rating(let scale): return .rating(scale: scale, grades: grades(scale))
        case .appointment(let isNext): return appointment(isNext)
        case .note: return .note
        case .approval(let what):
            return .approval(what: what, isAsked: job.state.approvals.contains { $0.what == what })
        case .repeat(let item, _, _, _):
            return .several(things: step.instances.filter { !$0.isRemoved }.map(\.name), item: item)
        case .workers(let atLeast): return .workers(words.workers(visit.present.count, atLeast))
        case .custody: return takeAlong(mayBeNothing: true, isSigned: false)
        case .custodyOut(let isSigned): return takeAlong(mayBeNothing: false, isSigned: isSigned)
        case .custodyBack(let isSigned): return giveBack(isSigned)
        case .parts: return .parts(used: visit.parts.map { "\($0.quantity) × \($0.name)" })
        case .idShown, .coverage: return .confirm(isTimed: step.seconds != nil)
        }
    }

    private func signature(_ word: String, _ instead: [String]) -> Control {
        guard let role = SignatureRole(word: word) else { return .nothing }
        let roles = Set([word] + instead)
        let given = job.signatures.last { $0.visit == visit.id && roles.contains($0.role.word) }
        let signed = given.map { words.seal($0.signer.name, site.moment($0.at, nowMs, words)) }
        return .signature(role, signed: signed)
    }

    private func isTrue(_ key: AnswerKey) -> Bool? {
        if case .bool(let value) = answers[key] { value } else { nil }
    }

    private func text(_ step: Step) -> String? {
        if case .text(let value) = answers[step.answer] { value } else { nil }
    }

    private func shown(_ step: Step) -> String {
        switch answers[step.answer] {
        case .int(let value): "\(value)"
        case .text(let value): value
        case .bool, nil: ""
        }
    }

    private func isChosen(_ step: Step, _ option: Choice) throws -> Bool {
        isTrue(try Self.optionKey(job, step, option.id)) == true
    }

    /// What can be chosen as things stand, and what is chosen: that has to be visible to be taken back.
    private func offered(_ step: Step, _ options: [Option]) -> [Option] {
        guard let offered = step.offered else { return options }
        return options.filter { $0.isChosen || offered.contains($0.id) }
    }

    private func option(_ choice: Choice, _ isChosen: Bool) -> Option {
        Option(id: choice.id, title: choice.title, isChosen: isChosen)
    }

    private func work() -> Control {
        let running = visit.sessions.last { $0.end == nil }
        let minutes = visit.sessions.map(\.workedMs).reduce(0, +) / 60_000
        let away = visit.errands.last { $0.back == nil }
        return .work(
            running: running?.started, words: visit.sessions.isEmpty ? nil : words.workedMinutes(minutes),
            away: away.map { Thing(id: $0.left, name: $0.what) })
    }

    private func grades(_ scale: String) -> [Option] {
        let choices = template.scales.lazy.compactMap { known -> [Choice]? in
            switch known {
            case .grades(let id, let grades): id == scale ? grades : nil
            case .score(let id, let min, let max):
                id == scale ? (min...max).map { Choice(id: "\($0)", title: "\($0)") } : nil
            }
        }.first
        return (choices ?? []).map { choice in
            option(choice, visit.ratings.contains { $0.scale == scale && $0.grade == choice.id })
        }
    }

    private func appointment(_ isNext: Bool) -> Control {
        let which = isNext ? job.state.visits.first { $0.number > visit.number } : visit
        let booked = which?.appointment.map { words.booked(site.moment($0.start, nowMs, words)) }
        let today = site.day(nowMs)
        let days = (0..<daysAhead).map { ahead in
            let day = today.plus(days: ahead)
            return Day(day: day, words: site.dayWords(site.moment(day, minuteOfDay: 720), nowMs, words))
        }
        let why = isNext ? reasons("absent") + reasons("unfinished") : []
        return .appointment(isNext: isNext, booked: booked, days: days, reasons: why)
    }

    private func takeAlong(mayBeNothing: Bool, isSigned: Bool) -> Control {
        let taken = job.state.custody.filter { $0.visit == visit.id }
        let isToSign = isSigned && taken.contains { !$0.isSignedOut }
        return .takeAlong(
            taken: taken.map(\.what), mayBeNothing: mayBeNothing && taken.isEmpty,
            signs: isToSign ? .customerCustodyOut : nil)
    }

    private func giveBack(_ isSigned: Bool) -> Control {
        let custody = job.state.custody
        let isToSign = isSigned && custody.contains { $0.returnedAt != nil && !$0.isSignedBack }
        let out = custody.filter { $0.returnedAt == nil }.map { Thing(id: $0.out, name: $0.what) }
        return .giveBack(out: out, signs: isToSign ? .customerCustodyBack : nil)
    }

    private func reasons(_ reasonFor: String) -> [Option] {
        template.choices(for: reasonFor).map { option($0, false) }
    }

    /// Where the answer to one option of a step stands: in the visit in which that of the step itself does.
    static func optionKey(_ job: Job, _ step: Step, _ option: String) throws -> AnswerKey {
        for visit in job.state.visits
        where try answerKey(visit: visit.id, step: step.path, option: nil) == step.answer {
            return try answerKey(visit: visit.id, step: step.path, option: option)
        }
        throw DoorstepError.NotFound(what: "visit")
    }
}

extension Template {
    var kinds: [String: StepKind] {
        Dictionary(steps.map { ($0.id, $0.kind) }) { _, last in last }
    }

    /// The company's reasons of one kind.
    func choices(for reasonFor: String) -> [Choice] {
        reasons.first { $0.reasonFor == reasonFor }?.reasons ?? []
    }
}

extension Step {
    /// How long it has to last; nil if it is done at once.
    var seconds: UInt32? {
        for thing in missing {
            if case .duration(let seconds) = thing.what { return seconds }
        }
        return nil
    }
}
