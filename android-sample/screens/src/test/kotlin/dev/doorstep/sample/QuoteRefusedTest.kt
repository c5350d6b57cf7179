package dev.doorstep.sample

import androidx.compose.ui.test.junit4.createComposeRule
import dev.doorstep.sample.app.Look
import dev.doorstep.testing.LocalServer
import org.junit.Rule
import java.io.File
import kotlin.io.path.createTempDirectory
import kotlin.test.AfterTest
import kotlin.test.Test
import kotlin.test.assertTrue

/** Catalogue scenario 4 by finger, in Chinese: the customer finds it too dear, and the job is declined. */
class QuoteRefusedTest {
    @get:Rule
    val rule = createComposeRule()
    private val root: File = createTempDirectory("quote-refused").toFile()
    private val server = LocalServer(root.resolve("server"), "chen:陈:technician", "lin:林:leader")
    private val office = server.office()
    private val chen = TestPhone(root.resolve("chen"), "chen", Look("zh-CN"))

    @AfterTest
    fun tidy() {
        listOf(chen, server).forEach(AutoCloseable::close)
        root.deleteRecursively()
    }

    @Test
    fun `the customer does not accept the quote and nothing is charged`() {
        val case = office.create(
            """{"service": "tianli-slip", "area": "indoor", "report": "马桶堵塞",
                "customer": {"name": "王女士"}, "site": {"address": "3栋402", "time_zone": "CST-8"},
                "users": ["chen", "lin"], "start_ms": ${moment("10:00")}}""",
        )
        val finger = Finger(rule)
        finger.takes(chen)
        finger.enrols(server, "chen")
        finger.sees("马桶堵塞")
        finger.tapsIcon("设置")
        finger.tapsTag("airplane")
        finger.tapsIcon("返回")
        finger.taps("马桶堵塞")
        finger.taps("出发")
        chen.at("10:00")
        finger.taps("我到了")
        finger.quotes()
        finger.isRefused()
        finger.declines()

        finger.tapsIcon("返回")
        finger.sees("未接受报价")
        finger.tapsIcon("设置")
        finger.tapsTag("airplane")
        finger.taps("立即收发")
        finger.sees("办公室已保存全部内容")
        assertTrue(office.comesToSay(case, "\"outcome\":\"declined\""), office.ask("jobs/$case"))
    }

    private fun Finger.quotes() {
        tapsExactly("报价")
        taps("添加项目")
        taps("疏通马桶")
        sees("30.00")
        tapsIcon("返回")
        // Before it was shown nobody can have declined it.
        taps("结束上门")
        tapsExactly("业主不接受报价")
        taps("觉得价格高")
        tapsMain()
        sees("还不能这样做")
        tapsExactly("关闭")
        tapsIcon("返回")
        tapsExactly("报价")
        taps("给客户看报价")
        sees("已给客户看")
    }

    /** What was refused cannot be begun: the answer says why, and leads to the step. */
    private fun Finger.isRefused() {
        taps("客户不同意")
        taps("觉得价格高")
        sees("客户未同意")
        tapsIcon("返回")
        tapsPhase("维修")
        taps("开始维修", on = "work")
        sees("还不能这样做")
        sees("业主同意报价")
        tapsExactly("关闭")
        tapsIcon("返回")
    }

    private fun Finger.declines() {
        taps("结束上门")
        tapsExactly("业主不接受报价")
        sees("都齐了")
        taps("觉得价格高")
        tapsMain()
        sees("已离开")
    }
}
