/// Amounts as people write them, in a currency with so many digits after the point: `12.34` yuan, `1200` yen.
struct Amounts {
    private let digits: Int

    init(_ minorDigits: UInt8) {
        digits = Int(minorDigits)
    }

    /// An amount of minor units.
    func written(_ minor: Int64) -> String {
        let plain = String(minor.magnitude)
        let padded = String(repeating: "0", count: max(0, digits + 1 - plain.count)) + plain
        let fraction = digits == 0 ? "" : "." + padded.suffix(digits)
        return (minor < 0 ? "-" : "") + padded.dropLast(digits) + fraction
    }

    /// What somebody typed, in minor units; nil if it is no amount, or has more digits than the currency.
    func read(_ text: String) -> Int64? {
        let typed = trimmed(text).map { $0 == "," ? "." : $0 }
        let parts = typed.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), !parts[0].isEmpty else { return nil }
        let fraction = parts.count == 2 ? parts[1] : []
        let all = parts[0] + fraction
        guard fraction.count <= digits, all.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
        return Int64(String(all) + String(repeating: "0", count: digits - fraction.count))
    }
}
