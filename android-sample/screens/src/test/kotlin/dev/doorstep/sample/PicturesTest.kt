package dev.doorstep.sample

import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.ui.ImageComposeScene
import androidx.compose.ui.graphics.toComposeImageBitmap
import androidx.compose.ui.unit.Density
import dev.doorstep.ffi.Phase
import dev.doorstep.sample.app.Look
import dev.doorstep.sample.app.Place
import dev.doorstep.sample.app.Presenter
import dev.doorstep.sample.app.Theme
import dev.doorstep.sample.ending.EndingEvent
import dev.doorstep.sample.ending.EndingPresenter
import dev.doorstep.sample.enrol.EnrolEvent
import dev.doorstep.sample.enrol.EnrolPresenter
import dev.doorstep.sample.job.JobEvent
import dev.doorstep.sample.job.JobPagePresenter
import dev.doorstep.sample.payments.PaymentsEvent
import dev.doorstep.sample.payments.PaymentsPresenter
import dev.doorstep.sample.photos.PhotosEvent
import dev.doorstep.sample.photos.PhotosPresenter
import dev.doorstep.sample.quote.QuoteEvent
import dev.doorstep.sample.quote.QuotePresenter
import dev.doorstep.sample.report.ReportEvent
import dev.doorstep.sample.report.ReportPresenter
import dev.doorstep.sample.screens.AppScreen
import dev.doorstep.sample.screens.LocalPictures
import dev.doorstep.sample.settings.SettingsEvent
import dev.doorstep.sample.settings.SettingsPresenter
import dev.doorstep.sample.sign.SignEvent
import dev.doorstep.sample.sign.SignPresenter
import dev.doorstep.sample.steps.StepEvent
import dev.doorstep.sample.steps.StepsPresenter
import dev.doorstep.sample.today.TodayPresenter
import dev.doorstep.testing.LocalServer
import dev.doorstep.testing.strokes
import org.jetbrains.skia.Image
import java.io.File
import kotlin.io.path.createTempDirectory
import kotlin.test.AfterTest
import kotlin.test.Test
import kotlin.test.assertTrue

/**
 * The screens as pictures, each from a real state. `android-sample/run pictures` keeps them; otherwise this shows that
 * every one of them can be drawn, in both languages, light, dark, and with the largest type.
 */
class PicturesTest {
    private val root: File = createTempDirectory("pictures").toFile()
    private val people = arrayOf("chen:陈师傅:technician", "li:Li:technician", "wang:Wang:technician", "lin:Lin:leader")
    private val server = LocalServer(root.resolve("server"), *people)
    private val kept = System.getProperty("doorstep.pictures").orEmpty().ifEmpty { null }?.let(::File)

    @AfterTest
    fun tidy() {
        server.close()
        root.deleteRecursively()
    }

    @Test
    fun `a day of work can be drawn`() {
        val cases = createJobs("chen")
        TestPhone(root.resolve("chen"), "chen", Look("zh-CN", Theme.LIGHT)).use { phone ->
            phone.enrols("chen", jobs = 3)
            phone.draw("today")
            phone.begins(cases[2])
            phone.draw("job")
            phone.checks()
            phone.draw("checklist")
            phone.quotes()
            phone.draw("quote")
            phone.signs()
            phone.draw("signature")
            phone.pays(cases[2])
            phone.draw("payments")
            phone.photographs(cases[2])
            phone.draw("photos")
            phone.look(Look("zh-CN", Theme.HIGH_CONTRAST, 200))
            phone.app.goTo(Place.Today)
            phone.at<TodayPresenter>()
            phone.draw("large")
        }
    }

    @Test
    fun `the same in English and in the dark`() {
        val cases = createJobs("li")
        TestPhone(root.resolve("li"), "li", Look("en", Theme.DARK)).use { phone ->
            phone.enrols("li", jobs = 3)
            phone.begins(cases[2])
            phone.app.goTo(Place.Ending(cases[2], phone.visit()))
            val ending = phone.at<EndingPresenter>()
            ending.on(EndingEvent.Choose("absent"))
            phone.until { ending.state.value?.missing != null }
            phone.draw("why-not")
            phone.app.goTo(Place.Settings)
            phone.at<SettingsPresenter>()
            phone.draw("settings")
        }
    }

    @Test
    fun `what is paid, photographed and reported can be drawn in English, in the dark and with the largest type`() {
        val cases = createJobs("wang")
        TestPhone(root.resolve("wang"), "wang", Look("en", Theme.DARK)).use { phone ->
            phone.enrols("wang", jobs = 3)
            phone.begins(cases[2])
            phone.checks()
            phone.quotes()
            phone.signs()
            phone.pays(cases[2])
            phone.photographs(cases[2])
            phone.drawsAll(cases[2], "dark")
            phone.look(Look("en", Theme.DARK, 200))
            phone.drawsAll(cases[2], "dark-large")
        }
    }

    private fun TestPhone.drawsAll(case: String, variant: String) {
        app.goTo(Place.JobPage(case))
        val visit = visit()
        draw("job", variant)
        app.goTo(Place.Payments(case, visit))
        at<PaymentsPresenter>()
        draw("payments", variant)
        app.goTo(Place.Photos(case, visit))
        at<PhotosPresenter>()
        draw("photos", variant)
        app.goTo(Place.Report(case))
        val report = at<ReportPresenter>()
        draw("report", variant)
        report.on(ReportEvent.Preview(true))
        until { report.state.value?.pages != null }
        draw("paper", variant)
        app.goTo(Place.Steps(case, visit, "done", "survey"))
        at<StepsPresenter>()
        draw("checklist", variant)
    }

    private fun createJobs(user: String): List<String> = listOf(
        Triple("repair-centre", "厨房灯不亮，开关有火花", "王女士") to "09:00",
        Triple("tianli-slip", "马桶堵塞", "欧阳明月（业主委员会代表）") to "09:50",
        Triple("longfor-dispatch", "地下室灯坏、马桶堵塞", "赵先生") to "10:30",
    ).mapIndexed { index, (job, time) ->
        val (service, report, customer) = job
        server.office().create(
            """{"service": "$service", "area": "indoor", "report": "$report",
                "customer": {"name": "$customer", "phone": "138 0000 000$index"},
                "site": {"address": "龙湖花园 ${index + 3}栋 2单元 40${index + 1}", "time_zone": "CST-8"},
                "users": ["$user"], "start_ms": ${moment(time)}}""",
        )
    }

    private fun TestPhone.enrols(user: String, jobs: Int) {
        at<EnrolPresenter>().on(EnrolEvent.Enrol(server.url, server.codeFor(user)))
        val today = at<TodayPresenter>()
        until { today.state.value?.open?.size == jobs }
    }

    private fun TestPhone.begins(case: String) {
        app.goTo(Place.JobPage(case))
        val job = at<JobPagePresenter>()
        job.on(JobEvent.Enter(Phase.TRAVELLING))
        at("10:29")
        job.on(JobEvent.Enter(Phase.ARRIVED))
        job.on(JobEvent.AddNote("业主 11 点要出门，请抓紧。"))
        until { job.state.value?.notes?.size == 1 }
    }

    private fun TestPhone.visit(): String = at<JobPagePresenter>().state.value!!.visit

    private fun TestPhone.checks() {
        at<JobPagePresenter>().on(JobEvent.OpenPhase("diagnose"))
        val steps = at<StepsPresenter>()
        until { steps.state.value?.steps?.isNotEmpty() == true }
    }

    private fun TestPhone.quotes() {
        app.back()
        at<JobPagePresenter>().on(JobEvent.Quote)
        val quote = at<QuotePresenter>()
        fun add(item: String, lines: Int) {
            quote.on(QuoteEvent.Add(item))
            until { quote.state.value?.lines?.size == lines }
        }
        add("toilet-unblock", 1)
        quote.on(QuoteEvent.NewOption)
        until { quote.state.value?.lines?.isEmpty() == true }
        add("toilet-unblock", 1)
        add("bulb-change", 2)
        add("bulb", 3)
        quote.on(QuoteEvent.Recommend)
        until { quote.state.value?.cards?.any { it.isRecommended } == true }
    }

    private fun TestPhone.signs() {
        val quote = at<QuotePresenter>()
        quote.on(QuoteEvent.Show)
        quote.on(QuoteEvent.Accept("赵先生"))
        until { quote.state.value?.cards?.any { it.isAccepted } == true }
        quote.on(QuoteEvent.Sign)
        val sign = at<SignPresenter>()
        sign.on(SignEvent.Sign("赵先生", strokes()))
        until { sign.state.value?.seal != null }
    }

    private fun TestPhone.pays(case: String) {
        app.goTo(Place.JobPage(case))
        app.goTo(Place.Payments(case, visit()))
        val payments = at<PaymentsPresenter>()
        payments.on(PaymentsEvent.Choose("cash"))
        payments.on(PaymentsEvent.Take("20.00", ""))
        until { payments.state.value?.payments?.size == 1 }
    }

    private fun TestPhone.photographs(case: String) {
        app.goTo(Place.JobPage(case))
        val visit = visit()
        app.goTo(Place.Steps(case, visit, "done", "survey"))
        val steps = at<StepsPresenter>()
        steps.on(StepEvent.Photo("survey", "before", null))
        app.goTo(Place.Photos(case, visit))
        val photos = at<PhotosPresenter>()
        photos.refresh()
        until { photos.state.value?.spots?.size == 1 }
        photos.on(PhotosEvent.TakeAfter(photos.state.value!!.spots.single().first.blob))
        until { photos.state.value?.spots?.single()?.again?.size == 1 }
    }

    private fun TestPhone.look(look: Look) {
        app.goTo(Place.Settings)
        val settings = at<SettingsPresenter>()
        settings.on(SettingsEvent.Appearance(look.theme))
        settings.on(SettingsEvent.TextSize(look.textPercent))
        until { app.look.value == look }
    }

    /** The presenter of this kind, once it is shown and has something to show. */
    private inline fun <reified P : Presenter<*, *>> TestPhone.at(): P {
        until { (app.screen.value?.presenter as? P)?.state?.value != null }
        return app.screen.value?.presenter as P
    }

    private fun TestPhone.until(isSo: () -> Boolean) {
        repeat(PATIENCE) {
            if (isSo()) return
            Thread.sleep(20)
        }
        throw AssertionError("it does not come so far: ${app.screen.value?.place}, ${app.notice.value}")
    }

    /** Pictures of variants are to be looked at, not shown: they have a folder of their own. */
    private fun TestPhone.draw(name: String, variant: String? = null) {
        app.dismissNotice()
        val scene = ImageComposeScene(WIDTH, HEIGHT, Density(2f)) {
            CompositionLocalProvider(LocalPictures provides ::picture) { AppScreen(app) }
        }
        repeat(FRAMES) {
            scene.render(it * FRAME_NS)
            Thread.sleep(20)
        }
        val bytes = scene.render(FRAMES * FRAME_NS).encodeToData()!!.bytes
        scene.close()
        assertTrue(bytes.size > LEAST_BYTES, "$name is empty")
        val file = if (variant == null) "phone-$name.png" else "variants/phone-$name-$variant.png"
        kept?.resolve(file)?.apply { parentFile.mkdirs() }?.writeBytes(bytes)
    }

    private fun picture(path: String) =
        File(path).takeIf(File::exists)?.let { Image.makeFromEncoded(it.readBytes()).toComposeImageBitmap() }

    private companion object {
        const val WIDTH = 720
        const val HEIGHT = 1480
        const val PATIENCE = 750
        const val FRAMES = 12
        const val FRAME_NS = 100_000_000L
        const val LEAST_BYTES = 10_000
    }
}
