import DoorstepKit

/// A day of the calendar: the days since 1 January 1970.
public struct SiteDay: Hashable, Comparable, Sendable {
    public let number: Int

    public init(number: Int) {
        self.number = number
    }

    /// By the Gregorian calendar; a month or day that is too large runs over into the next.
    public init(year: Int, month: Int, day: Int) {
        // Years that begin in March: the day that is sometimes there comes last.
        let (years, months) = month > 2 ? (year, month - 3) : (year - 1, month + 9)
        let (era, ofEra) = floorDivided(years, 400)
        number = era * 146_097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + (153 * months + 2) / 5 + day - 1 - 719_468
    }

    public static func < (one: SiteDay, other: SiteDay) -> Bool { one.number < other.number }

    public func plus(days: Int) -> SiteDay { SiteDay(number: number + days) }

    /// 0 is Monday.
    public var weekday: Int { floorDivided(number + 3, 7).rest }

    public var parts: (year: Int, month: Int, day: Int) {
        let (era, ofEra) = floorDivided(number + 719_468, 146_097)
        let years = (ofEra - ofEra / 1_460 + ofEra / 36_524 - ofEra / 146_096) / 365
        let ofYear = ofEra - (365 * years + years / 4 - years / 100)
        let months = (5 * ofYear + 2) / 153
        let month = months < 10 ? months + 3 : months - 9
        return (era * 400 + years + (month < 3 ? 1 : 0), month, ofYear - (153 * months + 2) / 5 + 1)
    }
}

func floorDivided(_ value: Int, _ by: Int) -> (quotient: Int, rest: Int) {
    let (quotient, rest) = value.quotientAndRemainder(dividingBy: by)
    return rest < 0 ? (quotient - 1, rest + by) : (quotient, rest)
}

/// The clocks of a place, by its POSIX TZ string such as `CST-8` or `CET-1CEST,M3.5.0,M10.5.0/3`. Offsets and the `M`
/// form of changes are understood, which is every zone of today; what is not understood shows UTC and says so.
public struct SiteClock: Sendable {
    private let zone: PosixZone?

    public init(_ posix: String) {
        zone = PosixZone(posix)
    }

    /// Of the phone itself: what happened here is told in its own time.
    init(secondsEast: Int) {
        zone = PosixZone(standard: secondsEast)
    }

    /// Whether the zone was understood.
    public var isKnown: Bool { zone != nil }

    /// `10:42`.
    public func time(_ ms: Int64) -> String {
        let minute = floorDivided(local(ms), 86_400).rest / 60
        return "\(twoDigits(minute / 60)):\(twoDigits(minute % 60))" + (isKnown ? "" : " UTC")
    }

    /// The day there.
    public func day(_ ms: Int64) -> SiteDay {
        SiteDay(number: floorDivided(local(ms), 86_400).quotient)
    }

    /// The moment at which its clocks show this.
    public func moment(_ day: SiteDay, minuteOfDay: Int) -> Int64 {
        let winter = zone?.standard ?? 0
        let standard = Int64(day.number * 86_400 + minuteOfDay * 60 - winter) * 1_000
        return standard - Int64(offset(standard) - winter) * 1_000
    }

    /// The day as people say it, seen from now.
    public func dayWords(_ ms: Int64, _ nowMs: Int64, _ words: Words) -> String {
        let there = day(ms)
        switch there.number - day(nowMs).number {
        case 0: return words.say("今天", "today")
        case 1: return words.say("明天", "tomorrow")
        case -1: return words.say("昨天", "yesterday")
        default: return dayOfMonth(there, words)
        }
    }

    /// `3月2日 周一`, `Mon 2 Mar`.
    public func dayOfMonth(_ day: SiteDay, _ words: Words) -> String {
        let (_, month, date) = day.parts
        return words.isChinese
            ? "\(month)月\(date)日 周\(Self.chineseDays[day.weekday])"
            : "\(Self.days[day.weekday]) \(date) \(Self.months[month - 1])"
    }

    /// Day and time: `today 10:42`.
    public func moment(_ ms: Int64, _ nowMs: Int64, _ words: Words) -> String {
        day(ms) == day(nowMs) ? time(ms) : "\(dayWords(ms, nowMs, words)) \(time(ms))"
    }

    private func local(_ ms: Int64) -> Int {
        floorDivided(Int(ms), 1_000).quotient + offset(ms)
    }

    private func offset(_ ms: Int64) -> Int { zone?.offset(ms) ?? 0 }

    private static let chineseDays = ["一", "二", "三", "四", "五", "六", "日"]
    private static let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}

func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
