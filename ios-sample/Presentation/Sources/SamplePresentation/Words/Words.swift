import DoorstepKit

/// How loud something is. The screens give each tone its colour; the words stand beside it, never the colour alone.
public enum Tone: Sendable {
    case quiet, good, attention, bad, waiting
}

/// A word with its tone.
public struct Chip: Hashable, Sendable {
    public let tone: Tone
    public let words: String

    public init(_ tone: Tone, _ words: String) {
        self.tone = tone
        self.words = words
    }
}

/// Everything that the app itself says, in Chinese for `zh` and its variants, otherwise in English. What the trade says
/// comes from the core, in the language of its configuration.
public struct Words: Sendable {
    public let language: String
    public let isChinese: Bool

    public init(_ language: String) {
        self.language = language
        isChinese = language.split(separator: "-").first == "zh"
    }

    public func say(_ chinese: String, _ english: String) -> String { isChinese ? chinese : english }

    // The state of somebody's work. Nobody reads of synchronising, conflicts or queues.
    func delivery(_ delivery: Delivery) -> Chip {
        switch delivery {
        case .storedSafely: Chip(.good, say("办公室已保存", "Stored safely"))
        case .sent: Chip(.waiting, say("已发送", "Sent to the office"))
        case .saved: Chip(.quiet, say("已存本机", "Saved on this phone"))
        case .waitingForSignal: Chip(.waiting, say("等待信号", "Waiting for signal"))
        case .needsDecision: Chip(.attention, say("需要确认", "Needs a decision"))
        case .refused: Chip(.bad, say("被退回", "Refused"))
        }
    }

    var everythingSent: String { say("已全部发送", "Everything sent") }
    var nothingSentYet: String { say("尚未发送过", "nothing sent yet") }

    func waits(_ count: Int, _ last: String?) -> String {
        let since = last.map { say("上次发送 \($0)", "last sent \($0)") } ?? nothingSentYet
        return say(
            "\(count) 项等待信号，\(since)",
            "\(count) \(count == 1 ? "change waits" : "changes wait") for signal, \(since)")
    }

    func refused(_ count: Int) -> String {
        say("\(count) 项被退回", "\(count) \(count == 1 ? "entry was" : "entries were") refused")
    }

    func next(_ step: NextStep) -> String {
        switch step {
        case .nothing: say("会自动发送", "It is sent by itself")
        case .sendAgain: say("再发一次", "Send again")
        case .askOffice: say("请联系办公室", "Ask the office")
        case .updateApp: say("请更新应用", "Update the app")
        case .takeAgain: say("请重新拍摄", "Take the photo again")
        case .export: say("请导出工单文件交给办公室", "Export the job and hand it to the office")
        }
    }

    // What every screen has.
    public var back: String { say("返回", "Back") }
    public var save: String { say("保存", "Save") }
    public var cancel: String { say("取消", "Cancel") }
    public var done: String { say("完成", "Done") }
    public var undo: String { say("撤销", "Undo") }
    public var show: String { say("查看", "Show") }
    public var close: String { say("关闭", "Close") }
    public var notYet: String { say("还不能这样做", "Not yet") }
    public var stillMissing: String { say("还差这些：", "Still missing:") }

    // Times as people say them.
    func duration(_ minutes: Int64) -> String {
        let (days, hours, rest) = (minutes / 1_440, minutes / 60 % 24, minutes % 60)
        if days > 0 {
            return say("\(days) 天" + (hours > 0 ? " \(hours) 小时" : ""), "\(days) d" + (hours > 0 ? " \(hours) h" : ""))
        }
        if hours > 0 {
            return say("\(hours) 小时" + (rest > 0 ? " \(rest) 分" : ""), "\(hours) h" + (rest > 0 ? " \(rest) min" : ""))
        }
        return say("\(rest) 分钟", "\(rest) min")
    }

    func dueIn(_ minutes: Int64) -> String { say("还有 \(duration(minutes))", "\(duration(minutes)) left") }
    func startsIn(_ minutes: Int64) -> String { say("\(duration(minutes))后", "in \(duration(minutes))") }
    func late(_ minutes: Int64) -> String { say("已晚 \(duration(minutes))", "late by \(duration(minutes))") }
}
