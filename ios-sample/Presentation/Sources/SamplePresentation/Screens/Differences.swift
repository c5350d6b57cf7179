import DoorstepKit

/// Where two people wrote something different: both are kept, and somebody says which one counts.
public struct DifferencesState: Hashable, Sendable {
    public let customer: String
    public let stories: [Story]
    public let notices: [Story]
}

/// One difference, told as a story. While `decided` is set it can still be undone.
public struct Story: Hashable, Sendable, Identifiable {
    public let id: String
    public let title: String
    public let sides: [String]
    public let choices: [String]
    public let decided: String?
}

public enum DifferencesEvent: Sendable {
    case choose(story: String, choice: Int)
    case undo(story: String)
    case read(notice: String)
}

private let undoFor = Duration.seconds(10)

public final class DifferencesPresenter: JobPresenter<DifferencesState, DifferencesEvent> {
    private var titles: [String: String] = [:]

    override func read(_ job: Job) async throws -> DifferencesState {
        if job.hasPack {
            let visit = try visitOf(nil).id
            let checklist = try await desk.doorstep.jobs { [id] in
                try $0.checklist(case: id, visit: visit, outcome: "done")
            }
            titles = Dictionary(checklist.steps.map { ($0.id, $0.title) }) { first, _ in first }
        }
        let site = SiteClock(job.head.timeZone)
        return DifferencesState(
            customer: job.head.customer,
            stories: job.conflicts.map { story($0, site) } + job.state.decisions.map { story($0, site) },
            notices: job.notices.map { story($0, site) })
    }

    private func story(_ conflict: Conflict, _ site: SiteClock) -> Story {
        let sides = conflict.values.map { desk.words.wrote($0.by, said($0), at($0.at, site)) }
        return story(key(conflict), title(conflict.field), sides, conflict.values.map { said($0) })
    }

    private func story(_ decision: OpenDecision, _ site: SiteClock) -> Story {
        let sides = decision.candidates.map { desk.words.wrote($0.by, said($0.value, site), at($0.at, site)) }
        return story(key(decision), name(decision.aspect), sides, decision.candidates.map { said($0.value, site) })
    }

    private func story(_ notice: Notice, _ site: SiteClock) -> Story {
        let was = desk.words.wrote(notice.wasBy, notice.was, "")
        let became = desk.words.wrote(notice.becameBy, notice.became, at(notice.madeAt, site))
        return Story(id: notice.fact, title: notice.aspect, sides: [was, became], choices: [], decided: nil)
    }

    private func story(_ key: String, _ title: String, _ sides: [String], _ values: [String]) -> Story {
        let decided = desk.decisions.chosen("\(id)/\(key)").map { desk.words.chosen(values[$0]) }
        return Story(id: key, title: title, sides: sides, choices: values.map(desk.words.counts), decided: decided)
    }

    private func key(_ conflict: Conflict) -> String { conflict.values.map(\.change).joined(separator: "+") }

    private func key(_ decision: OpenDecision) -> String { decision.candidates.map(\.fact).joined(separator: "+") }

    private func at(_ ms: Int64, _ site: SiteClock) -> String {
        site.moment(ms, desk.platform.nowMs(), desk.words)
    }

    private func title(_ field: Field) -> String {
        switch field {
        case .answer(let key):
            let path = key.drop { $0 != "/" }.dropFirst().prefix { $0 != "#" }
            return titles[String(path)] ?? String(path)
        case .line: return desk.words.quote
        case .noteText, .noteVisit, .noteDeleted: return desk.words.notes
        case .correction(let name): return name
        }
    }

    private func said(_ value: ConflictValue) -> String {
        let words =
            switch value.value {
            case .text(let text): text
            case .int(let number): "\(number)"
            case .bool(let isSo): isSo ? desk.words.yes : desk.words.no
            case nil: desk.words.empty
            }
        if case .noteDeleted = value.field { return "\(words) (\(desk.words.struckOut))" }
        return words
    }

    private func said(_ value: AspectValue, _ site: SiteClock) -> String {
        switch value {
        case .appointment(let start, _): at(start, site)
        case .assignment(let users): users.joined(separator: ", ")
        case .yes(let isSo): isSo ? desk.words.yes : desk.words.no
        case .phase(let phase, _): phase.word
        case .outcome(let outcome): name(outcome)
        case .chosen(let quote): quote
        case .pin(let priceBook): priceBook
        case .pack(let pack): pack
        }
    }

    /// The name of a case, without what it carries.
    private func name(_ value: Any) -> String {
        String("\(value)".prefix { $0 != "(" })
    }

    override func act(_ event: DifferencesEvent) async throws {
        switch event {
        case .choose(let story, let choice): try choose(story, choice)
        case .undo(let story): desk.decisions.undo("\(id)/\(story)")
        case .read(let notice):
            let seen = try shownVersion
            try await desk.doorstep.jobs { [id] in
                try $0.acknowledgeNotice(case: id, seen: seen, fact: notice)
            }
        }
    }

    /// It counts in ten seconds, unless it is undone; also if somebody leaves the screen before.
    private func choose(_ story: String, _ choice: Int) throws {
        let job = try job
        let conflict = job.conflicts.first { key($0) == story }
        let decision = job.state.decisions.first { key($0) == story }
        desk.decisions.choose("\(id)/\(story)", choice, after: undoFor) { [desk, id] in
            await desk.guarded {
                try await desk.doorstep.jobs {
                    let seen = try $0.job(case: id).version
                    if let conflict {
                        _ = try $0.resolveConflict(
                            case: id, seen: seen, conflict: conflict, chosen: conflict.values[choice])
                    } else if let decision {
                        _ = try $0.decide(case: id, seen: seen, chosen: decision.candidates[choice].fact)
                    }
                }
            }
        }
    }
}
