#if canImport(Darwin)
    import Darwin
    import DoorstepFFI

    /// The clocks of an Apple device: the wall, the time since it started with sleep, and the number of the start.
    public final class AppleClock: DoorstepFFI.Clock {
        private let bootId: Int64

        /// - Throws: `PlatformError.Failed` if the system does not say which start this is.
        public init() throws {
            bootId = try Self.readBootId()
        }

        public func now() throws -> ClockReading {
            // On Apple this clock goes on during sleep, and nobody can set it.
            let boot = clock_gettime_nsec_np(CLOCK_MONOTONIC_RAW)
            let wall = clock_gettime_nsec_np(CLOCK_REALTIME)
            return ClockReading(wall: Int64(wall / 1_000_000), bootMs: Int64(boot / 1_000_000), bootId: bootId)
        }

        /// The first half of `kern.bootsessionuuid`, which is new after every start.
        private static func readBootId() throws -> Int64 {
            let name = "kern.bootsessionuuid"
            var size = 0
            guard sysctlbyname(name, nil, &size, nil, 0) == 0, size > 0 else {
                throw PlatformError.Failed(reason: name)
            }
            var bytes = [UInt8](repeating: 0, count: size)
            guard sysctlbyname(name, &bytes, &size, nil, 0) == 0 else { throw PlatformError.Failed(reason: name) }
            let digits = String(decoding: bytes, as: UTF8.self).filter(\.isHexDigit).prefix(16)
            guard let number = UInt64(digits, radix: 16) else { throw PlatformError.Failed(reason: name) }
            return Int64(bitPattern: number)
        }
    }
#endif
