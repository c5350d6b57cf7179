import DoorstepFFI
import DoorstepKit
import Foundation

/// What is signed, word by word, above the line; or, once it is signed, the same with the signature drawn.
public struct SignState: Hashable, Sendable {
    public let title: String
    public let customer: String
    /// Exactly the text that the signature covers.
    public let text: String
    public let total: String?
    /// Who signed and when, once it is signed.
    public let seal: String?
    /// The drawn signature, a PNG, once it is signed.
    public let picture: URL?
    /// Somebody else may sign where the right person cannot.
    public var mayStandIn = false
    /// Somebody else signs, and has to say why.
    public var isStandIn = false
}

/// Where the pen was: hundredths of a point of the pad, and milliseconds since it began.
public struct PenPoint: Hashable, Sendable {
    public let x: Int32
    public let y: Int32
    public let ms: UInt32

    public init(x: Int32, y: Int32, ms: UInt32) {
        self.x = x
        self.y = y
        self.ms = ms
    }
}

public enum SignEvent: Sendable {
    case sign(name: String, strokes: [[PenPoint]], reason: String)
    /// The right person cannot sign: whoever the pack names instead does.
    case cannotSign
    case leave
}

public final class SignPresenter: JobPresenter<SignState, SignEvent> {
    private let visit: VisitId
    private let role: SignatureRole
    private let quote: QuoteId?
    private var prepared: PreparedSignature?
    private var before: Set<FactId>?
    /// Who signs, if the right person cannot.
    private var standIn: SignatureRole?

    init(_ desk: Desk, _ id: CaseId, _ visit: VisitId, _ role: SignatureRole, _ quote: QuoteId?) {
        self.visit = visit
        self.role = role
        self.quote = quote
        super.init(desk, id)
    }

    override func read(_ job: Job) async throws -> SignState {
        let quoted = job.quotes.first { $0.id == quote }
        // Signatures that were there when the page was opened are not this one: somebody may sign once more.
        let known = before ?? Set(job.signatures.map(\.fact))
        before = known
        let signer = standIn ?? role
        let mine = job.signatures.last { $0.visit == visit && $0.role == signer && !known.contains($0.fact) }
        if let mine { return try await signed(job, mine, quoted) }
        if prepared?.version() != job.version { prepared = try await prepare(quoted?.id) }
        let me = try await desk.me()?.name ?? ""
        let others = try await instead(job)
        return SignState(
            title: desk.words.signature(signer), customer: standIn == nil ? job.head.customer : me,
            text: prepared?.text() ?? "", total: quoted?.total?.words, seal: nil, picture: nil,
            mayStandIn: standIn == nil && !others.isEmpty, isStandIn: standIn != nil)
    }

    /// Who may sign instead, as the pack says at the step that asks for this signature.
    private func instead(_ job: Job) async throws -> [SignatureRole] {
        guard job.hasPack else { return [] }
        let template = try await desk.doorstep.jobs { [id] in try $0.template(case: id) }
        return template.steps.flatMap { step -> [SignatureRole] in
            guard case .signature(role.word, let instead) = step.kind else { return [] }
            return instead.compactMap(SignatureRole.init(word:))
        }
    }

    private func prepare(_ quote: QuoteId?) async throws -> PreparedSignature {
        let signer = standIn ?? role
        return try await desk.doorstep.evidence { [id, visit] in
            try $0.prepareSignature(case: id, visit: visit, role: signer, quote: quote, preamble: "")
        }
    }

    private func signed(_ job: Job, _ signature: Signature, _ quoted: Quote?) async throws -> SignState {
        let at = SiteClock(job.head.timeZone).moment(signature.at, desk.platform.nowMs(), desk.words)
        return SignState(
            title: desk.words.signature(signature.role), customer: signature.signer.name, text: signature.text ?? "",
            total: quoted?.total?.words, seal: desk.words.seal(signature.signer.name, at),
            picture: try await picture(signature.fact))
    }

    override func act(_ event: SignEvent) async throws {
        switch event {
        case .leave: desk.navigator.back()
        case .cannotSign:
            standIn = try await instead(try job).first
            prepared = nil
        case .sign(let name, let strokes, let reason):
            guard let signer = written(name) else { return desk.tell(desk.words.nameFirst) }
            guard strokes.contains(where: { $0.count > 1 }) else { return desk.tell(desk.words.drawFirst) }
            if standIn != nil && written(reason) == nil { return desk.tell(desk.words.whyCannotSign) }
            try await sign(signer, strokes, trimmed(reason))
        }
    }

    private func sign(_ name: String, _ strokes: [[PenPoint]], _ reason: String) async throws {
        guard let text = prepared else { throw DoorstepError.StaleVersion }
        let drawn = strokes.map { stroke in
            Stroke(points: stroke.map { DoorstepFFI.Point(x: $0.x, y: $0.y, tMs: $0.ms) })
        }
        let proxy = standIn.map { _ in Proxy(inPlaceOf: role, reason: reason) }
        let signature = NewSignature(signer: Person(name: name), strokes: drawn, proxy: proxy)
        try await desk.guarded(id, visit, "done") {
            try await desk.doorstep.evidence { try $0.sign(prepared: text, signature: signature) }
        }
    }
}

extension JobPresenter {
    /// The drawing of a signature, made once and kept.
    func picture(_ signature: FactId) async throws -> URL {
        let folder = desk.platform.directory.appendingPathComponent("shown")
        let file = folder.appendingPathComponent("signature-\(signature).png")
        if FileManager.default.fileExists(atPath: file.path) { return file }
        try makeFolder(folder)
        try await desk.doorstep.evidence { [id] in
            try $0.saveSignature(case: id, signature: signature, width: 800, path: file.path)
        }
        return file
    }

    func makeFolder(_ folder: URL) throws {
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            throw DoorstepError.Storage(trouble: .unreadable)
        }
    }
}
