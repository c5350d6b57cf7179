package dev.doorstep.sample.words

import dev.doorstep.ffi.Delivery
import dev.doorstep.ffi.NextStep

/** How loud something is. The screens give each tone its colour; the words stand beside it, never the colour alone. */
enum class Tone { QUIET, GOOD, ATTENTION, BAD, WAITING }

/** A word with its tone. */
data class Chip(val tone: Tone, val words: String)

/**
 * Everything that the app itself says, in Chinese for `zh` and its variants, otherwise in English. What the trade says
 * comes from the core, in the language of its configuration.
 */
class Words(val language: String) {
    val isChinese = language.substringBefore('-') == "zh"

    fun say(zh: String, en: String): String = if (isChinese) zh else en

    // The state of somebody's work. Nobody reads of synchronising, conflicts or queues.
    fun delivery(delivery: Delivery): Chip = when (delivery) {
        Delivery.STORED_SAFELY -> Chip(Tone.GOOD, say("办公室已保存", "Stored safely"))
        Delivery.SENT -> Chip(Tone.WAITING, say("已发送", "Sent to the office"))
        Delivery.SAVED -> Chip(Tone.QUIET, say("已存本机", "Saved on this phone"))
        Delivery.WAITING_FOR_SIGNAL -> Chip(Tone.WAITING, say("等待信号", "Waiting for signal"))
        Delivery.NEEDS_DECISION -> Chip(Tone.ATTENTION, say("需要确认", "Needs a decision"))
        Delivery.REFUSED -> Chip(Tone.BAD, say("被退回", "Refused"))
    }

    val everythingSent get() = say("已全部发送", "Everything sent")
    val nothingSentYet get() = say("尚未发送过", "nothing sent yet")

    fun waits(count: Int, last: String?): String {
        val since = last?.let { say("上次发送 $it", "last sent $it") } ?: nothingSentYet
        return if (isChinese) "$count 项等待信号，$since"
        else "$count ${if (count == 1) "change waits" else "changes wait"} for signal, $since"
    }

    fun refused(count: Int) =
        if (isChinese) "$count 项被退回" else "$count ${if (count == 1) "entry was" else "entries were"} refused"

    fun next(step: NextStep): String = when (step) {
        NextStep.NOTHING -> say("会自动发送", "It is sent by itself")
        NextStep.SEND_AGAIN -> say("再发一次", "Send again")
        NextStep.ASK_OFFICE -> say("请联系办公室", "Ask the office")
        NextStep.UPDATE_APP -> say("请更新应用", "Update the app")
        NextStep.TAKE_AGAIN -> say("请重新拍摄", "Take the photo again")
        NextStep.EXPORT -> say("请导出工单文件交给办公室", "Export the job and hand it to the office")
    }

    // What every screen has.
    val back get() = say("返回", "Back")
    val save get() = say("保存", "Save")
    val cancel get() = say("取消", "Cancel")
    val done get() = say("完成", "Done")
    val undo get() = say("撤销", "Undo")
    val show get() = say("查看", "Show")
    val close get() = say("关闭", "Close")
    val notYet get() = say("还不能这样做", "Not yet")
    val stillMissing get() = say("还差这些：", "Still missing:")

    // Times as people say them.
    fun duration(minutes: Long): String {
        val (days, hours, rest) = Triple(minutes / 1440, minutes / 60 % 24, minutes % 60)
        return when {
            days > 0 && isChinese -> "$days 天${if (hours > 0) " $hours 小时" else ""}"
            days > 0 -> "$days d${if (hours > 0) " $hours h" else ""}"
            hours > 0 && isChinese -> "$hours 小时${if (rest > 0) " $rest 分" else ""}"
            hours > 0 -> "$hours h${if (rest > 0) " $rest min" else ""}"
            else -> if (isChinese) "$rest 分钟" else "$rest min"
        }
    }

    fun dueIn(minutes: Long) = say("还有${spaced(duration(minutes))}", "${duration(minutes)} left")
    fun startsIn(minutes: Long) = say("${duration(minutes)}后", "in ${duration(minutes)}")
    fun late(minutes: Long) = say("已晚${spaced(duration(minutes))}", "late by ${duration(minutes)}")

    private fun spaced(words: String) = " $words"
}
