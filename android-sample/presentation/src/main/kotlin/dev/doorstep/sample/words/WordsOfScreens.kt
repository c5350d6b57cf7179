package dev.doorstep.sample.words

import dev.doorstep.ffi.SyncStatus

// Enrolment.
val Words.welcome get() = say("登记这台手机", "Enrol this phone")
val Words.askForCode get() = say("请办公室给您登记码，扫码或输入。", "Ask the office for a code. Scan it or type it in.")
val Words.server get() = say("服务器地址", "Address of the server")
val Words.code get() = say("登记码", "Code")
val Words.scan get() = say("扫码", "Scan the code")
val Words.enrol get() = say("登记", "Enrol")
val Words.notAnInvitation get() = say("这不是登记码", "This is not a code for enrolment")

// The list.
val Words.today get() = say("今天", "Today")
val Words.search get() = say("查找", "Find a job")
val Words.done_ get() = say("已结束", "Finished")
val Words.settings get() = say("设置", "Settings")
val Words.followUps get() = say("回访", "Follow-ups")
val Words.sendNow get() = say("立即收发", "Send and fetch now")
val Words.noJobs get() = say("今天没有派工。需要时点“立即收发”。", "No jobs yet. Tap “Send and fetch now” to ask the office.")
val Words.nothingFound get() = say("没有找到", "Nothing found")
val Words.allHere get() = say("本机齐全", "All on this phone")
val Words.emergency get() = say("紧急", "Emergency")
val Words.noWindow get() = say("未约时间", "No time agreed")
val Words.waitingForOffice get() = say("等待办公室恢复", "Some entries wait for the office")

fun Words.missingHere(count: Int) =
    if (isChinese) "缺 $count 项" else "$count ${if (count == 1) "thing" else "things"} missing"

fun Words.trouble(status: SyncStatus): String? = when (status) {
    SyncStatus.DONE, SyncStatus.OUT_OF_BUDGET, SyncStatus.CANCELLED, SyncStatus.OFFLINE, SyncStatus.BUSY -> null
    SyncStatus.SIGNED_OUT -> say("办公室已停用这台手机。内容仍在本机。", "The office signed this phone out. Your work is still here.")
    SyncStatus.UPDATE_REQUIRED -> say("请更新应用后再发送。内容都在本机。", "Update the app to send. Your work is safe here.")
    SyncStatus.SERVER_TROUBLE -> say("服务器暂时不正常，稍后自动再发", "The server has trouble. It is tried again later")
    SyncStatus.NOT_ENROLLED -> say("请先登记", "Enrol this phone first")
}

/** The outcome of a job, in the words of the list: `open`, `completed`, ... */
fun Words.outcome(word: String): Chip? = when (word) {
    "completed" -> Chip(Tone.GOOD, say("已完成", "Completed"))
    "declined" -> Chip(Tone.QUIET, say("未接受报价", "Declined"))
    "cancelled" -> Chip(Tone.QUIET, say("已取消", "Cancelled"))
    "waiting_for_part" -> Chip(Tone.ATTENTION, say("等配件", "Waits for a part"))
    "coordinated" -> Chip(Tone.WAITING, say("协调中", "In coordination"))
    else -> null
}

/** The phase of a visit, in the words of the list: `planned`, `travelling`, ... */
fun Words.phase(word: String): Chip = when (word) {
    "travelling" -> Chip(Tone.WAITING, say("路上", "On the way"))
    "arrived" -> Chip(Tone.WAITING, say("已到达", "Arrived"))
    "working" -> Chip(Tone.WAITING, say("维修中", "At work"))
    "ended" -> Chip(Tone.QUIET, say("已离开", "Left"))
    else -> Chip(Tone.QUIET, say("待上门", "Planned"))
}

// The settings.
val Words.airplane get() = say("飞行模式（演示）", "Airplane mode (demonstration)")
val Words.airplaneHelp get() = say("断开网络，试试没有信号时怎么工作。", "Cuts the network, to try how work goes on without it.")
val Words.appLanguage get() = say("语言", "Language")
val Words.textSize get() = say("字号", "Size of text")
val Words.appearance get() = say("外观", "Appearance")
val Words.asSystem get() = say("随系统", "As the phone")
val Words.light get() = say("浅色", "Light")
val Words.dark get() = say("深色", "Dark")
val Words.highContrast get() = say("强对比", "High contrast")
val Words.thisPhone get() = say("这台手机", "This phone")
val Words.company get() = say("公司指纹", "Fingerprint of the company")
val Words.safeToLose get() = say("办公室已保存全部内容，可以更换手机", "Everything is stored by the office. This phone may be lost")
val Words.notSafeToLose get() = say("还有内容只在这台手机上", "Some work is only on this phone")
val Words.refusedTitle get() = say("被退回的内容", "What was refused")

// Follow-ups, complaints, what follows.
val Words.noFollowUps get() = say("没有要回访的工单", "No customer waits for a call")
val Words.reached get() = say("联系上了吗？", "Did you reach the customer?")
val Words.satisfied get() = say("满意", "Satisfied")
val Words.dissatisfied get() = say("不满意", "Dissatisfied")
val Words.notReached get() = say("没联系上", "Not reached")
val Words.whyDissatisfied get() = say("哪里不满意？", "What was wrong?")
val Words.goOn get() = say("投诉与后续", "Complaint or follow-on")
val Words.whatHappened get() = say("发生了什么？", "What happened?")
val Words.nothingFollows get() = say("这类工单没有后续类型", "Nothing follows from this kind of job")
val Words.created get() = say("已建立", "Created")
val Words.linked get() = say("相关工单", "Linked jobs")

fun Words.overdue(isLate: Boolean, moment: String) =
    if (isLate) say("应在 $moment 前", "was due $moment") else say("$moment 前", "due $moment")

// Differences.
val Words.differences get() = say("需要确认", "Needs a decision")
val Words.noDifferences get() = say("没有需要确认的内容", "Nothing needs a decision")
val Words.bothKept get() = say("两个都保留着。以哪个为准？", "Both are kept. Which one counts?")
val Words.struckOut get() = say("已删除", "struck out")
val Words.empty get() = say("空白", "nothing")
val Words.changedMeanwhile get() = say("后来有变化", "Changed meanwhile")
val Words.gotIt get() = say("知道了", "Understood")

fun Words.wrote(who: String, what: String, at: String) = say("$who 在 $at 写了“$what”", "$who wrote “$what” at $at")
fun Words.counts(what: String) = say("以“$what”为准", "“$what” counts")
fun Words.chosen(what: String) = say("已定：“$what”", "Decided: “$what”")
