import enum DoorstepFFI.SignatureRole
import SamplePresentation
import SwiftUI

/// Something of the customer's goes along.
struct TakeAlongView: View {
    @Environment(\.type) private var type
    @Environment(\.words) private var words
    @State private var what = ""
    @State private var condition = ""
    let path: String
    let taken: [String]
    let mayBeNothing: Bool
    let signs: SignatureRole?
    let on: @MainActor (StepEvent) -> Void

    var body: some View {
        ForEach(taken, id: \.self) { Text($0).font(type.body) }
        FieldView(label: words.takenAlong, text: $what)
        FieldView(label: words.condition, text: $condition)
        Flow {
            SideButton(words: words.takeAlong) { on(.takeAlong(path: path, what: what, condition: condition)) }
            if mayBeNothing { SideButton(words: words.nothingToRecord) { on(.confirm(path: path)) } }
            if let signs { SideButton(words: words.askForSignature, symbol: "signature") { on(.sign(signs)) } }
        }
    }
}

/// It comes back.
struct GiveBackView: View {
    @Environment(\.words) private var words
    @State private var condition = ""
    let path: String
    let out: [Thing]
    let signs: SignatureRole?
    let on: @MainActor (StepEvent) -> Void

    var body: some View {
        if !out.isEmpty { FieldView(label: words.condition, text: $condition) }
        Flow {
            ForEach(out) { thing in
                SideButton(words: "\(words.bringBack): \(thing.name)") {
                    on(.giveBack(path: path, thing: thing.id, condition: condition))
                }
            }
            if let signs { SideButton(words: words.askForSignature, symbol: "signature") { on(.sign(signs)) } }
        }
    }
}

/// The clock of the work, and the way back for a tool: the time until somebody is back is not charged.
struct WorkView: View {
    @Environment(\.type) private var type
    @Environment(\.words) private var words
    @State private var what = ""
    let running: String?
    let worked: String?
    let away: Thing?
    let on: @MainActor (StepEvent) -> Void

    var body: some View {
        if let worked { Text(worked).font(type.body) }
        if let away {
            Text(words.away(away.name)).font(type.body)
            SideButton(words: words.fetchBack) { on(.fetchBack(left: away.id)) }
        } else if let running {
            SideButton(words: words.stopWork, symbol: "stop", tone: .attention) { on(.stopWork(started: running)) }
            FieldView(label: words.fetchWhat, text: $what)
            SideButton(words: words.fetchOut) { on(.fetchOut(what: what)) }
        } else {
            SideButton(words: words.startWork, symbol: "play") { on(.startWork) }
        }
    }
}

/// Parts from the van.
struct PartsView: View {
    @Environment(\.type) private var type
    @Environment(\.words) private var words
    @State private var name = ""
    @State private var quantity = "1"
    let path: String
    let used: [String]
    let on: @MainActor (StepEvent) -> Void

    var body: some View {
        ForEach(used, id: \.self) { Text($0).font(type.body) }
        FieldView(label: words.partName, text: $name)
        FieldView(label: words.quantity, text: $quantity, isNumber: true)
        Flow {
            SideButton(words: words.usePart) { on(.usePart(path: path, name: name, quantity: quantity)) }
            if used.isEmpty { SideButton(words: words.nothingToRecord) { on(.confirm(path: path)) } }
        }
    }
}
