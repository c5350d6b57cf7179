package dev.doorstep.sample.desktop

import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.ui.graphics.toComposeImageBitmap
import androidx.compose.ui.unit.DpSize
import androidx.compose.ui.unit.dp
import androidx.compose.ui.window.WindowState
import androidx.compose.ui.window.singleWindowApplication
import dev.doorstep.sample.app.App
import dev.doorstep.sample.screens.AppScreen
import dev.doorstep.sample.screens.LocalPictures
import dev.doorstep.testing.LocalServer
import org.jetbrains.skia.Image
import java.io.File

/** The size of a common phone. */
private val PHONE = DpSize(390.dp, 844.dp)

/** In milliseconds. */
private const val HALF_AN_HOUR = 1_800_000L

/**
 * The app in a window. It keeps its files in the directory that is given, or in one that is thrown away; with
 * `--demo` it starts a server of its own with three jobs, enrols, and lists them.
 */
fun main(arguments: Array<String>) {
    val directory = arguments.firstOrNull { !it.startsWith("--") }?.let(::File)
        ?: kotlin.io.path.createTempDirectory("doorstep").toFile().apply { deleteOnExit() }
    val server = if ("--demo" in arguments) demo(directory) else null
    val platform = DesktopPlatform(directory.resolve("phone"), server?.let { "${it.url} ${it.codeFor("chen")}" })
    val app = App(platform).apply { start() }
    Runtime.getRuntime().addShutdownHook(
        Thread {
            app.close()
            server?.close()
        },
    )
    singleWindowApplication(WindowState(size = PHONE), title = "Doorstep") {
        CompositionLocalProvider(LocalPictures provides ::picture) { AppScreen(app) }
    }
}

private fun picture(path: String) =
    File(path).takeIf(File::exists)?.let { Image.makeFromEncoded(it.readBytes()).toComposeImageBitmap() }

/** A server with a day's work for one technician. */
private fun demo(directory: File): LocalServer {
    val server = LocalServer(directory.resolve("server"), "chen:陈师傅:technician", "lin:林班长:leader", font = null)
    // Whatever the hour and the zone of this computer, the first job is the next one.
    val next = (System.currentTimeMillis() / HALF_AN_HOUR + 1) * HALF_AN_HOUR
    val jobs = listOf(
        Triple("repair-centre", "厨房灯不亮", "王女士"),
        Triple("tianli-slip", "马桶堵塞", "李先生"),
        Triple("longfor-dispatch", "地下室灯坏、马桶堵塞", "赵女士"),
    )
    jobs.forEachIndexed { index, (service, report, customer) ->
        val start = next + 4 * index * HALF_AN_HOUR
        server.office().create(
            """{"service": "$service", "area": "indoor", "report": "$report",
                "customer": {"name": "$customer", "phone": "138 0000 000$index"},
                "site": {"address": "${index + 3}栋 40${index + 1}", "time_zone": "CST-8"},
                "users": ["chen", "lin"], "start_ms": $start}""",
        )
    }
    return server
}
