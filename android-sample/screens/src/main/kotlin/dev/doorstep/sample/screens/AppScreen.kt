package dev.doorstep.sample.screens

import androidx.compose.foundation.background
import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.Spacer
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.layout.width
import androidx.compose.foundation.rememberScrollState
import androidx.compose.foundation.verticalScroll
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.ArrowForward
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.runtime.key
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.unit.sp
import dev.doorstep.sample.app.App
import dev.doorstep.sample.app.Notice
import dev.doorstep.sample.app.Place
import dev.doorstep.sample.app.Presenter
import dev.doorstep.sample.app.Shown
import dev.doorstep.sample.differences.DifferencesPresenter
import dev.doorstep.sample.ending.EndingPresenter
import dev.doorstep.sample.enrol.EnrolPresenter
import dev.doorstep.sample.followup.FollowUpsPresenter
import dev.doorstep.sample.followup.GoOnPresenter
import dev.doorstep.sample.job.JobPagePresenter
import dev.doorstep.sample.payments.PaymentsPresenter
import dev.doorstep.sample.photos.PhotosPresenter
import dev.doorstep.sample.quote.QuotePresenter
import dev.doorstep.sample.report.ReportPresenter
import dev.doorstep.sample.settings.SettingsPresenter
import dev.doorstep.sample.sign.SignPresenter
import dev.doorstep.sample.steps.StepsPresenter
import dev.doorstep.sample.today.TodayPresenter

/** The whole app. Whatever holds it, an Activity or a window, gives it the size of the screen. */
@Composable
fun AppScreen(app: App) {
    val look by app.look.collectAsState()
    val shown by app.screen.collectAsState()
    val notice by app.notice.collectAsState()
    DoorstepTheme(look) {
        Box(Modifier.fillMaxSize().background(palette.page)) {
            shown?.let { key(it.place) { ScreenOf(it) { app.back() } } }
            notice?.let { NoticeSheet(it, app::dismissNotice, app::goTo) }
        }
    }
}

@Composable
private fun ScreenOf(shown: Shown, back: () -> Unit) {
    when (val presenter = shown.presenter) {
        is EnrolPresenter -> With(presenter) { EnrolScreen(it, presenter::on) }
        is TodayPresenter -> With(presenter) { TodayScreen(it, presenter::on) }
        is SettingsPresenter -> With(presenter) { SettingsScreen(it, presenter::on, back) }
        is FollowUpsPresenter -> With(presenter) { FollowUpsScreen(it, presenter::on, back) }
        is JobPagePresenter -> With(presenter) { JobScreen(it, presenter::on, back) }
        is StepsPresenter -> With(presenter) { StepsScreen(it, presenter::on, back) }
        is EndingPresenter -> With(presenter) { EndingScreen(it, presenter::on, back) }
        is QuotePresenter -> With(presenter) { QuoteScreen(it, presenter::on, back) }
        is SignPresenter -> With(presenter) { SignScreen(it, presenter::on, back) }
        is PaymentsPresenter -> With(presenter) { PaymentsScreen(it, presenter::on, back) }
        is PhotosPresenter -> With(presenter) { PhotosScreen(it, presenter::on, back) }
        is ReportPresenter -> With(presenter) { ReportScreen(it, presenter::on, back) }
        is DifferencesPresenter -> With(presenter) { DifferencesScreen(it, presenter::on, back) }
        is GoOnPresenter -> With(presenter) { GoOnScreen(it, presenter::on, back) }
    }
}

@Composable
private fun <State : Any> With(presenter: Presenter<State, *>, screen: @Composable (State) -> Unit) {
    val state by presenter.state.collectAsState()
    state?.let { screen(it) }
}

/** What must be read now; *not yet* lists what is missing, each line a way to it. */
@Composable
private fun NoticeSheet(notice: Notice, close: () -> Unit, goTo: (Place) -> Unit) {
    val words = LocalWords.current
    Box(
        Modifier.fillMaxSize().background(palette.text.copy(alpha = if (palette.isDark) 0.1f else 0.4f))
            .clickable(onClick = close),
        Alignment.BottomCenter,
    ) {
        Column(
            Modifier.fillMaxWidth().background(palette.surface).clickable(enabled = false) {}
                .padding(Space.l).testTag("notice"),
            verticalArrangement = Arrangement.spacedBy(Space.s),
        ) {
            Text(notice.words, style = type.title)
            if (notice.why.isNotEmpty()) Text(words.stillMissing, style = type.label, color = palette.quiet)
            Column(Modifier.weight(1f, fill = false).verticalScroll(rememberScrollState())) {
                notice.why.forEach { why -> WhyLine(why.words) { why.place?.let(goTo) } }
            }
            SideButton(words.close, Modifier.fillMaxWidth(), onClick = close)
        }
    }
}

/** One thing that is missing, and the way to it. */
@Composable
fun WhyLine(words: String, onClick: () -> Unit) = Row(
    Modifier.fillMaxWidth().heightIn(min = Space.target).clickable(onClick = onClick).padding(vertical = Space.s),
    verticalAlignment = Alignment.CenterVertically,
) {
    Text(words, Modifier.weight(1f), style = type.body)
    Spacer(Modifier.width(Space.s))
    Glyph(Icons.Filled.ArrowForward, null, 18.sp, palette.accent)
}
