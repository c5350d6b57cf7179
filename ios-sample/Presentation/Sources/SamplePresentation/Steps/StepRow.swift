import DoorstepKit

/// A phase of the checklist, for the rail.
public struct PhaseTab: Hashable, Sendable, Identifiable {
    public let id: String
    public let title: String
    public let done: Int
    public let required: Int
    public let isShown: Bool

    /// Those phases that have something to show.
    static func of(_ checklist: Checklist?, shown: String?) -> [PhaseTab] {
        guard let checklist else { return [] }
        let visible = Set(checklist.steps.filter(\.isVisible).map(\.phase))
        return checklist.phases.filter { visible.contains($0.id) }.map {
            PhaseTab(
                id: $0.id, title: $0.title, done: Int($0.done), required: Int($0.required), isShown: $0.id == shown)
        }
    }
}

extension Step {
    var isVisible: Bool { state != .hidden && state != .notApplicable }
}

/// How a step stands.
public enum Mark: Sendable {
    case open, done, locked, notApplicable
}

/// A step as its card shows it.
public struct StepRow: Hashable, Sendable, Identifiable {
    /// The path of the step.
    public let id: String
    public let title: String
    /// The thing that it is asked for, if it is one of several: a terminal, a room.
    public let of: String?
    public let help: String?
    public let isRequired: Bool
    public let mark: Mark
    /// What it is missing, or what comes first; empty when it is done.
    public let why: [String]
    public let photos: [PhotoNeed]
    public let control: Control
    /// Whether somebody came here for this step.
    public let isSought: Bool
}

/// Photos of one role: *2 of 3*; `same` is the small picture of the spot that is to be shown again.
public struct PhotoNeed: Hashable, Sendable {
    public let words: String
    public let role: String?
    public let isEnough: Bool
    public let pair: BlobId?
    public let same: URL?
}

public struct Option: Hashable, Sendable, Identifiable {
    public let id: String
    public let title: String
    public let isChosen: Bool
}

public struct Day: Hashable, Sendable {
    public let day: SiteDay
    public let words: String
}

/// What is written with a keyboard.
public struct Writing: Hashable, Sendable {
    public static let empty = Writing()

    public var value = ""
    public var unit: String?
    public var isNumber = false
    public var hint: String?
}

/// What a step is answered or recorded with.
public enum Control: Hashable, Sendable {
    case nothing
    case tick(Bool)
    case yesNo(Bool?)
    case choice([Option])
    case multi([Option])
    case write(Writing)
    case scan(String?)
    case arrival
    case door(attempts: String?)
    case call(purpose: String)
    /// Said to be done; timed if it takes some seconds.
    case confirm(isTimed: Bool)
    case consent(to: String, person: String, reasons: [Option])
    case quote
    /// `away` is what somebody left for, while they are away; nothing else can be done then.
    case work(running: FactId?, words: String?, away: Thing?)
    /// `signed` says who did, and when.
    case signature(SignatureRole, signed: String?)
    case rating(scale: String, grades: [Option])
    /// A time to agree: `booked` says which one is.
    case appointment(isNext: Bool, booked: String?, days: [Day], reasons: [Option])
    case note
    case approval(what: String, isAsked: Bool)
    case several(things: [String], item: String)
    case workers(String)
    /// Something of the customer's goes along; `signs` is who signs for it, where somebody must.
    case takeAlong(taken: [String], mayBeNothing: Bool, signs: SignatureRole?)
    /// It comes back.
    case giveBack(out: [Thing], signs: SignatureRole?)
    case parts(used: [String])
}

/// Something that was taken along, by the fact that says so.
public struct Thing: Hashable, Sendable, Identifiable {
    public let id: FactId
    public let name: String
}

/// How a call to the customer ended.
public enum CallEnd: Sendable {
    case reached, agreed, refused, noAnswer

    var result: CallResult {
        switch self {
        case .reached: .reached
        case .agreed: .agreed
        case .refused: .refused
        case .noAnswer: .noAnswer
        }
    }
}

/// What can be done with a step.
public enum StepEvent: Sendable {
    case showPhase(String)
    case tick(path: String, isTicked: Bool)
    case yesNo(path: String, value: Bool)
    case choose(path: String, option: String)
    case toggle(path: String, option: String, isChosen: Bool)
    case write(path: String, text: String)
    case scan(path: String)
    case photo(path: String, role: String?, pair: BlobId?)
    case arrive
    case ring(isAnswered: Bool)
    case knock(isAnswered: Bool)
    case call(purpose: String, end: CallEnd)
    case confirm(path: String)
    case consent(path: String, isAccepted: Bool, person: String, reason: String?)
    case openQuote
    case startWork
    case stopWork(started: FactId)
    case fetchOut(what: String)
    case fetchBack(left: FactId)
    case sign(SignatureRole)
    case rate(scale: String, grade: String, opinion: String?)
    case book(isNext: Bool, day: SiteDay, minuteOfDay: Int, reason: String?)
    case askApproval(what: String, detail: String)
    case add(path: String, name: String?)
    case takeAlong(path: String, what: String, condition: String)
    case giveBack(path: String, thing: FactId, condition: String)
    case usePart(path: String, name: String, quantity: String)
    case endVisit
}
