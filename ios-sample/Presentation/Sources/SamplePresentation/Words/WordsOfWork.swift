import DoorstepKit

extension Words {
    // The page of a job.
    public var call: String { say("打电话", "Call") }
    public var map: String { say("地图", "Map") }
    public var setOut: String { say("出发", "Set out") }
    public var arrived: String { say("我到了", "I have arrived") }
    public var continueWork: String { say("继续", "Go on") }
    public var startVisit: String { say("开始", "Start visit") }
    public var showReport: String { say("查看报告", "Show the report") }
    public var endVisit: String { say("结束上门", "End the visit") }
    public var quote: String { say("报价", "Quote") }
    public var report: String { say("维修报告", "Report") }
    public var notes: String { say("备注", "Notes") }
    public var writeNote: String { say("写备注", "Write a note") }
    public var photos: String { say("照片", "Photos") }
    public var askAgain: String { say("重新确认", "Ask again") }
    public var nothingLeft: String { say("清单已完成", "The checklist is done") }
    public var packMissing: String {
        say("清单还没到本机，有信号时会自动下载", "The checklist is not on this phone yet. It comes with the next signal")
    }
    public var updateNeeded: String { say("这张工单需要新版应用", "This job needs a newer version of the app") }
    public var signed: String { say("已签字", "Signed") }

    // The checklist.
    public var required: String { say("必做", "required") }
    public var notNeeded: String { say("不适用", "Does not apply") }
    public var yes: String { say("是", "Yes") }
    public var no: String { say("否", "No") }
    public var takePhoto: String { say("拍照", "Take a photo") }
    public var rang: String { say("按了门铃，无人应答", "Rang, nobody answered") }
    public var knocked: String { say("敲了门，无人应答", "Knocked, nobody answered") }
    public var opened: String { say("有人开门", "Somebody answered") }
    public var callReached: String { say("联系上了", "Reached") }
    public var callAgreed: String { say("已同意", "Agreed") }
    public var callRefused: String { say("不同意", "Not agreed") }
    public var callNoAnswer: String { say("无人接听", "No answer") }
    public var confirm: String { say("确认完成", "Confirm") }
    public var holdUp: String { say("出示中，请保持…", "Hold it up…") }
    public var agrees: String { say("同意", "Agrees") }
    public var refuses: String { say("不同意", "Does not agree") }
    public var who: String { say("谁？", "Who?") }
    public var startWork: String { say("开始维修", "Start work") }
    public var stopWork: String { say("停止计时", "Stop work") }
    public var fetchWhat: String { say("回去取什么？", "What do you go back for?") }
    public var fetchOut: String { say("去取，暂停计时", "Go and fetch it") }
    public var fetchBack: String { say("取回来了", "Back with it") }

    public func away(_ what: String) -> String { say("外出取：\(what)，不计费", "Away for: \(what), not charged") }

    public var openQuote: String { say("打开报价", "Open the quote") }
    public var askForSignature: String { say("请客户签字", "Ask for signature") }
    public var askForApproval: String { say("申请批准", "Ask for approval") }
    public var approvalAsked: String { say("已申请，等待答复", "Asked for, waiting for the answer") }
    public var opinion: String { say("客户意见", "What the customer says") }
    public var addOne: String { say("添加", "Add") }
    public var dayAndTime: String { say("选日期和时间", "Choose day and time") }
    public var bookVisit: String { say("约定时间", "Book this time") }

    public var takenAlong: String { say("带走的物品", "What is taken along") }
    public var condition: String { say("物品状况", "Its condition") }
    public var takeAlong: String { say("登记带走", "Take it along") }
    public var nothingToRecord: String { say("没有", "Nothing") }
    public var bringBack: String { say("归还", "Bring it back") }
    public var partName: String { say("配件名称", "Name of the part") }
    public var quantity: String { say("数量", "Quantity") }
    public var usePart: String { say("已用此配件", "Used from the van") }

    // The ending.
    public var howDidItEnd: String { say("结果如何？", "How did it end?") }
    public var whyText: String { say("原因", "Reason") }
    public var otherReason: String { say("其他原因", "Another reason") }
    public var responsible: String { say("后续负责人", "Who takes care of it?") }
    public var chooseFirst: String { say("请先选结果", "Choose how it ended first") }
    public var reasonFirst: String { say("请先选原因", "Choose the reason first") }
    public var nothingMissing: String { say("都齐了，可以结束", "Nothing is missing") }

    // The quote.
    public var addLine: String { say("添加项目", "Add an item") }
    public var addMaterial: String { say("价目表外的材料", "Material that is not on the list") }
    public var cost: String { say("进价（元）", "Cost price") }
    public var what: String { say("名称", "What is it?") }
    public var total: String { say("合计", "Total") }
    public var deposit: String { say("先付", "To pay first") }
    public var howSo: String { say("价格怎么来的", "How this price came about") }
    public var showQuote: String { say("给客户看报价", "Show it to the customer") }
    public var minutesTold: String { say("预计分钟", "Minutes it will take") }
    public var accepts: String { say("客户同意", "The customer agrees") }
    public var declines: String { say("客户不同意", "The customer does not agree") }
    public var accepted: String { say("客户已同意", "Agreed") }
    public var declined: String { say("客户未同意", "Not agreed") }
    public var shownToCustomer: String { say("已给客户看", "Shown to the customer") }
    public var notShown: String { say("未给客户看", "Not shown yet") }
    public var recommended: String { say("推荐", "Recommended") }
    public var recommend: String { say("设为推荐", "Recommend this") }
    public var newOption: String { say("再加一个方案", "Add another option") }
    public var emptyQuote: String { say("还没有项目。从价目表添加。", "Nothing in it yet. Add an item from the price list.") }
    public var estimated: String { say("预估", "estimate") }
    public var notPriced: String { say("没有价格", "No price") }
    public var askPriceAgain: String {
        say("价格高于客户同意的，请重新确认", "It costs more than the customer agreed to. Ask again")
    }

    // The signature.
    public var signHere: String { say("请在此签字", "Sign here") }
    public var signerName: String { say("签字人姓名", "Name of the signer") }
    public var clear: String { say("重写", "Clear") }
    public var cannotSign: String { say("不能签字", "Cannot sign") }
    public var signedFor: String { say("签的是这份内容", "This is what is signed") }
    public var nameFirst: String { say("请填签字人姓名", "Write the name of who signs") }
    public var whyCannotSign: String { say("请写明客户为什么不能签字", "Write why the customer cannot sign") }
    public var drawFirst: String { say("请先签字", "Sign first") }

    // The report.
    public var copies: String { say("联次", "Copies") }
    public var fullRecord: String { say("完整记录", "The whole record") }
    public var handOver: String { say("已交给对方", "It was handed over") }
    public var handedOut: String { say("已送达", "Handed out") }
    public var sharePage: String { say("发送网页", "Share as a page") }
    public var sharePaper: String { say("发送 PDF", "Share as PDF") }
    public var customer: String { say("客户", "Customer") }
    public var address: String { say("地址", "Address") }
    public var reported: String { say("报修内容", "Reported") }
    public var result: String { say("结果", "Result") }
    public var workTime: String { say("维修时间", "Time of work") }
    public var checks: String { say("检查项目", "Checks") }
    public var signatures: String { say("签字", "Signatures") }
    // Where a number, a name or a word of the core is part of it.
    func visit(_ number: Int) -> String { say("第 \(number) 次上门", "Visit \(number)") }
    func nextStep(_ title: String) -> String { say("下一步：\(title)", "Next: \(title)") }
    func seal(_ who: String, _ at: String) -> String { say("\(who) 于 \(at) 签字", "Signed by \(who), \(at)") }

    func unlike(_ count: Int) -> String {
        say("\(count) 项需要确认", "\(count) \(count == 1 ? "thing needs" : "things need") a decision")
    }

    func booked(_ moment: String) -> String { say("已约 \(moment)", "Booked for \(moment)") }

    func photoCount(_ name: String, _ have: UInt32, _ need: UInt32) -> String {
        say("\(name)：\(have)/\(need)", "\(name): \(have) of \(need)")
    }

    public func workedMinutes(_ minutes: Int64) -> String { say("已维修 \(minutes) 分钟", "\(minutes) min worked") }
    func attempts(_ count: Int) -> String { say("已试 \(count) 次", count == 1 ? "1 attempt" : "\(count) attempts") }

    func workers(_ have: Int, _ need: UInt32) -> String {
        say("到场 \(have)/\(need) 人", "\(have) of \(need) people here")
    }

    func option(_ index: Int) -> String {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        let numbers = Array("一二三四五六七八九")
        return say("方案\(numbers[min(index, 8)])", "Option \(letters[min(index, 25)])")
    }

    func signature(_ role: SignatureRole) -> String {
        switch role {
        case .customerQuoteConsent: say("客户同意报价", "The customer agrees to the quote")
        case .customerAccept: say("客户验收", "The customer accepts the work")
        case .customerRiskConsent: say("客户知晓风险", "The customer knows the risk")
        case .technicianHandIn: say("交单签字", "Handed in by the technician")
        case .customerCustodyOut: say("客户同意带走物品", "The customer lets it be taken along")
        case .customerCustodyBack: say("客户收回物品", "The customer has it back")
        case .leaderVerify: say("组长代客户核实", "The leader verifies in the customer's place")
        case .officeProxy: say("办公室代客户确认", "The office confirms in the customer's place")
        default: say("签字", "Signature")
        }
    }

    public func checksDone(_ done: Int, _ required: Int) -> String {
        say("\(required) 项中 \(done) 项完成", "\(done) of \(required) done")
    }

    public func photosTaken(_ count: Int) -> String { say("\(count) 张照片", count == 1 ? "1 photo" : "\(count) photos") }
}
