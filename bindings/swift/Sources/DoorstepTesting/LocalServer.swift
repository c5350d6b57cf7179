#if os(macOS) || os(Linux)
    import Foundation

    #if canImport(FoundationNetworking)
        import FoundationNetworking
    #endif

    private let officeToken = "the-office-token-of-this-test"

    /// What went wrong around a test.
    public struct TestTrouble: Error, CustomStringConvertible {
        public let description: String

        public init(_ description: String) {
            self.description = description
        }
    }

    /// `doorstep serve` on a free port, with its data in a directory, stopped by its own handle.
    public final class LocalServer: @unchecked Sendable {
        /// Where it listens.
        public let url: String
        private let process: Process
        private let output: URL

        /// - Parameters:
        ///   - invitations: people to invite, as `user:Name:role`; their codes come from ``code(for:)``.
        ///   - program: the server program; the variable `DOORSTEP_SERVER` says where it is.
        public init(
            directory: URL, inviting invitations: [String],
            program: String? = ProcessInfo.processInfo.environment["DOORSTEP_SERVER"]
        ) async throws {
            guard let program else { throw TestTrouble("DOORSTEP_SERVER is not set") }
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
            let address = directory.appendingPathComponent("address")
            output = directory.appendingPathComponent("output")
            _ = FileManager.default.createFile(atPath: output.path, contents: nil)
            process = Process()
            process.executableURL = URL(fileURLWithPath: program)
            process.arguments =
                [
                    "serve", "--dir", directory.appendingPathComponent("data").path, "--listen", "127.0.0.1:0",
                    "--font", "none", "--office-token", officeToken, "--address-file", address.path,
                ] + invitations.flatMap { ["--invite", $0] }
            let said = try FileHandle(forWritingTo: output)
            process.standardOutput = said
            process.standardError = said
            try process.run()
            let (running, spoken) = (process, output)
            let listening = try await Self.wait(running, spoken) {
                (try? String(contentsOf: address, encoding: .utf8)).flatMap { $0.isEmpty ? nil : $0 }
            }
            url = "http://" + listening
            _ = try await Self.wait(running, spoken) {
                Self.text(spoken).components(separatedBy: "code for").count > invitations.count ? true : nil
            }
        }

        /// The one-time code that the server printed for a user.
        public func code(for user: String) throws -> String {
            let line = Self.text(output).split(separator: "\n").first { $0.contains("code for \(user):") }
            guard let code = line?.split(separator: " ").last else { throw TestTrouble("\(user) is not invited") }
            return String(code)
        }

        /// Its desk.
        public func office() -> Office {
            Office(url: url)
        }

        /// Ends it and waits until it is gone.
        public func stop() {
            guard process.isRunning else { return }
            process.terminate()
            process.waitUntilExit()
        }

        private static func text(_ file: URL) -> String {
            (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        }

        private static func wait<T>(_ process: Process, _ output: URL, for found: () -> T?) async throws -> T {
            for _ in 0..<600 {
                if let found = found() { return found }
                guard process.isRunning else { throw TestTrouble("the server ended: \(text(output))") }
                try await Task.sleep(for: .milliseconds(100))
            }
            process.terminate()
            throw TestTrouble("the server does not start: \(text(output))")
        }
    }

    /// The desk, as a program uses it. The few words of its JSON that matter to a test are found by their form.
    public struct Office: Sendable {
        let url: String

        /// One call of the desk's interface: a POST if there is a body. Answers the JSON.
        @discardableResult
        public func ask(_ path: String, _ body: String? = nil) async throws -> String {
            guard let address = URL(string: "\(url)/office/api/\(path)") else {
                throw TestTrouble("not a path: \(path)")
            }
            var request = URLRequest(url: address)
            request.setValue("Bearer \(officeToken)", forHTTPHeaderField: "authorization")
            request.setValue("application/json", forHTTPHeaderField: "content-type")
            if let body {
                request.httpMethod = "POST"
                request.httpBody = Data(body.utf8)
            }
            let (data, response) = try await URLSession.shared.data(for: request)
            let said = String(decoding: data, as: UTF8.self)
            let status = (response as? HTTPURLResponse)?.statusCode ?? 0
            guard status / 100 == 2 else { throw TestTrouble("\(path): \(status) \(said)") }
            return said
        }

        /// Creates a job from the desk's JSON and answers its case.
        public func create(_ job: String) async throws -> String {
            let created = try await ask("jobs", job)
            let form = "case_[0-9a-f]{32}"
            guard let found = created.range(of: form, options: .regularExpression) else { throw TestTrouble(created) }
            return String(created[found])
        }

        /// Whether the desk's view of a job comes to say so; it follows the log within moments.
        public func comesToSay(_ id: String, _ words: String) async throws -> Bool {
            for _ in 0..<100 {
                let said = try await ask("jobs/\(id)")
                if said.replacingOccurrences(of: " ", with: "").contains(words) { return true }
                try await Task.sleep(for: .milliseconds(50))
            }
            return false
        }
    }
#endif
