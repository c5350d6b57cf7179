import DoorstepKit

/// A copy of the record, to be looked at and handed out.
public struct CopyRow: Hashable, Sendable {
    /// Who gets it; nil for the record itself, which leaves nothing out and is for nobody outside.
    public let audience: Audience?
    public let title: String
    public let isChosen: Bool
    /// How and when it was handed out, the first time first.
    public let handed: [Chip]
}

extension CopyRow {
    /// The ways of handing a copy out.
    public static let handings: [Handing] = [.paper, .shown, .message]

    /// The copies of a job in the order of the paper, the record itself at the end.
    @MainActor
    static func all(_ desk: Desk, _ job: Job, chosen: Audience?) -> [CopyRow] {
        let site = SiteClock(job.head.timeZone)
        func chip(_ copy: DeliveredCopy) -> Chip {
            let how = copy.how.map(desk.words.handing) ?? desk.words.handedOut
            let at = site.moment(copy.at, desk.platform.nowMs(), desk.words)
            return Chip(.good, "\(how) · \(copy.by) · \(at)")
        }
        let copies = job.copies.map { copy in
            CopyRow(
                audience: copy.audience,
                title: copy.number.map { "\($0) · \(copy.title)" } ?? copy.title,
                isChosen: copy.audience == chosen, handed: copy.delivered.map(chip))
        }
        let record = CopyRow(audience: nil, title: desk.words.fullRecord, isChosen: chosen == nil, handed: [])
        return copies + [record]
    }
}
