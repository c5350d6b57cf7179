package dev.doorstep.sample.steps

import dev.doorstep.ffi.CallResult
import dev.doorstep.ffi.SignatureRole
import java.time.LocalDate

/** A phase of the checklist, for the rail. */
data class PhaseTab(val id: String, val title: String, val done: Int, val required: Int, val isShown: Boolean)

/** How a step stands. */
enum class Mark { OPEN, DONE, LOCKED, NOT_APPLICABLE }

/** A step as its card shows it. */
data class StepRow(
    val path: String,
    val title: String,
    /** The thing that it is asked for, if it is one of several: a terminal, a room. */
    val of: String?,
    val help: String?,
    val isRequired: Boolean,
    val mark: Mark,
    /** What it is missing, or what comes first; empty when it is done. */
    val why: List<String>,
    val photos: List<PhotoNeed>,
    val control: Control,
    /** Whether somebody came here for this step. */
    val isSought: Boolean,
)

/** Photos of one role: *2 of 3*; [same] is the small picture of the spot that is to be shown again. */
data class PhotoNeed(
    val words: String,
    val role: String?,
    val isEnough: Boolean,
    val pair: String?,
    val same: String? = null,
)

/** What a step is answered or recorded with. */
sealed interface Control {
    data object None : Control

    data class Tick(val isTicked: Boolean) : Control

    data class YesNo(val value: Boolean?) : Control

    data class Choice(val options: List<Option>) : Control

    data class Multi(val options: List<Option>) : Control

    data class Text(val value: String, val unit: String?, val isNumber: Boolean, val hint: String?) : Control

    data class Scan(val value: String?) : Control

    data object Arrival : Control

    data class Door(val attempts: String?) : Control

    data class Call(val purpose: String) : Control

    /** Said to be done; [isTimed] if it takes some seconds. */
    data class Confirm(val isTimed: Boolean) : Control

    data class Consent(val to: String, val person: String, val reasons: List<Option>) : Control

    data object Quote : Control

    /** @param away what somebody left for, while they are away; nothing else can be done then. */
    data class Work(val running: String?, val words: String?, val away: Thing? = null) : Control

    /** [signed] says who did, and when. */
    data class Signature(val role: SignatureRole, val signed: String? = null) : Control

    data class Rating(val scale: String, val grades: List<Option>) : Control

    /** A time to agree: [booked] says which one is. */
    data class Appointment(val isNext: Boolean, val booked: String?, val days: List<Day>, val reasons: List<Option>) :
        Control

    data class Note(val text: String) : Control

    data class Approval(val what: String, val isAsked: Boolean) : Control

    data class Repeat(val things: List<String>, val item: String) : Control

    data class Workers(val words: String) : Control

    /** Something of the customer's goes along, or [mayBeNothing]; [signs] is who signs for it, where somebody must. */
    data class TakeAlong(val taken: List<String>, val mayBeNothing: Boolean, val signs: SignatureRole?) : Control

    /** It comes back. */
    data class GiveBack(val out: List<Thing>, val signs: SignatureRole?) : Control

    data class Parts(val used: List<String>) : Control
}

/** Something that was taken along, by the fact that says so. */
data class Thing(val fact: String, val name: String)

data class Option(val id: String, val title: String, val isChosen: Boolean)

data class Day(val date: LocalDate, val words: String)

/** What can be done with a step. */
sealed interface StepEvent {
    data class ShowPhase(val phase: String) : StepEvent

    data class Tick(val path: String, val isTicked: Boolean) : StepEvent

    data class YesNo(val path: String, val value: Boolean) : StepEvent

    data class Choose(val path: String, val option: String) : StepEvent

    data class Toggle(val path: String, val option: String, val isChosen: Boolean) : StepEvent

    data class Write(val path: String, val text: String) : StepEvent

    data class Scan(val path: String) : StepEvent

    data class Photo(val path: String, val role: String?, val pair: String?) : StepEvent

    data object Arrive : StepEvent

    data class Ring(val isAnswered: Boolean) : StepEvent

    data class Knock(val isAnswered: Boolean) : StepEvent

    data class Call(val purpose: String, val result: CallResult) : StepEvent

    data class Confirm(val path: String) : StepEvent

    data class Consent(val path: String, val isAccepted: Boolean, val person: String, val reason: String?) : StepEvent

    data object OpenQuote : StepEvent

    data object StartWork : StepEvent

    data class StopWork(val started: String) : StepEvent

    data class FetchOut(val what: String) : StepEvent

    data class FetchBack(val left: String) : StepEvent

    data class Sign(val role: SignatureRole) : StepEvent

    data class Rate(val scale: String, val grade: String, val opinion: String?) : StepEvent

    data class Book(val isNext: Boolean, val day: LocalDate, val minuteOfDay: Int, val reason: String?) : StepEvent

    data class AskApproval(val what: String, val detail: String) : StepEvent

    data class TakeAlong(val path: String, val what: String, val condition: String) : StepEvent

    data class GiveBack(val path: String, val fact: String, val condition: String) : StepEvent

    data class UsePart(val path: String, val name: String, val quantity: String) : StepEvent

    data class Add(val path: String, val name: String?) : StepEvent

    data object EndVisit : StepEvent
}
