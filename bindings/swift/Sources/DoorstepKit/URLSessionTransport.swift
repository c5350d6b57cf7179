import Dispatch
import DoorstepFFI
import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// HTTP by the system: its certificates, its proxies, its VPN. Each call blocks the core's own thread until the whole
/// response is here.
public final class URLSessionTransport: HttpTransport {
    private let session: URLSession

    /// - Parameters:
    ///   - answersWithin: seconds without a byte after which a request counts as timed out.
    ///   - endsWithin: seconds after which a request ends, however slowly it goes on.
    public init(answersWithin: TimeInterval = 60, endsWithin: TimeInterval = 600) {
        // Nothing is cached and no cookie kept: requests carry their own token, and answers are stored by the core.
        let configuration = URLSessionConfiguration.ephemeral
        configuration.timeoutIntervalForRequest = answersWithin
        configuration.timeoutIntervalForResource = endsWithin
        configuration.httpShouldSetCookies = false
        configuration.urlCache = nil
        session = URLSession(configuration: configuration, delegate: NoRedirects(), delegateQueue: nil)
    }

    deinit {
        session.finishTasksAndInvalidate()
    }

    public func send(request: HttpRequest) throws -> HttpResponse {
        let request = try Self.request(request)
        let awaited = Awaited()
        let task = session.dataTask(with: request) { data, response, error in
            awaited.arrive(Self.response(data, response, error))
        }
        task.resume()
        return try awaited.wait()
    }

    private static func request(_ request: HttpRequest) throws -> URLRequest {
        guard let url = URL(string: request.url) else { throw PlatformError.Failed(reason: "not an address") }
        var asked = URLRequest(url: url)
        asked.httpMethod = request.method
        for header in request.headers { asked.setValue(header.value, forHTTPHeaderField: header.name) }
        if !request.body.isEmpty { asked.httpBody = request.body }
        return asked
    }

    private static func response(
        _ data: Data?, _ response: URLResponse?, _ error: (any Error)?
    ) -> Result<HttpResponse, PlatformError> {
        guard let response = response as? HTTPURLResponse, error == nil else { return .failure(trouble(error)) }
        let body = data ?? Data()
        let headers = response.allHeaderFields.map { HttpHeader(name: "\($0.key)", value: "\($0.value)") }
            .filter { $0.name.lowercased() != "content-encoding" || isPacked(body) }
        return .success(HttpResponse(status: UInt16(clamping: response.statusCode), headers: headers, body: body))
    }

    /// Whether this is still zstd, which the core asks for and unpacks itself. A system that knows zstd unpacks it
    /// before it comes here, and leaves the header that says otherwise.
    private static func isPacked(_ body: Data) -> Bool {
        body.starts(with: [0x28, 0xB5, 0x2F, 0xFD])
    }

    private static func trouble(_ error: (any Error)?) -> PlatformError {
        guard let code = (error as? URLError)?.code else { return .Offline }
        switch code {
        case .timedOut: return .TimedOut
        case .cancelled: return .Cancelled
        case .secureConnectionFailed, .serverCertificateHasBadDate, .serverCertificateUntrusted,
            .serverCertificateHasUnknownRoot, .serverCertificateNotYetValid, .clientCertificateRejected,
            .clientCertificateRequired, .appTransportSecurityRequiresSecureConnection:
            return .Untrusted
        default: return .Offline
        }
    }

    /// What is waited for.
    private final class Awaited: @unchecked Sendable {
        private let arrived = DispatchSemaphore(value: 0)
        private var result: Result<HttpResponse, PlatformError> = .failure(.Offline)

        func arrive(_ result: Result<HttpResponse, PlatformError>) {
            self.result = result
            arrived.signal()
        }

        func wait() throws -> HttpResponse {
            arrived.wait()
            return try result.get()
        }
    }
}

/// A redirect is an answer: the core knows one server and sends its token to no other.
private final class NoRedirects: NSObject, URLSessionTaskDelegate {
    func urlSession(
        _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
        newRequest request: URLRequest, completionHandler: @escaping @Sendable (URLRequest?) -> Void
    ) {
        completionHandler(nil)
    }
}
