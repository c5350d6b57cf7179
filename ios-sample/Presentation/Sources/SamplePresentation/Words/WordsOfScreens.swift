import DoorstepKit

extension Words {
    // Enrolment.
    public var welcome: String { say("登记这台手机", "Enrol this phone") }
    public var askForCode: String { say("请办公室给您登记码，扫码或输入。", "Ask the office for a code. Scan it or type it in.") }
    public var server: String { say("服务器地址", "Address of the server") }
    public var code: String { say("登记码", "Code") }
    public var scan: String { say("扫码", "Scan the code") }
    public var enrol: String { say("登记", "Enrol") }
    public var notAnInvitation: String { say("这不是登记码", "This is not a code for enrolment") }

    // The list.
    public var today: String { say("今天", "Today") }
    public var search: String { say("查找", "Find a job") }
    public var finished: String { say("已结束", "Finished") }
    public var settings: String { say("设置", "Settings") }
    public var followUps: String { say("回访", "Follow-ups") }
    public var sendNow: String { say("立即收发", "Send and fetch now") }
    public var noJobs: String {
        say("今天没有派工。需要时点“立即收发”。", "No jobs yet. Tap “Send and fetch now” to ask the office.")
    }
    public var nothingFound: String { say("没有找到", "Nothing found") }
    public var allHere: String { say("本机齐全", "All on this phone") }
    public var emergency: String { say("紧急", "Emergency") }
    public var noWindow: String { say("未约时间", "No time agreed") }
    public var waitingForOffice: String { say("等待办公室恢复", "Some entries wait for the office") }

    // The settings.
    public var airplane: String { say("飞行模式（演示）", "Airplane mode (demonstration)") }
    public var airplaneHelp: String {
        say("断开网络，试试没有信号时怎么工作。", "Cuts the network, to try how work goes on without it.")
    }
    public var appLanguage: String { say("语言", "Language") }
    public var textSize: String { say("字号", "Size of text") }
    public var appearance: String { say("外观", "Appearance") }
    public var asSystem: String { say("随系统", "As the phone") }
    public var light: String { say("浅色", "Light") }
    public var dark: String { say("深色", "Dark") }
    public var highContrast: String { say("强对比", "High contrast") }
    public var thisPhone: String { say("这台手机", "This phone") }
    public var company: String { say("公司指纹", "Fingerprint of the company") }
    public var safeToLose: String {
        say("办公室已保存全部内容，可以更换手机", "Everything is stored by the office. This phone may be lost")
    }
    public var notSafeToLose: String { say("还有内容只在这台手机上", "Some work is only on this phone") }
    public var refusedTitle: String { say("被退回的内容", "What was refused") }

    // Follow-ups, complaints, what follows.
    public var noFollowUps: String { say("没有要回访的工单", "No customer waits for a call") }
    public var reached: String { say("联系上了吗？", "Did you reach the customer?") }
    public var satisfied: String { say("满意", "Satisfied") }
    public var dissatisfied: String { say("不满意", "Dissatisfied") }
    public var notReached: String { say("没联系上", "Not reached") }
    public var whyDissatisfied: String { say("哪里不满意？", "What was wrong?") }
    public var goOn: String { say("投诉与后续", "Complaint or follow-on") }
    public var whatHappened: String { say("发生了什么？", "What happened?") }
    public var nothingFollows: String { say("这类工单没有后续类型", "Nothing follows from this kind of job") }
    public var created: String { say("已建立", "Created") }
    public var linked: String { say("相关工单", "Linked jobs") }


    func overdue(_ isLate: Bool, _ moment: String) -> String {
        isLate ? say("应在 \(moment) 前", "was due \(moment)") : say("\(moment) 前", "due \(moment)")
    }

    // Differences.
    public var differences: String { say("需要确认", "Needs a decision") }
    public var noDifferences: String { say("没有需要确认的内容", "Nothing needs a decision") }
    public var bothKept: String { say("两个都保留着。以哪个为准？", "Both are kept. Which one counts?") }
    public var struckOut: String { say("已删除", "struck out") }
    public var empty: String { say("空白", "nothing") }
    public var changedMeanwhile: String { say("后来有变化", "Changed meanwhile") }
    public var gotIt: String { say("知道了", "Understood") }
    func wrote(_ who: String, _ what: String, _ at: String) -> String {
        say("\(who) 在 \(at) 写了“\(what)”", "\(who) wrote “\(what)” at \(at)")
    }

    func counts(_ what: String) -> String { say("以“\(what)”为准", "“\(what)” counts") }
    func chosen(_ what: String) -> String { say("已定：“\(what)”", "Decided: “\(what)”") }

    // The list, where a number or a word of the core is part of it.
    func missingHere(_ count: Int) -> String {
        say("缺 \(count) 项", "\(count) \(count == 1 ? "thing" : "things") missing")
    }

    func trouble(_ status: SyncStatus) -> String? {
        switch status {
        case .done, .outOfBudget, .cancelled, .offline, .busy: nil
        case .signedOut:
            say("办公室已停用这台手机。内容仍在本机。", "The office signed this phone out. Your work is still here.")
        case .updateRequired:
            say("请更新应用后再发送。内容都在本机。", "Update the app to send. Your work is safe here.")
        case .serverTrouble: say("服务器暂时不正常，稍后自动再发", "The server has trouble. It is tried again later")
        case .notEnrolled: say("请先登记", "Enrol this phone first")
        }
    }

    /// The outcome of a job, in the words of the list: `open`, `completed`, ...
    func outcome(_ word: String) -> Chip? {
        switch word {
        case "completed": Chip(.good, say("已完成", "Completed"))
        case "declined": Chip(.quiet, say("未接受报价", "Declined"))
        case "cancelled": Chip(.quiet, say("已取消", "Cancelled"))
        case "waiting_for_part": Chip(.attention, say("等配件", "Waits for a part"))
        case "coordinated": Chip(.waiting, say("协调中", "In coordination"))
        default: nil
        }
    }

    /// The phase of a visit, in the words of the list: `planned`, `travelling`, ...
    func phase(_ word: String) -> Chip {
        switch word {
        case "travelling": Chip(.waiting, say("路上", "On the way"))
        case "arrived": Chip(.waiting, say("已到达", "Arrived"))
        case "working": Chip(.waiting, say("维修中", "At work"))
        case "ended": Chip(.quiet, say("已离开", "Left"))
        default: Chip(.quiet, say("待上门", "Planned"))
        }
    }
}
