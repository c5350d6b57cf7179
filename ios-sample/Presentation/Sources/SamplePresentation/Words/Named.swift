import DoorstepKit

// The core writes names of its enums as words with underscores; packs and lists use them.

extension SignatureRole {
    /// All of them: the generated enum does not list its cases.
    static let all: [SignatureRole] = [
        .customerAccept, .customerQuoteConsent, .customerRiskConsent, .leaderPublicAccept, .leaderVerify,
        .technicianHandIn, .customerCoordinationResult, .managerInspect, .leaderInspect, .customerBooking,
        .customerCustodyOut, .customerCustodyBack, .customerRefusal, .teamReceive, .officeProxy, .supervisorAccept,
        .customerCancel, .customerReturn, .storeManager, .generalManager, .departmentHead, .clientStamp, .secondWorker,
        .officeAccept,
    ]

    /// As in packs: `customer_accept`.
    public var word: String { snake("\(self)") }

    public init?(word: String) {
        guard let role = Self.all.first(where: { $0.word == word }) else { return nil }
        self = role
    }
}

extension Phase {
    /// As in lists: `travelling`.
    var word: String { "\(self)" }
}

extension ConsentWhat {
    /// The one that a step of this word asks for.
    init(word: String) {
        let all: [ConsentWhat] = [.quote, .risk, .entry, .move, .custody, .data, .fee, .open]
        self = all.first { "\($0)" == word } ?? .other
    }
}

extension VisitOutcome {
    init?(word: String) {
        let all: [VisitOutcome] = [.done, .absent, .declined, .unfinished]
        guard let outcome = all.first(where: { "\($0)" == word }) else { return nil }
        self = outcome
    }
}

/// `customerAccept` as `customer_accept`.
func snake(_ camel: String) -> String {
    camel.reduce(into: "") { word, letter in
        word += letter.isUppercase ? "_\(letter.lowercased())" : "\(letter)"
    }
}
