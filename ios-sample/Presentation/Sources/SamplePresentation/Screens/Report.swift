import DoorstepKit
import Foundation

/// What the customer and others get, before it is handed out.
public struct ReportState: Hashable, Sendable {
    public let number: String
    public let customer: String
    public let address: String
    public let what: String
    public let result: Chip
    public let visits: [ReportVisit]
    public let lines: [Amount]
    public let total: String?
    public let signatures: [ReportSignature]
    public let photos: Int
    public let copies: [CopyRow]
    /// The pages of the chosen copy as they are printed; nil as long as nobody looks at them.
    public let pages: [URL]?
    /// Why there are no pages to look at, if there are none.
    public let noPages: String?
}

public struct ReportVisit: Hashable, Sendable {
    public let title: String
    public let time: String
    public let worked: Int64
    public let done: Int
    public let required: Int
}

public struct ReportSignature: Hashable, Sendable {
    public let role: String
    public let name: String
    public let at: String
    /// Why somebody signed in another's place, if so.
    public let why: String?
    public let picture: URL?
    /// What differs from what was signed, if anything does.
    public let change: String?
}

public enum ReportEvent: Sendable {
    /// Shows the paper as it is printed, or the short form again.
    case preview(Bool)
    /// Whose copy is looked at and shared; nil for the record itself.
    case choose(Audience?)
    /// The chosen copy reached who gets it.
    case handOut(Handing)
    case sharePage
    case sharePaper
}

/// The head of the paper. A company's own build says its name here.
private let company = "Doorstep"

public final class ReportPresenter: JobPresenter<ReportState, ReportEvent> {
    private var isPreview = false
    private var audience: Audience? = .customer
    /// The pages of a copy of one version of the job.
    private var drawn: (version: Version, audience: Audience?, pages: [URL])?

    override func read(_ job: Job) async throws -> ReportState {
        let pages = isPreview ? try await pages(job) : nil
        let quote = job.quotes.last { $0.offer?.isAccepted == true } ?? job.quotes.last { $0.offer != nil }
        var signatures: [ReportSignature] = []
        for signature in job.signatures { signatures.append(await row(job, signature)) }
        return ReportState(
            number: job.head.number, customer: job.head.customer, address: job.head.address, what: job.head.report,
            result: try await result(job), visits: try await visits(job),
            lines: (quote?.lines ?? []).map { Amount(name: $0.name, amount: $0.amount?.words ?? "–") },
            total: quote?.total?.words, signatures: signatures, photos: job.photos.count,
            copies: CopyRow.all(desk, job, chosen: audience),
            pages: pages, noPages: pages?.isEmpty == true ? desk.words.noFontYet : nil)
    }

    private func result(_ job: Job) async throws -> Chip {
        // The list has the word of the outcome that people read.
        let filter = JobFilter(text: job.head.number, withArchived: true)
        let listed = try await desk.doorstep.jobs { try $0.list(filter: filter) }.first { $0.case == id }
        return try listed.flatMap { desk.words.outcome($0.outcome) }
            ?? desk.words.phase(visitOf(nil).phase.word)
    }

    private func visits(_ job: Job) async throws -> [ReportVisit] {
        var rows: [ReportVisit] = []
        for visit in job.state.visits { rows.append(try await row(job, visit)) }
        return rows
    }

    private func row(_ job: Job, _ visit: Visit) async throws -> ReportVisit {
        var required: [Step] = []
        if job.hasPack {
            let checklist = try await desk.doorstep.jobs { [id] in
                try $0.checklist(case: id, visit: visit.id, outcome: "done")
            }
            required = checklist.steps.filter(\.isRequired)
        }
        let site = SiteClock(job.head.timeZone)
        let arrived = visit.entered.first?.at ?? visit.appointment?.start
        return ReportVisit(
            title: desk.words.visit(Int(visit.number)),
            time: arrived.map { site.moment($0, desk.platform.nowMs(), desk.words) } ?? "",
            worked: visit.sessions.map(\.workedMs).reduce(0, +) / 60_000,
            done: required.filter { $0.state == .done }.count, required: required.count)
    }

    private func row(_ job: Job, _ signature: Signature) async -> ReportSignature {
        var drawn: URL?
        await desk.guarded { drawn = try await picture(signature.fact) }
        var change: String?
        if case .changed(let since) = signature.now { change = since.headline }
        return ReportSignature(
            role: desk.words.signature(signature.role), name: signature.signer.name,
            at: SiteClock(job.head.timeZone).moment(signature.at, desk.platform.nowMs(), desk.words),
            why: signature.proxy?.reason, picture: drawn, change: change)
    }

    override func act(_ event: ReportEvent) async throws {
        switch event {
        case .preview(let isOn): isPreview = isOn
        case .choose(let audience): self.audience = audience
        case .handOut(let how): try await handOut(how)
        case .sharePage: try await share(.html, "html")
        case .sharePaper: try await share(.pdf, "pdf")
        }
    }

    /// The very file that is sent, drawn; none as long as the font of the paper is not on this phone.
    private func pages(_ job: Job) async throws -> [URL] {
        if let drawn, drawn.version == job.version, drawn.audience == audience { return drawn.pages }
        let folder = desk.platform.directory.appendingPathComponent("shown/pages")
        try? FileManager.default.removeItem(at: folder)
        try makeFolder(folder)
        do {
            let pages = await desk.platform.drawPages(try await write(.pdf, "pdf"), into: folder)
            drawn = (job.version, audience, pages)
            return pages
        } catch DoorstepError.NotFound {
            return []
        }
    }

    private func handOut(_ how: Handing) async throws {
        guard let audience else { return }
        let seen = try job.version
        _ = try await desk.doorstep.visits { [id] in
            try $0.deliverCopy(case: id, seen: seen, audience: audience, how: how)
        }
    }

    private func share(_ format: ReportFormat, _ ending: String) async throws {
        let title = "\(desk.words.report) \(try job.head.number)"
        await desk.platform.share(try await write(format, ending), title: title)
    }

    private func write(_ format: ReportFormat, _ ending: String) async throws -> URL {
        let folder = desk.platform.directory.appendingPathComponent("shared")
        // What the customer gets is called by the number alone.
        let whose = audience.map { "\($0)" } ?? "record"
        let number = try job.head.number
        let name = audience == .customer ? number : "\(number)-\(whose)"
        let file = folder.appendingPathComponent("\(name).\(ending)")
        try makeFolder(folder)
        let report = NewReport(path: file.path, format: format, company: company, audience: audience)
        try await desk.doorstep.jobs { [id] in try $0.writeReport(case: id, report: report) }
        return file
    }
}
