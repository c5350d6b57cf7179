#if canImport(Security)
    import DoorstepFFI
    import Foundation
    import Security

    /// Secrets in the Keychain of this device. They never leave it, not by a backup either, and can be read in the
    /// background once the device was unlocked after its start.
    ///
    /// The Keychain outlives the app: after it was deleted and installed again the old key is still there. That does no
    /// harm, a new enrolment replaces it.
    public final class KeychainSecrets: SecretStore {
        private let service: String
        private let accessGroup: String?

        /// - Parameter accessGroup: for extensions that open the same store; nil for the app alone.
        public init(service: String = "dev.doorstep", accessGroup: String? = nil) {
            self.service = service
            self.accessGroup = accessGroup
        }

        public func read(name: String) throws -> Data? {
            var query = item(name)
            query[kSecReturnData] = true
            query[kSecMatchLimit] = kSecMatchLimitOne
            var found: CFTypeRef?
            let status = SecItemCopyMatching(query as CFDictionary, &found)
            if status == errSecItemNotFound { return nil }
            try check(status)
            return found as? Data
        }

        public func write(name: String, secret: Data) throws {
            let content: [CFString: Any] = [
                kSecValueData: secret,
                kSecAttrAccessible: kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly,
            ]
            let status = SecItemUpdate(item(name) as CFDictionary, content as CFDictionary)
            guard status == errSecItemNotFound else { return try check(status) }
            let new = item(name).merging(content) { _, new in new }
            try check(SecItemAdd(new as CFDictionary, nil))
        }

        private func item(_ name: String) -> [CFString: Any] {
            var item: [CFString: Any] = [
                kSecClass: kSecClassGenericPassword,
                kSecAttrService: service,
                kSecAttrAccount: name,
                // On a Mac, too, the Keychain of iOS and not the one of files.
                kSecUseDataProtectionKeychain: true,
            ]
            if let accessGroup { item[kSecAttrAccessGroup] = accessGroup }
            return item
        }

        private func check(_ status: OSStatus) throws {
            switch status {
            case errSecSuccess: return
            case errSecInteractionNotAllowed: throw PlatformError.Locked
            default: throw PlatformError.Failed(reason: "keychain \(status)")
            }
        }
    }
#endif
