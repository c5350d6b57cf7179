package dev.doorstep.sample.screens

import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Check
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import dev.doorstep.ffi.CallResult
import dev.doorstep.sample.steps.Control
import dev.doorstep.sample.steps.Mark
import dev.doorstep.sample.steps.StepEvent
import dev.doorstep.sample.steps.StepRow
import dev.doorstep.sample.words.Tone
import dev.doorstep.sample.words.addOne
import dev.doorstep.sample.words.agrees
import dev.doorstep.sample.words.approvalAsked
import dev.doorstep.sample.words.arrived
import dev.doorstep.sample.words.askForApproval
import dev.doorstep.sample.words.askForSignature
import dev.doorstep.sample.words.away
import dev.doorstep.sample.words.bookVisit
import dev.doorstep.sample.words.bringBack
import dev.doorstep.sample.words.callAgreed
import dev.doorstep.sample.words.callNoAnswer
import dev.doorstep.sample.words.callReached
import dev.doorstep.sample.words.callRefused
import dev.doorstep.sample.words.condition
import dev.doorstep.sample.words.confirm
import dev.doorstep.sample.words.dayAndTime
import dev.doorstep.sample.words.fetchBack
import dev.doorstep.sample.words.fetchOut
import dev.doorstep.sample.words.fetchWhat
import dev.doorstep.sample.words.knocked
import dev.doorstep.sample.words.no
import dev.doorstep.sample.words.nothingToRecord
import dev.doorstep.sample.words.openQuote
import dev.doorstep.sample.words.opened
import dev.doorstep.sample.words.opinion
import dev.doorstep.sample.words.partName
import dev.doorstep.sample.words.quantity
import dev.doorstep.sample.words.rang
import dev.doorstep.sample.words.refuses
import dev.doorstep.sample.words.scan
import dev.doorstep.sample.words.startWork
import dev.doorstep.sample.words.stopWork
import dev.doorstep.sample.words.takeAlong
import dev.doorstep.sample.words.takenAlong
import dev.doorstep.sample.words.usePart
import dev.doorstep.sample.words.who
import dev.doorstep.sample.words.whyText
import dev.doorstep.sample.words.yes

/** What a step is answered or recorded with. */
@Composable
internal fun ControlView(step: StepRow, on: (StepEvent) -> Unit) {
    val words = LocalWords.current
    val isDone = step.mark == Mark.DONE
    when (val control = step.control) {
        Control.None -> Unit
        is Control.Tick -> Pick(words.done, control.isTicked, Modifier.fillMaxWidth()) {
            on(StepEvent.Tick(step.path, !control.isTicked))
        }
        is Control.YesNo -> Flow {
            Pick(words.yes, control.value == true) { on(StepEvent.YesNo(step.path, true)) }
            Pick(words.no, control.value == false) { on(StepEvent.YesNo(step.path, false)) }
        }
        is Control.Choice -> Flow {
            control.options.forEach { Pick(it.title, it.isChosen) { on(StepEvent.Choose(step.path, it.id)) } }
        }
        is Control.Multi -> Flow {
            control.options.forEach { Pick(it.title, it.isChosen) { on(StepEvent.Toggle(step.path, it.id, !it.isChosen)) } }
        }
        is Control.Text -> WriteView(step.path, control, on)
        is Control.Scan -> {
            control.value?.let { Text(it, style = type.body) }
            SideButton(words.scan) { on(StepEvent.Scan(step.path)) }
        }
        Control.Arrival -> if (!isDone) SideButton(words.arrived) { on(StepEvent.Arrive) }
        is Control.Door -> DoorView(control, on)
        is Control.Call -> CallView(control, isDone, on)
        is Control.Confirm -> if (!isDone) SideButton(words.confirm, icon = Icons.Filled.Check) {
            on(StepEvent.Confirm(step.path))
        }
        is Control.Consent -> ConsentView(step.path, control, isDone, on)
        Control.Quote -> SideButton(words.openQuote) { on(StepEvent.OpenQuote) }
        is Control.Work -> WorkView(control, on)
        is Control.Signature -> {
            control.signed?.let { Text(it, style = type.body) }
            if (!isDone) SideButton(words.askForSignature) { on(StepEvent.Sign(control.role)) }
        }
        is Control.Rating -> RatingView(control, on)
        is Control.Appointment -> AppointmentView(control, on)
        is Control.Note -> WriteView(step.path, Control.Text("", null, false, null), on)
        is Control.Approval -> ApprovalView(control, on)
        is Control.Repeat -> RepeatView(step.path, control, on)
        is Control.Workers -> Text(control.words, style = type.body)
        is Control.TakeAlong -> TakeAlongView(step.path, control, on)
        is Control.GiveBack -> GiveBackView(step.path, control, on)
        is Control.Parts -> PartsView(step.path, control, on)
    }
}

@Composable
private fun TakeAlongView(path: String, control: Control.TakeAlong, on: (StepEvent) -> Unit) {
    val words = LocalWords.current
    var what by rememberSaveable(control.taken) { mutableStateOf("") }
    var condition by rememberSaveable(control.taken) { mutableStateOf("") }
    control.taken.forEach { Text(it, style = type.body) }
    Field(words.takenAlong, what, "taken:$path") { what = it }
    Field(words.condition, condition, "condition:$path") { condition = it }
    Flow {
        SideButton(words.takeAlong) { on(StepEvent.TakeAlong(path, what, condition)) }
        if (control.mayBeNothing) SideButton(words.nothingToRecord) { on(StepEvent.Confirm(path)) }
        control.signs?.let { role -> SideButton(words.askForSignature) { on(StepEvent.Sign(role)) } }
    }
}

@Composable
private fun GiveBackView(path: String, control: Control.GiveBack, on: (StepEvent) -> Unit) {
    val words = LocalWords.current
    var condition by rememberSaveable(control.out) { mutableStateOf("") }
    if (control.out.isNotEmpty()) Field(words.condition, condition, "condition:$path") { condition = it }
    Flow {
        control.out.forEach { thing ->
            SideButton("${words.bringBack}: ${thing.name}") { on(StepEvent.GiveBack(path, thing.fact, condition)) }
        }
        control.signs?.let { role -> SideButton(words.askForSignature) { on(StepEvent.Sign(role)) } }
    }
}

@Composable
private fun PartsView(path: String, control: Control.Parts, on: (StepEvent) -> Unit) {
    val words = LocalWords.current
    var name by rememberSaveable(control.used) { mutableStateOf("") }
    var quantity by rememberSaveable(control.used) { mutableStateOf("1") }
    control.used.forEach { Text(it, style = type.body) }
    Field(words.partName, name, "part:$path") { name = it }
    Field(words.quantity, quantity, "quantity:$path", isNumber = true) { quantity = it }
    Flow {
        SideButton(words.usePart) { on(StepEvent.UsePart(path, name, quantity)) }
        if (control.used.isEmpty()) SideButton(words.nothingToRecord) { on(StepEvent.Confirm(path)) }
    }
}

@Composable
private fun WriteView(path: String, control: Control.Text, on: (StepEvent) -> Unit) {
    var text by rememberSaveable(control.value) { mutableStateOf(control.value) }
    val label = listOfNotNull(control.unit, control.hint).joinToString(" · ")
    Field(label, text, "write:$path", isNumber = control.isNumber, isSingleLine = control.isNumber) { text = it }
    if (text != control.value) SideButton(LocalWords.current.save) { on(StepEvent.Write(path, text)) }
}

@Composable
private fun DoorView(control: Control.Door, on: (StepEvent) -> Unit) {
    val words = LocalWords.current
    control.attempts?.let { Text(it, style = type.label, color = palette.quiet) }
    Flow {
        SideButton(words.opened) { on(StepEvent.Ring(isAnswered = true)) }
        SideButton(words.rang) { on(StepEvent.Ring(isAnswered = false)) }
        SideButton(words.knocked) { on(StepEvent.Knock(isAnswered = false)) }
    }
}

@Composable
private fun CallView(control: Control.Call, isDone: Boolean, on: (StepEvent) -> Unit) {
    val words = LocalWords.current
    if (!isDone) Flow {
        SideButton(words.callReached) { on(StepEvent.Call(control.purpose, CallResult.REACHED)) }
        SideButton(words.callAgreed) { on(StepEvent.Call(control.purpose, CallResult.AGREED)) }
        SideButton(words.callRefused) { on(StepEvent.Call(control.purpose, CallResult.REFUSED)) }
        SideButton(words.callNoAnswer) { on(StepEvent.Call(control.purpose, CallResult.NO_ANSWER)) }
    }
}

@Composable
private fun ConsentView(path: String, control: Control.Consent, isDone: Boolean, on: (StepEvent) -> Unit) {
    val words = LocalWords.current
    var person by rememberSaveable { mutableStateOf(control.person) }
    var isRefusing by rememberSaveable { mutableStateOf(false) }
    if (isDone) return
    Field(words.who, person, "who:$path") { person = it }
    Flow {
        SideButton(words.agrees) { on(StepEvent.Consent(path, true, person, null)) }
        SideButton(words.refuses, tone = Tone.ATTENTION) { isRefusing = !isRefusing }
    }
    if (isRefusing) Flow {
        control.reasons.forEach { reason ->
            Pick(reason.title, false) { on(StepEvent.Consent(path, false, person, reason.id)) }
        }
    }
}

@Composable
private fun WorkView(control: Control.Work, on: (StepEvent) -> Unit) {
    val words = LocalWords.current
    control.words?.let { Text(it, style = type.body) }
    val (running, away) = control.running to control.away
    when {
        away != null -> {
            Text(words.away(away.name), style = type.body)
            SideButton(words.fetchBack) { on(StepEvent.FetchBack(away.fact)) }
        }
        running == null -> SideButton(words.startWork) { on(StepEvent.StartWork) }
        else -> {
            SideButton(words.stopWork, tone = Tone.ATTENTION) { on(StepEvent.StopWork(running)) }
            FetchView(on)
        }
    }
}

/** The time until they are back is not charged. */
@Composable
private fun FetchView(on: (StepEvent) -> Unit) {
    val words = LocalWords.current
    var what by rememberSaveable { mutableStateOf("") }
    Field(words.fetchWhat, what, "errand") { what = it }
    SideButton(words.fetchOut) { on(StepEvent.FetchOut(what)) }
}

@Composable
private fun RatingView(control: Control.Rating, on: (StepEvent) -> Unit) {
    var opinion by rememberSaveable { mutableStateOf("") }
    Field(LocalWords.current.opinion, opinion, "opinion", isSingleLine = false) { opinion = it }
    Flow {
        control.grades.forEach { Pick(it.title, it.isChosen) { on(StepEvent.Rate(control.scale, it.id, opinion)) } }
    }
}

private val HOURS = 7..20
private val MINUTES = listOf(0, 15, 30, 45)

/** Day, hour, minute: three rows of large buttons instead of a keyboard. */
@Composable
private fun AppointmentView(control: Control.Appointment, on: (StepEvent) -> Unit) {
    val words = LocalWords.current
    var isOpen by rememberSaveable { mutableStateOf(false) }
    var day by rememberSaveable { mutableStateOf(0) }
    var hour by rememberSaveable { mutableStateOf(9) }
    var minute by rememberSaveable { mutableStateOf(0) }
    var reason by rememberSaveable { mutableStateOf<String?>(null) }
    control.booked?.let { Text(it, style = type.body) }
    if (!isOpen) return SideButton(words.dayAndTime) { isOpen = true }
    Flow { control.days.forEachIndexed { index, it -> Pick(it.words, index == day) { day = index } } }
    Flow { HOURS.forEach { Pick("$it", it == hour) { hour = it } } }
    Flow { MINUTES.forEach { Pick(":" + "$it".padStart(2, '0'), it == minute) { minute = it } } }
    if (control.reasons.isNotEmpty()) Section(words.whyText)
    Flow { control.reasons.forEach { Pick(it.title, it.id == reason) { reason = it.id } } }
    SideButton(words.bookVisit, Modifier.fillMaxWidth()) {
        on(StepEvent.Book(control.isNext, control.days[day].date, hour * 60 + minute, reason))
        isOpen = false
    }
}

@Composable
private fun ApprovalView(control: Control.Approval, on: (StepEvent) -> Unit) {
    val words = LocalWords.current
    var detail by rememberSaveable { mutableStateOf("") }
    if (control.isAsked) return Text(words.approvalAsked, style = type.label, color = palette.waiting)
    Field(words.whyText, detail, "approval", isSingleLine = false) { detail = it }
    SideButton(words.askForApproval) { on(StepEvent.AskApproval(control.what, detail)) }
}

@Composable
private fun RepeatView(path: String, control: Control.Repeat, on: (StepEvent) -> Unit) {
    var name by rememberSaveable { mutableStateOf("") }
    control.things.forEach { Text(it, style = type.body) }
    Field(control.item, name, "add:$path") { name = it }
    SideButton(LocalWords.current.addOne) {
        on(StepEvent.Add(path, name))
        name = ""
    }
}
