import DoorstepKit
import Foundation

/// The photos of a visit: those of one spot, before and after, side by side.
public struct PhotosState: Hashable, Sendable {
    public let customer: String
    public let spots: [Spot]
}

/// One spot: the photo of before, and those that show it again.
public struct Spot: Hashable, Sendable, Identifiable {
    public var id: BlobId { pictures[0].id }
    public let title: String
    /// The first one is of before.
    public let pictures: [Picture]
    /// Whether the checklist asks to show this spot once more.
    public let needsAfter: Bool
    /// Whether another photo of it can be taken.
    public let canPair: Bool
}

public struct Picture: Hashable, Sendable, Identifiable {
    public let id: BlobId
    public let role: String
    /// The small picture; nil if it has not come yet.
    public let file: URL?
    public let by: String
}

public enum PhotosEvent: Sendable {
    /// Takes the photo of after from the same spot.
    case takeAfter(BlobId)
}

public final class PhotosPresenter: JobPresenter<PhotosState, PhotosEvent> {
    private let visit: VisitId
    private var steps: [Step] = []

    init(_ desk: Desk, _ id: CaseId, _ visit: VisitId) {
        self.visit = visit
        super.init(desk, id)
    }

    override func read(_ job: Job) async throws -> PhotosState {
        if job.hasPack {
            let checklist = try await desk.doorstep.jobs { [id, visit] in
                try $0.checklist(case: id, visit: visit, outcome: "done")
            }
            steps = checklist.steps
        }
        let photos = job.photos.filter { $0.visit == visit }.sorted { $0.at < $1.at }
        let known = Set(photos.map(\.blob))
        var spots: [Spot] = []
        for first in photos where first.pair.map(known.contains) != true {
            var pictures = [try await picture(job, first)]
            for again in photos where again.pair == first.blob { pictures.append(try await picture(job, again)) }
            let waits = steps.contains { $0.photos.contains { $0.unpaired.contains(first.blob) } }
            spots.append(
                Spot(
                    title: steps.first { $0.path == first.step }?.title ?? first.step, pictures: pictures,
                    needsAfter: waits, canPair: placeOfAfter(first) != nil))
        }
        return PhotosState(customer: job.head.customer, spots: spots)
    }

    private func picture(_ job: Job, _ photo: Photo) async throws -> Picture {
        let at = SiteClock(job.head.timeZone).moment(photo.at, desk.platform.nowMs(), desk.words)
        let name = steps.flatMap(\.photos).first { $0.role == photo.role }?.name ?? ""
        return Picture(
            id: photo.blob, role: name.isEmpty ? photo.role : name, file: try await smallPicture(photo),
            by: "\(photo.by), \(at)")
    }

    /// The step and the role under which the checklist wants to see this spot again.
    private func placeOfAfter(_ first: Photo) -> (step: String, role: String)? {
        var after: (step: String, role: String)?
        for step in steps {
            for count in step.photos {
                guard let role = count.role else { continue }
                if count.unpaired.contains(first.blob) { return (step.path, role) }
                if after == nil && role == "after" && first.role != "after" { after = (step.path, role) }
            }
        }
        return after
    }

    override func act(_ event: PhotosEvent) async throws {
        switch event {
        case .takeAfter(let before): try await takeAfter(before)
        }
    }

    private func takeAfter(_ before: BlobId) async throws {
        let job = try job
        guard let first = job.photos.first(where: { $0.blob == before }) else { return }
        guard let place = placeOfAfter(first) else { return }
        guard let file = await desk.platform.takePhoto() else { return }
        let seen = job.version
        _ = try await desk.guarded(id, visit, "done") {
            _ = try await desk.doorstep.evidence { [id, visit] in
                try $0.takePhoto(
                    case: id, seen: seen, visit: visit, step: place.step, role: place.role, path: file.path,
                    pair: before)
            }
        }
        try? FileManager.default.removeItem(at: file)
    }
}

extension JobPresenter {
    /// The small picture of a photo as a file; nil if it has not come yet, or there is none.
    func smallPicture(_ photo: Photo) async throws -> URL? {
        guard let small = photo.thumbnail else { return nil }
        let folder = desk.platform.directory.appendingPathComponent("shown")
        let file = folder.appendingPathComponent("\(small).jpg")
        if !FileManager.default.fileExists(atPath: file.path) {
            do {
                let bytes = try await desk.doorstep.evidence { [id] in
                    try $0.photoThumbnail(case: id, thumbnail: small)
                }
                try makeFolder(folder)
                try bytes.write(to: file)
            } catch DoorstepError.NotFound {
                return nil
            }
        }
        return file
    }
}
