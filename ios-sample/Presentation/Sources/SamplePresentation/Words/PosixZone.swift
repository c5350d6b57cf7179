/// Seconds east of UTC in winter, and in summer from one change to the other.
struct PosixZone: Sendable {
    let standard: Int
    private var summer = 0
    private var changes: (begin: Change, end: Change)?

    /// `M3.5.0/2`: month, week (5 is the last), weekday (0 is Sunday), time of day.
    struct Change: Sendable {
        let month: Int
        let week: Int
        let weekday: Int
        let secondOfDay: Int

        /// Seconds since 1970 by the clocks there.
        func localSecond(_ year: Int) -> Int {
            let wanted = (weekday + 6) % 7
            let first = SiteDay(year: year, month: month, day: 1)
            var day = first.plus(days: (wanted - first.weekday + 7) % 7 + (week - 1) * 7)
            let (years, months) = month == 12 ? (year + 1, 1) : (year, month + 1)
            let next = SiteDay(year: years, month: months, day: 1)
            while day >= next { day = day.plus(days: -7) }
            return day.number * 86_400 + secondOfDay
        }
    }

    init(standard: Int) {
        self.standard = standard
    }

    /// Nil for what is not understood.
    init?(_ posix: String) {
        var reader = Reader(posix)
        guard reader.name(), let west = reader.time() else { return nil }
        standard = -west
        if reader.isAtEnd { return }
        guard reader.name() else { return nil }
        let summerWest = reader.time()
        summer = summerWest.map { -$0 } ?? standard + 3_600
        if reader.isAtEnd { return }
        guard let begin = reader.change(), let end = reader.change(), reader.isAtEnd else { return nil }
        changes = (begin, end)
    }

    func offset(_ ms: Int64) -> Int {
        guard let changes else { return standard }
        let second = floorDivided(Int(ms), 1_000).quotient
        let year = SiteDay(number: floorDivided(second + standard, 86_400).quotient).parts.year
        let from = changes.begin.localSecond(year) - standard
        let until = changes.end.localSecond(year) - summer
        let isSummer = from < until ? second >= from && second < until : second >= from || second < until
        return isSummer ? summer : standard
    }
}

/// Reads a zone from left to right.
private struct Reader {
    private var rest: Substring

    init(_ text: String) {
        rest = text[...]
    }

    var isAtEnd: Bool { rest.isEmpty }

    /// Three letters or more, or anything between angle brackets.
    mutating func name() -> Bool {
        if rest.first == "<" {
            guard let end = rest.firstIndex(of: ">"), rest.index(after: rest.startIndex) < end else { return false }
            rest = rest[rest.index(after: end)...]
            return true
        }
        let letters = rest.prefix { $0.isASCII && $0.isLetter }
        rest = rest.dropFirst(letters.count)
        return letters.count >= 3
    }

    /// Hours, minutes and seconds, in seconds; nil and nothing read if there is none.
    mutating func time() -> Int? {
        var ahead = self
        let sign = ahead.takes("-") ? -1 : 1
        if sign == 1 { _ = ahead.takes("+") }
        guard let hours = ahead.number(digits: 1...3) else { return nil }
        var seconds = hours * 3_600
        for unit in [60, 1] where ahead.takes(":") {
            guard let part = ahead.number(digits: 2...2) else { return nil }
            seconds += part * unit
        }
        self = ahead
        return sign * seconds
    }

    /// `,M3.5.0/2`.
    mutating func change() -> PosixZone.Change? {
        guard takes(","), takes("M"), let month = number(digits: 1...2), takes("."), let week = number(digits: 1...1),
            takes("."), let weekday = number(digits: 1...1), (1...12).contains(month), (1...5).contains(week),
            (0...6).contains(weekday)
        else { return nil }
        guard takes("/") else {
            return PosixZone.Change(month: month, week: week, weekday: weekday, secondOfDay: 7_200)
        }
        return time().map { PosixZone.Change(month: month, week: week, weekday: weekday, secondOfDay: $0) }
    }

    private mutating func takes(_ letter: Character) -> Bool {
        guard rest.first == letter else { return false }
        rest = rest.dropFirst()
        return true
    }

    private mutating func number(digits: ClosedRange<Int>) -> Int? {
        let found = rest.prefix { $0.isASCII && $0.isNumber }.prefix(digits.upperBound)
        guard found.count >= digits.lowerBound, let number = Int(found) else { return nil }
        rest = rest.dropFirst(found.count)
        return number
    }
}
