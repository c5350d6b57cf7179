import SamplePresentation
import SwiftUI

/// What a step is answered or recorded with.
struct ControlView: View {
    @Environment(\.palette) private var palette
    @Environment(\.type) private var type
    @Environment(\.words) private var words
    let step: StepRow
    let on: @MainActor (StepEvent) -> Void

    private var isDone: Bool { step.mark == .done }

    var body: some View {
        switch step.control {
        case .nothing: EmptyView()
        case .tick(let isTicked):
            Pick(words: words.done, isChosen: isTicked, isWide: true) {
                on(.tick(path: step.id, isTicked: !isTicked))
            }
        case .yesNo(let value):
            Flow {
                Pick(words: words.yes, isChosen: value == true) { on(.yesNo(path: step.id, value: true)) }
                Pick(words: words.no, isChosen: value == false) { on(.yesNo(path: step.id, value: false)) }
            }
        case .choice(let options):
            Picks(options: options) { on(.choose(path: step.id, option: $0.id)) }
        case .multi(let options):
            Picks(options: options) { on(.toggle(path: step.id, option: $0.id, isChosen: !$0.isChosen)) }
        case .write(let writing): WriteView(path: step.id, writing: writing, on: on).id(writing)
        case .note: WriteView(path: step.id, writing: Writing.empty, on: on)
        case .scan(let value):
            if let value { Text(value).font(type.body) }
            SideButton(words: words.scan, symbol: "barcode.viewfinder") { on(.scan(path: step.id)) }
        default: happening
        }
    }

    /// What happened, as opposed to what is answered.
    @ViewBuilder private var happening: some View {
        switch step.control {
        case .arrival: if !isDone { SideButton(words: words.arrived) { on(.arrive) } }
        case .door(let attempts): door(attempts)
        case .call(let purpose): if !isDone { call(purpose) }
        case .confirm(let isTimed):
            if !isDone { ConfirmView(isTimed: isTimed) { on(.confirm(path: step.id)) } }
        case .consent(_, let person, let reasons):
            if !isDone { ConsentView(path: step.id, person: person, reasons: reasons, on: on) }
        case .quote: SideButton(words: words.openQuote) { on(.openQuote) }
        case .work(let running, let worked, let away): WorkView(running: running, worked: worked, away: away, on: on)
        case .signature(let role, let signed):
            if let signed { Text(signed).font(type.body) }
            if !isDone { SideButton(words: words.askForSignature, symbol: "signature") { on(.sign(role)) } }
        case .rating(let scale, let grades): RatingView(scale: scale, grades: grades, on: on)
        case .appointment(let isNext, let booked, let days, let reasons):
            AppointmentView(isNext: isNext, booked: booked, days: days, reasons: reasons, on: on)
        case .approval(let what, let isAsked): ApprovalView(what: what, isAsked: isAsked, on: on)
        case .several(let things, let item): SeveralView(path: step.id, things: things, item: item, on: on)
        case .workers(let here): Text(here).font(type.body)
        case .takeAlong(let taken, let mayBeNothing, let signs):
            TakeAlongView(path: step.id, taken: taken, mayBeNothing: mayBeNothing, signs: signs, on: on).id(taken)
        case .giveBack(let out, let signs): GiveBackView(path: step.id, out: out, signs: signs, on: on).id(out)
        case .parts(let used): PartsView(path: step.id, used: used, on: on).id(used)
        default: EmptyView()
        }
    }

    @ViewBuilder private func door(_ attempts: String?) -> some View {
        if let attempts { Text(attempts).font(type.label).foregroundStyle(palette.quiet) }
        Flow {
            SideButton(words: words.opened) { on(.ring(isAnswered: true)) }
            SideButton(words: words.rang) { on(.ring(isAnswered: false)) }
            SideButton(words: words.knocked) { on(.knock(isAnswered: false)) }
        }
    }

    private func call(_ purpose: String) -> some View {
        Flow {
            SideButton(words: words.callReached) { on(.call(purpose: purpose, end: .reached)) }
            SideButton(words: words.callAgreed) { on(.call(purpose: purpose, end: .agreed)) }
            SideButton(words: words.callRefused) { on(.call(purpose: purpose, end: .refused)) }
            SideButton(words: words.callNoAnswer) { on(.call(purpose: purpose, end: .noAnswer)) }
        }
    }

}

/// Large buttons, of which some are chosen.
struct Picks: View {
    let options: [Option]
    let pick: @MainActor (Option) -> Void

    var body: some View {
        Flow {
            ForEach(options) { option in
                Pick(words: option.title, isChosen: option.isChosen) { pick(option) }
            }
        }
    }
}

private struct WriteView: View {
    @Environment(\.words) private var words
    @State private var text: String
    let path: String
    let writing: Writing
    let on: @MainActor (StepEvent) -> Void

    init(path: String, writing: Writing, on: @escaping @MainActor (StepEvent) -> Void) {
        self.path = path
        self.writing = writing
        self.on = on
        _text = State(initialValue: writing.value)
    }

    var body: some View {
        let label = [writing.unit, writing.hint].compactMap { $0 }.joined(separator: " · ")
        FieldView(label: label, text: $text, isNumber: writing.isNumber, isLong: !writing.isNumber)
        if text != writing.value {
            SideButton(words: words.save) { on(.write(path: path, text: text)) }
        }
    }
}

private struct ConfirmView: View {
    @Environment(\.palette) private var palette
    @Environment(\.type) private var type
    @Environment(\.words) private var words
    @State private var isHeld = false
    let isTimed: Bool
    let confirm: @MainActor () -> Void

    var body: some View {
        if isHeld { Text(words.holdUp).font(type.label).foregroundStyle(palette.waiting) }
        SideButton(words: words.confirm, symbol: "checkmark") {
            isHeld = isTimed
            confirm()
        }
        .disabled(isHeld)
    }
}

private struct ConsentView: View {
    @Environment(\.words) private var words
    @State private var person: String
    @State private var isRefusing = false
    let path: String
    let reasons: [Option]
    let on: @MainActor (StepEvent) -> Void

    init(path: String, person: String, reasons: [Option], on: @escaping @MainActor (StepEvent) -> Void) {
        self.path = path
        self.reasons = reasons
        self.on = on
        _person = State(initialValue: person)
    }

    var body: some View {
        FieldView(label: words.who, text: $person)
        Flow {
            SideButton(words: words.agrees) { answer(true, nil) }
            SideButton(words: words.refuses, tone: .attention) { isRefusing.toggle() }
        }
        if isRefusing { Picks(options: reasons) { answer(false, $0.id) } }
    }

    private func answer(_ isAccepted: Bool, _ reason: String?) {
        on(.consent(path: path, isAccepted: isAccepted, person: person, reason: reason))
    }
}

private struct RatingView: View {
    @Environment(\.words) private var words
    @State private var opinion = ""
    let scale: String
    let grades: [Option]
    let on: @MainActor (StepEvent) -> Void

    var body: some View {
        FieldView(label: words.opinion, text: $opinion, isLong: true)
        Picks(options: grades) { on(.rate(scale: scale, grade: $0.id, opinion: opinion)) }
    }
}

/// Day, hour, minute: three rows of large buttons instead of a keyboard.
private struct AppointmentView: View {
    @Environment(\.type) private var type
    @Environment(\.words) private var words
    @State private var isOpen = false
    @State private var day = 0
    @State private var hour = 9
    @State private var minute = 0
    @State private var reason: String?
    let isNext: Bool
    let booked: String?
    let days: [Day]
    let reasons: [Option]
    let on: @MainActor (StepEvent) -> Void

    var body: some View {
        if let booked { Text(booked).font(type.body) }
        if isOpen { choice } else { SideButton(words: words.dayAndTime, symbol: "calendar") { isOpen = true } }
    }

    @ViewBuilder private var choice: some View {
        Flow {
            ForEach(days.indices, id: \.self) { index in
                Pick(words: days[index].words, isChosen: index == day) { day = index }
            }
        }
        Flow { ForEach(7..<21, id: \.self) { one in Pick(words: "\(one)", isChosen: one == hour) { hour = one } } }
        Flow {
            ForEach([0, 15, 30, 45], id: \.self) { one in
                Pick(words: one == 0 ? ":00" : ":\(one)", isChosen: one == minute) { minute = one }
            }
        }
        if !reasons.isEmpty {
            Heading(words: words.whyText)
            Flow {
                ForEach(reasons) { one in Pick(words: one.title, isChosen: one.id == reason) { reason = one.id } }
            }
        }
        SideButton(words: words.bookVisit, isWide: true) {
            on(.book(isNext: isNext, day: days[day].day, minuteOfDay: hour * 60 + minute, reason: reason))
            isOpen = false
        }
    }
}

private struct ApprovalView: View {
    @Environment(\.palette) private var palette
    @Environment(\.type) private var type
    @Environment(\.words) private var words
    @State private var detail = ""
    let what: String
    let isAsked: Bool
    let on: @MainActor (StepEvent) -> Void

    var body: some View {
        if isAsked {
            Text(words.approvalAsked).font(type.label).foregroundStyle(palette.waiting)
        } else {
            FieldView(label: words.whyText, text: $detail, isLong: true)
            SideButton(words: words.askForApproval) { on(.askApproval(what: what, detail: detail)) }
        }
    }
}

private struct SeveralView: View {
    @Environment(\.type) private var type
    @Environment(\.words) private var words
    @State private var name = ""
    let path: String
    let things: [String]
    let item: String
    let on: @MainActor (StepEvent) -> Void

    var body: some View {
        ForEach(things, id: \.self) { Text($0).font(type.body) }
        FieldView(label: item, text: $name)
        SideButton(words: words.addOne, symbol: "plus") {
            on(.add(path: path, name: name))
            name = ""
        }
    }
}
