import DoorstepKit
import Foundation

/// One phase of the checklist at a time, with what each step asks for.
public struct StepsState: Hashable, Sendable {
    public let customer: String
    public let phases: [PhaseTab]
    public let steps: [StepRow]
    /// The phase after this one, for the button under the thumb; nil at the end.
    public let nextPhase: PhaseTab?
}

public final class StepsPresenter: JobPresenter<StepsState, StepEvent> {
    let visit: VisitId
    /// The ending that somebody has in mind: nobody home asks for other steps than a job well done.
    let outcome: String
    private var sought: String?
    private var phase: String?
    private var checklist: Checklist?
    private var kinds: [String: StepKind] = [:]

    init(_ desk: Desk, _ id: CaseId, _ visit: VisitId, _ outcome: String, _ step: String?) {
        self.visit = visit
        self.outcome = outcome
        sought = step
        super.init(desk, id)
    }

    override func read(_ job: Job) async throws -> StepsState {
        let template = try await desk.doorstep.jobs { [id] in try $0.template(case: id) }
        let checklist = try await readChecklist()
        (self.checklist, kinds) = (checklist, template.kinds)
        let shown = checklist.steps.filter(\.isVisible)
        let now =
            phase ?? shown.first { $0.path == sought }?.phase
            ?? (shown.first { $0.isRequired && $0.state == .open } ?? shown.first)?.phase
        phase = now
        let tabs = PhaseTab.of(checklist, shown: now)
        let controls = Controls(job, try visitOf(visit), template, desk.words, desk.platform.nowMs())
        let following = tabs.drop { !$0.isShown }.dropFirst().first
        return StepsState(
            customer: job.head.customer, phases: tabs,
            steps: try await rows(shown.filter { $0.phase == now }, controls, job), nextPhase: following)
    }

    private func rows(_ steps: [Step], _ controls: Controls, _ job: Job) async throws -> [StepRow] {
        var rows: [StepRow] = []
        for step in steps { rows.append(try await row(step, controls, job)) }
        return rows
    }

    private func readChecklist() async throws -> Checklist {
        try await desk.doorstep.jobs { [id, visit, outcome] in
            try $0.checklist(case: id, visit: visit, outcome: outcome)
        }
    }

    private func row(_ step: Step, _ controls: Controls, _ job: Job) async throws -> StepRow {
        let photos = try await photos(step, job)
        return StepRow(
            id: step.path, title: step.title, of: step.instanceName, help: step.help, isRequired: step.isRequired,
            mark: mark(step.state), why: why(step), photos: photos, control: try controls.control(step),
            isSought: step.path == sought)
    }

    private func mark(_ state: StepState) -> Mark {
        switch state {
        case .done: .done
        case .locked: .locked
        case .notApplicable: .notApplicable
        case .hidden, .open: .open
        }
    }

    private func why(_ step: Step) -> [String] {
        if case .locked(let reasons) = step.state { return reasons.map(\.words) }
        return step.isRequired && step.state != .done ? step.missing.map(\.detail) : []
    }

    /// A step that asks for photos without saying how many takes any.
    private func photos(_ step: Step, _ job: Job) async throws -> [PhotoNeed] {
        if step.photos.isEmpty && kinds[step.id] == .photo {
            return [PhotoNeed(words: "", role: nil, isEnough: true, pair: nil, same: nil)]
        }
        var needs: [PhotoNeed] = []
        for count in step.photos { needs.append(try await need(count, job)) }
        return needs
    }

    private func need(_ count: PhotoCount, _ job: Job) async throws -> PhotoNeed {
        var same: URL?
        if let before = job.photos.first(where: { $0.blob == count.unpaired.first }) {
            same = try await smallPicture(before)
        }
        return PhotoNeed(
            words: desk.words.photoCount(count.name, count.have, count.need), role: count.role,
            isEnough: count.have >= count.need, pair: count.unpaired.first,
            same: same)
    }

    override func act(_ event: StepEvent) async throws {
        switch event {
        case .showPhase(let shown): (phase, sought) = (shown, nil)
        case .openQuote: desk.navigator.open(.quotePage(job: id, visit: visit))
        case .sign(let role):
            desk.navigator.open(.sign(job: id, visit: visit, role: role, quote: try job.quotes.last?.id))
        case .endVisit: desk.navigator.open(.ending(job: id, visit: visit))
        default:
            try await desk.guarded(id, visit, outcome) {
                switch try await write(event) {
                case .answered(let path): try await declareDone(path)
                case .written: break
                case .nothing: try await record(event)
                }
            }
        }
    }

    /// A step on which others wait is declared done with the answers that it relied on, once nothing else is missing.
    private func declareDone(_ path: String) async throws {
        guard let now = try await readChecklist().steps.first(where: { $0.path == path }) else { return }
        let isConfirmation = { (thing: MissingThing) in
            if case .confirmation = thing.what { true } else { false }
        }
        guard !now.missing.isEmpty, now.missing.allSatisfy(isConfirmation) else { return }
        if case .locked = now.state { return }
        let seen = try await newest()
        try await desk.doorstep.visits { [id, visit] in
            try $0.finishStep(case: id, seen: seen, visit: visit, step: path)
        }
    }

    private enum Written {
        /// This step may be done now.
        case answered(String)
        case written
        case nothing
    }

    /// Answers and evidence.
    private func write(_ event: StepEvent) async throws -> Written {
        switch event {
        case .tick(let path, let isTicked):
            try await answer(path, isTicked ? .bool(value: true) : nil)
            return isTicked ? .answered(path) : .written
        case .yesNo(let path, let value):
            try await answer(path, .bool(value: value))
            return .answered(path)
        case .choose(let path, let option):
            try await answer(path, .text(value: option))
            return .answered(path)
        case .toggle(let path, let option, let isChosen):
            let key = try Controls.optionKey(job, step(path), option)
            try await put(Answer(key: key, value: .bool(value: isChosen)))
            return .answered(path)
        case .write(let path, let text):
            try await writeText(path, text)
            return .answered(path)
        case .scan(let path):
            if let code = await desk.platform.scan() { try await answer(path, .text(value: code)) }
            return .answered(path)
        case .photo(let path, let role, let pair):
            try await photograph(path, role, pair)
            return .answered(path)
        case .add(let path, let name):
            try await add(path, name)
            return .written
        case .takeAlong(let path, let what, let condition):
            try await takeAlong(path, trimmed(what), trimmed(condition))
            return .answered(path)
        case .giveBack(let path, let thing, let condition):
            try await giveBack(thing, trimmed(condition))
            return .answered(path)
        case .usePart(let path, let name, let quantity):
            try await usePart(path, trimmed(name), trimmed(quantity))
            return .answered(path)
        default: return .nothing
        }
    }

    private func answer(_ path: String, _ value: AnswerValue?) async throws {
        try await put(Answer(key: try step(path).answer, value: value))
    }

    private func put(_ answer: Answer) async throws {
        let seen = try shownVersion
        try await desk.doorstep.jobs { [id] in try $0.answer(case: id, seen: seen, answers: [answer]) }
    }

    private func writeText(_ path: String, _ text: String) async throws {
        let kind = try kind(of: path)
        if kind == .note {
            if let note = written(text) { try await addNote(note) }
            return try await finish(path)
        }
        guard let text = written(text) else { return try await answer(path, nil) }
        if case .number(_, 0, _, _) = kind, let whole = Int64(text) {
            return try await answer(path, .int(value: whole))
        }
        try await answer(path, .text(value: text))
    }

    private func addNote(_ text: String) async throws {
        let seen = try shownVersion
        try await desk.doorstep.jobs { [id, visit] in
            try $0.addNote(case: id, seen: seen, visit: visit, text: text)
        }
    }

    private func add(_ path: String, _ name: String?) async throws {
        var answers: [StepAnswer] = []
        if case .repeat(_, let step?, _, _) = try kind(of: path), let name = written(name) {
            answers = [StepAnswer(step: step, value: .text(value: name))]
        }
        let (seen, given) = (try shownVersion, answers)
        try await desk.doorstep.jobs { [id, visit] in
            try $0.addInstance(case: id, seen: seen, visit: visit, group: path, answers: given)
        }
    }

    private func photograph(_ path: String, _ role: String?, _ pair: BlobId?) async throws {
        guard let file = await desk.platform.takePhoto() else { return }
        defer { try? FileManager.default.removeItem(at: file) }
        let seen = try shownVersion
        try await desk.doorstep.evidence { [id, visit] in
            try $0.takePhoto(
                case: id, seen: seen, visit: visit, step: path, role: role ?? "other", path: file.path, pair: pair)
        }
    }

    func step(_ path: String) throws -> Step {
        guard let step = checklist?.steps.first(where: { $0.path == path }) else {
            throw DoorstepError.NotFound(what: "step")
        }
        return step
    }

    func kind(of path: String) throws -> StepKind? {
        kinds[try step(path).id]
    }
}
