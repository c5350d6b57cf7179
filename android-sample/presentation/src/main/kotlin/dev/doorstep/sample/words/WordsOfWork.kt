package dev.doorstep.sample.words

import dev.doorstep.ffi.Handing
import dev.doorstep.ffi.PaymentStanding
import dev.doorstep.ffi.SignatureRole

// The page of a job.
fun Words.visit(number: Int) = say("第 $number 次上门", "Visit $number")

val Words.call get() = say("打电话", "Call")
val Words.map get() = say("地图", "Map")
val Words.setOut get() = say("出发", "Set out")
val Words.arrived get() = say("我到了", "I have arrived")
val Words.continueWork get() = say("继续", "Go on")
val Words.startVisit get() = say("开始", "Start visit")
val Words.showReport get() = say("查看报告", "Show the report")
val Words.endVisit get() = say("结束上门", "End the visit")
val Words.quote get() = say("报价", "Quote")
val Words.report get() = say("维修报告", "Report")
val Words.notes get() = say("备注", "Notes")
val Words.writeNote get() = say("写备注", "Write a note")
val Words.photos get() = say("照片", "Photos")
val Words.askAgain get() = say("重新确认", "Ask again")
val Words.nothingLeft get() = say("清单已完成", "The checklist is done")
val Words.packMissing
    get() = say("清单还没到本机，有信号时会自动下载", "The checklist is not on this phone yet. It comes with the next signal")
val Words.updateNeeded get() = say("这张工单需要新版应用", "This job needs a newer version of the app")
val Words.signed get() = say("已签字", "Signed")

fun Words.nextStep(title: String) = say("下一步：$title", "Next: $title")
fun Words.seal(who: String, at: String) = say("$who 于 $at 签字", "Signed by $who, $at")
fun Words.unlike(count: Int) =
    if (isChinese) "$count 项需要确认" else "$count ${if (count == 1) "thing needs" else "things need"} a decision"

// The checklist.
val Words.required get() = say("必做", "required")
val Words.notNeeded get() = say("不适用", "Does not apply")
val Words.yes get() = say("是", "Yes")
val Words.no get() = say("否", "No")
val Words.takePhoto get() = say("拍照", "Take a photo")
val Words.rang get() = say("按了门铃，无人应答", "Rang, nobody answered")
val Words.knocked get() = say("敲了门，无人应答", "Knocked, nobody answered")
val Words.opened get() = say("有人开门", "Somebody answered")
val Words.callReached get() = say("联系上了", "Reached")
val Words.callAgreed get() = say("已同意", "Agreed")
val Words.callRefused get() = say("不同意", "Not agreed")
val Words.callNoAnswer get() = say("无人接听", "No answer")
val Words.confirm get() = say("确认完成", "Confirm")
val Words.holdUp get() = say("出示中，请保持…", "Hold it up…")
val Words.agrees get() = say("同意", "Agrees")
val Words.refuses get() = say("不同意", "Does not agree")
val Words.who get() = say("谁？", "Who?")
val Words.startWork get() = say("开始维修", "Start work")
val Words.stopWork get() = say("停止计时", "Stop work")
val Words.fetchWhat get() = say("回去取什么？", "What do you go back for?")
val Words.fetchOut get() = say("去取，暂停计时", "Go and fetch it")
val Words.fetchBack get() = say("取回来了", "Back with it")

fun Words.away(what: String) = say("外出取：$what，不计费", "Away for: $what, not charged")
val Words.openQuote get() = say("打开报价", "Open the quote")
val Words.askForSignature get() = say("请客户签字", "Ask for signature")
val Words.askForApproval get() = say("申请批准", "Ask for approval")
val Words.approvalAsked get() = say("已申请，等待答复", "Asked for, waiting for the answer")
val Words.opinion get() = say("客户意见", "What the customer says")
val Words.addOne get() = say("添加", "Add")
val Words.dayAndTime get() = say("选日期和时间", "Choose day and time")
val Words.takenAlong get() = say("带走的物品", "What is taken along")
val Words.condition get() = say("物品状况", "Its condition")
val Words.takeAlong get() = say("登记带走", "Take it along")
val Words.nothingToRecord get() = say("没有", "Nothing")
val Words.bringBack get() = say("归还", "Bring it back")
val Words.partName get() = say("配件名称", "Name of the part")
val Words.quantity get() = say("数量", "Quantity")
val Words.usePart get() = say("已用此配件", "Used from the van")
val Words.bookVisit get() = say("约定时间", "Book this time")

fun Words.booked(moment: String) = say("已约 $moment", "Booked for $moment")
fun Words.photoCount(name: String, have: Int, need: Int) = say("$name：$have/$need", "$name: $have of $need")
fun Words.workedMinutes(minutes: Long) = say("已维修 $minutes 分钟", "$minutes min worked")
fun Words.attempts(count: Int) = say("已试 $count 次", if (count == 1) "1 attempt" else "$count attempts")
fun Words.workers(have: Int, need: Int) = say("到场 $have/$need 人", "$have of $need people here")

// The ending.
val Words.howDidItEnd get() = say("结果如何？", "How did it end?")
val Words.whyText get() = say("原因", "Reason")
val Words.otherReason get() = say("其他原因", "Another reason")
val Words.responsible get() = say("后续负责人", "Who takes care of it?")
val Words.chooseFirst get() = say("请先选结果", "Choose how it ended first")
val Words.reasonFirst get() = say("请先选原因", "Choose the reason first")
val Words.nothingMissing get() = say("都齐了，可以结束", "Nothing is missing")

// The quote.
val Words.addLine get() = say("添加项目", "Add an item")
val Words.addMaterial get() = say("价目表外的材料", "Material that is not on the list")
val Words.cost get() = say("进价（元）", "Cost price")
val Words.what get() = say("名称", "What is it?")
val Words.total get() = say("合计", "Total")
val Words.deposit get() = say("先付", "To pay first")
val Words.howSo get() = say("价格怎么来的", "How this price came about")
val Words.showQuote get() = say("给客户看报价", "Show it to the customer")
val Words.minutesTold get() = say("预计分钟", "Minutes it will take")
val Words.accepts get() = say("客户同意", "The customer agrees")
val Words.declines get() = say("客户不同意", "The customer does not agree")
val Words.accepted get() = say("客户已同意", "Agreed")
val Words.declined get() = say("客户未同意", "Not agreed")
val Words.shownToCustomer get() = say("已给客户看", "Shown to the customer")
val Words.notShown get() = say("未给客户看", "Not shown yet")
val Words.recommended get() = say("推荐", "Recommended")
val Words.recommend get() = say("设为推荐", "Recommend this")
val Words.newOption get() = say("再加一个方案", "Add another option")
val Words.emptyQuote get() = say("还没有项目。从价目表添加。", "Nothing in it yet. Add an item from the price list.")
val Words.estimated get() = say("预估", "estimate")
val Words.notPriced get() = say("没有价格", "No price")
val Words.askPriceAgain get() = say("价格高于客户同意的，请重新确认", "It costs more than the customer agreed to. Ask again")

fun Words.option(index: Int) = say("方案${"一二三四五六七八九"[index.coerceAtMost(8)]}", "Option ${'A' + index}")

// The payments.
val Words.payments get() = say("收款", "Payments")
val Words.paidSoFar get() = say("已收", "Paid")
val Words.waitsForOffice get() = say("待办公室确认", "The office confirms")
val Words.remains get() = say("还需支付", "Still to pay")
val Words.wayToPay get() = say("付款方式", "How is it paid?")
val Words.amountTaken get() = say("收款金额", "Amount taken")
val Words.referenceOf get() = say("单号（可不填）", "Number of the slip, if there is one")
val Words.takeMoney get() = say("记录收款", "Record the payment")
val Words.receipt get() = say("查看凭据", "Show the receipt")
val Words.noPayments get() = say("还没有收款", "Nothing was paid yet")
val Words.inCash get() = say("现金", "Cash")
val Words.byTransfer get() = say("转账", "Transfer")
val Words.byCard get() = say("刷卡", "Card")
val Words.notAcceptedYet get() = say("客户还没同意报价，先不要收款", "The customer has not agreed to a quote. Take no money yet")
val Words.nothingCharged get() = say("免费，无需付款", "Nothing is charged")
val Words.nothingDue get() = say("已付清", "All of it is paid")
val Words.allTaken get() = say("款已收齐，等办公室确认", "All of it was taken. The office confirms it")
val Words.officeConfirms get() = say("办公室确认后才算付清", "It counts once the office has confirmed it")
val Words.amountFirst get() = say("请填写金额，例如 46.00", "Write an amount, such as 46.00")
val Words.wayFirst get() = say("请先选付款方式", "Choose how it is paid first")

fun Words.notAgreedYet(amount: String) =
    say("其中 $amount 客户还没同意，先不要收", "The customer has not agreed to $amount of it. Do not take that yet")
fun Words.overpaid(amount: String) = say("多付了 $amount，请联系办公室退款", "$amount too much was paid. Ask the office to give it back")
fun Words.toPay(amount: String) = say("还需支付 $amount", "$amount still to pay")
fun Words.standing(standing: PaymentStanding) = when (standing) {
    PaymentStanding.COUNTS -> say("已收到", "Received")
    PaymentStanding.PENDING -> say("待确认", "Waits for the office")
    PaymentStanding.REFUSED -> say("办公室未确认", "Not confirmed by the office")
}

// The photos.
val Words.noPhotos get() = say("还没有照片。在清单的步骤里拍。", "No photos yet. They are taken at the steps of the checklist.")
val Words.takeAfter get() = say("从同一位置拍", "Show this spot again")
val Words.afterMissing get() = say("还缺维修后的照片", "The photo of after is missing")
val Words.sameSpot get() = say("和这张同一位置：", "The same spot as here:")

// The signature.
val Words.signHere get() = say("请在此签字", "Sign here")
val Words.signerName get() = say("签字人姓名", "Name of the signer")
val Words.clear get() = say("重写", "Clear")
val Words.cannotSign get() = say("不能签字", "Cannot sign")
val Words.whyCannotSign get() = say("请写明客户为什么不能签字", "Write why the customer cannot sign")
val Words.signedFor get() = say("签的是这份内容", "This is what is signed")
val Words.nameFirst get() = say("请填签字人姓名", "Write the name of who signs")
val Words.drawFirst get() = say("请先签字", "Sign first")

fun Words.signature(role: SignatureRole): String = when (role) {
    SignatureRole.CUSTOMER_QUOTE_CONSENT -> say("客户同意报价", "The customer agrees to the quote")
    SignatureRole.CUSTOMER_ACCEPT -> say("客户验收", "The customer accepts the work")
    SignatureRole.CUSTOMER_RISK_CONSENT -> say("客户知晓风险", "The customer knows the risk")
    SignatureRole.CUSTOMER_CUSTODY_OUT -> say("客户同意带走物品", "The customer lets it be taken along")
    SignatureRole.CUSTOMER_CUSTODY_BACK -> say("客户收回物品", "The customer has it back")
    SignatureRole.LEADER_VERIFY -> say("组长代客户核实", "The leader verifies in the customer's place")
    SignatureRole.OFFICE_PROXY -> say("办公室代客户确认", "The office confirms in the customer's place")
    SignatureRole.TECHNICIAN_HAND_IN -> say("交单签字", "Handed in by the technician")
    else -> say("签字", "Signature")
}

// The report.
val Words.previewPaper get() = say("预览报告", "See it as it is printed")
val Words.shortForm get() = say("返回摘要", "Back to the short form")
val Words.noFontYet
    get() = say(
        "打印字体还没到本机，有信号时会自动下载。网页可以现在发送。",
        "The font for the paper is not on this phone yet. It comes with the next signal. The page can be sent now.",
    )

fun Words.pageOf(page: Int, all: Int) = say("第 $page/$all 页", "Page $page of $all")

val Words.copies get() = say("联次", "Copies")
val Words.fullRecord get() = say("完整记录", "The whole record")
val Words.handOver get() = say("已交给对方", "It was handed over")
val Words.handedOut get() = say("已送达", "Handed out")

fun Words.handing(how: Handing): String = when (how) {
    Handing.PAPER -> say("纸质", "On paper")
    Handing.SHOWN -> say("屏幕出示", "Shown on the screen")
    Handing.MESSAGE -> say("短信或消息", "As a message")
}

val Words.sharePage get() = say("发送网页", "Share as a page")
val Words.sharePaper get() = say("发送 PDF", "Share as PDF")
val Words.customer get() = say("客户", "Customer")
val Words.address get() = say("地址", "Address")
val Words.reported get() = say("报修内容", "Reported")
val Words.result get() = say("结果", "Result")
val Words.workTime get() = say("维修时间", "Time of work")
val Words.checks get() = say("检查项目", "Checks")
val Words.signatures get() = say("签字", "Signatures")

fun Words.checksDone(done: Int, required: Int) = say("$required 项中 $done 项完成", "$done of $required done")
fun Words.photosTaken(count: Int) = say("$count 张照片", if (count == 1) "1 photo" else "$count photos")
