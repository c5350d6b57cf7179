import DoorstepKit

/// Where in the app somebody is. A place is written down as text, so that the app comes back there after its process
/// died.
public enum Place: Hashable, Sendable {
    case enrol
    case today
    case settings
    case followUps
    case jobPage(job: CaseId, visit: VisitId? = nil)
    /// The checklist of a visit, for the ending that somebody has in mind, at one of its steps.
    case steps(job: CaseId, visit: VisitId, outcome: String, step: String? = nil)
    case ending(job: CaseId, visit: VisitId)
    case quotePage(job: CaseId, visit: VisitId)
    case sign(job: CaseId, visit: VisitId, role: SignatureRole, quote: QuoteId?)
    /// What is owed, and what was paid.
    case payments(job: CaseId, visit: VisitId)
    /// Before and after.
    case photos(job: CaseId, visit: VisitId)
    case report(job: CaseId)
    case differences(job: CaseId)
    /// A complaint or another job that follows from this one.
    case goOn(job: CaseId, visit: VisitId)

    /// As text; `read` makes the same place of it.
    public var written: String {
        let words: [String?] =
            switch self {
            case .enrol: ["Enrol"]
            case .today: ["Today"]
            case .settings: ["Settings"]
            case .followUps: ["FollowUps"]
            case .jobPage(let job, let visit): ["JobPage", job, visit]
            case .steps(let job, let visit, let outcome, let step): ["Steps", job, visit, outcome, step]
            case .ending(let job, let visit): ["Ending", job, visit]
            case .quotePage(let job, let visit): ["QuotePage", job, visit]
            case .sign(let job, let visit, let role, let quote): ["Sign", job, visit, role.word, quote]
            case .payments(let job, let visit): ["Payments", job, visit]
            case .photos(let job, let visit): ["Photos", job, visit]
            case .report(let job): ["Report", job]
            case .differences(let job): ["Differences", job]
            case .goOn(let job, let visit): ["GoOn", job, visit]
            }
        return words.map { $0 ?? "" }.joined(separator: "|")
    }

    /// The place that was written; nil for one of another version of the app.
    public static func read(_ written: String) -> Place? {
        let words = written.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
        func word(_ index: Int) -> String? {
            words.indices.contains(index) && !words[index].isEmpty ? words[index] : nil
        }
        switch words[0] {
        case "Enrol": return .enrol
        case "Today": return .today
        case "Settings": return .settings
        case "FollowUps": return .followUps
        default: break
        }
        guard let job = word(1) else { return nil }
        switch words[0] {
        case "JobPage": return .jobPage(job: job, visit: word(2))
        case "Report": return .report(job: job)
        case "Differences": return .differences(job: job)
        default: break
        }
        guard let visit = word(2) else { return nil }
        switch words[0] {
        case "Steps": return word(3).map { .steps(job: job, visit: visit, outcome: $0, step: word(4)) }
        case "Ending": return .ending(job: job, visit: visit)
        case "QuotePage": return .quotePage(job: job, visit: visit)
        case "Payments": return .payments(job: job, visit: visit)
        case "Photos": return .photos(job: job, visit: visit)
        case "Sign":
            guard let role = word(3).flatMap(SignatureRole.init(word:)) else { return nil }
            return .sign(job: job, visit: visit, role: role, quote: word(4))
        case "GoOn": return .goOn(job: job, visit: visit)
        default: return nil
        }
    }
}
