package dev.doorstep

import dev.doorstep.ffi.DoorstepException
import dev.doorstep.ffi.Lock
import dev.doorstep.ffi.Rejection
import dev.doorstep.ffi.StorageTrouble

/**
 * What the user reads, and can do, in Chinese for `zh` and its variants, otherwise in English. What is missing comes
 * from the core in the language of its configuration.
 */
fun DoorstepException.words(language: String): String {
    val chinese = language.substringBefore('-') == "zh"
    fun say(zh: String, en: String) = if (chinese) zh else en
    return when (this) {
        is DoorstepException.InvalidInput -> say("输入有误（$field）", "Please check what you entered ($field)")
        is DoorstepException.Rejected -> why.words(chinese)
        is DoorstepException.StaleVersion -> say("内容已更新，请看过后再操作", "This has changed. Look again, then repeat")
        is DoorstepException.NotFound -> say("本机没有这项内容，请同步后再试", "Not on this phone yet. Synchronise and try again")
        is DoorstepException.NotEnrolled ->
            if (keyLost) say("本机密钥丢失，请重新登记", "This phone lost its key. Ask the office for a new code")
            else say("本机尚未登记，请输入办公室给的登记码", "Enter the code from the office first")
        is DoorstepException.Closed -> say("应用正在恢复，请稍候", "The app is waking up. Try again in a moment")
        is DoorstepException.Busy -> say("正在进行中，请稍候", "Already under way. Please wait")
        is DoorstepException.Offline ->
            say("没有网络。内容已存本机，稍后自动发送", "No signal. Your work is saved on this phone and is sent later")
        is DoorstepException.Server ->
            if (reason == "code_refused") say("登记码无效或已过期", "The office does not accept this code")
            else say("服务器没有正常答复，请稍后再试", "The server did not answer as expected. Try again later")
        is DoorstepException.UpdateRequired -> say("请更新应用", "Please update the app")
        is DoorstepException.Storage -> when (trouble) {
            StorageTrouble.FULL -> say("手机存储已满，请清理后再试", "The phone is full. Free some space and try again")
            else -> say("手机存储出错，请重启应用", "The phone could not store this. Restart the app")
        }
        is DoorstepException.Internal -> say("出现意外错误，请报告办公室", "Something unexpected happened. Please tell the office")
    }
}

private fun Rejection.words(chinese: Boolean): String {
    fun say(zh: String, en: String) = if (chinese) zh else en
    return when (this) {
        is Rejection.Status -> say("当前状态不允许此操作", "Not possible in the present state of the job")
        is Rejection.Role -> say("没有权限，需要：${needed.joinToString("、")}", "This needs one of: ${needed.joinToString()}")
        is Rejection.Missing -> missing.joinToString("\n") { it.words }
        is Rejection.NotConfigured ->
            say("尚未配置：${what.joinToString("、")}，请联系办公室", "Not configured, ask the office: ${what.joinToString()}")
        is Rejection.TooEarly -> say("最早 $from 可以", "Possible from $from on")
        is Rejection.OtherCompany -> say("属于另一家公司", "This belongs to another company")
        is Rejection.OtherUser -> say("此设备属于其他用户", "This phone holds another user's work")
        is Rejection.Locked -> when (lock) {
            Lock.LOGGED_OUT -> say("已退出登录，请重新登录", "Logged out: log in again")
            Lock.WIPED -> say("办公室已下令清除此手机", "The office had this phone wiped")
        }
        is Rejection.TooLarge -> say("内容太大（上限 $limit）", "Too large (at most $limit)")
    }
}
