import DoorstepFFI

extension DoorstepError {
    /// What the user reads, and can do, in Chinese for `zh` and its variants, otherwise in English. What is missing
    /// comes from the core in the language of its configuration.
    public func words(_ language: String) -> String {
        let say = Speaker(language)
        switch self {
        case .InvalidInput(let field, _):
            return say("输入有误（\(field)）", "Please check what you entered (\(field))")
        case .Rejected(let why): return why.words(say)
        case .StaleVersion: return say("内容已更新，请看过后再操作", "This has changed. Look again, then repeat")
        case .NotFound: return say("本机没有这项内容，请同步后再试", "Not on this phone yet. Synchronise and try again")
        case .NotEnrolled(let keyLost):
            return keyLost
                ? say("本机密钥丢失，请重新登记", "This phone lost its key. Ask the office for a new code")
                : say("本机尚未登记，请输入办公室给的登记码", "Enter the code from the office first")
        case .Closed: return say("应用正在恢复，请稍候", "The app is waking up. Try again in a moment")
        case .Busy: return say("正在进行中，请稍候", "Already under way. Please wait")
        case .Offline:
            return say("没有网络。内容已存本机，稍后自动发送", "No signal. Your work is saved on this phone and is sent later")
        case .Server(let reason, _):
            return reason == "code_refused"
                ? say("登记码无效或已过期", "The office does not accept this code")
                : say("服务器没有正常答复，请稍后再试", "The server did not answer as expected. Try again later")
        case .UpdateRequired: return say("请更新应用", "Please update the app")
        case .Storage(let trouble):
            return trouble == .full
                ? say("手机存储已满，请清理后再试", "The phone is full. Free some space and try again")
                : say("手机存储出错，请重启应用", "The phone could not store this. Restart the app")
        case .Internal: return say("出现意外错误，请报告办公室", "Something unexpected happened. Please tell the office")
        }
    }
}

extension Rejection {
    fileprivate func words(_ say: Speaker) -> String {
        switch self {
        case .status: return say("当前状态不允许此操作", "Not possible in the present state of the job")
        case .role(let needed):
            return say(
                "没有权限，需要：\(needed.joined(separator: "、"))", "This needs one of: \(needed.joined(separator: ", "))")
        case .missing(let missing): return missing.map(\.words).joined(separator: "\n")
        case .notConfigured(let what):
            return say(
                "尚未配置：\(what.joined(separator: "、"))，请联系办公室",
                "Not configured, ask the office: \(what.joined(separator: ", "))")
        case .tooEarly(let from): return say("最早 \(from) 可以", "Possible from \(from) on")
        case .otherCompany: return say("属于另一家公司", "This belongs to another company")
        case .otherUser: return say("此设备属于其他用户", "This phone holds another user's work")
        case .locked(.loggedOut): return say("已退出登录，请重新登录", "Logged out: log in again")
        case .locked(.wiped): return say("办公室已下令清除此手机", "The office had this phone wiped")
        case .tooLarge(_, let limit): return say("内容太大（上限 \(limit)）", "Too large (at most \(limit))")
        }
    }
}

/// Says it in Chinese or in English.
private struct Speaker {
    let isChinese: Bool

    init(_ language: String) {
        isChinese = language.split(separator: "-").first == "zh"
    }

    func callAsFunction(_ chinese: String, _ english: String) -> String { isChinese ? chinese : english }
}
