import SamplePresentation
import SwiftUI

/// Full screen: above the line what is signed, below it the name; on a wide screen beside each other.
struct SignScreen: View {
    @Environment(\.palette) private var palette
    @Environment(\.words) private var words
    @State private var strokes: [[PenPoint]] = []
    @State private var name: String
    @State private var reason = ""
    let state: SignState
    let on: @MainActor (SignEvent) -> Void
    let back: @MainActor () -> Void

    init(state: SignState, on: @escaping @MainActor (SignEvent) -> Void, back: @escaping @MainActor () -> Void) {
        self.state = state
        self.on = on
        self.back = back
        _name = State(initialValue: state.customer)
    }

    var body: some View {
        VStack(spacing: 0) {
            Head(title: state.title, subtitle: state.customer, back: back)
            GeometryReader { room in
                if room.size.width > room.size.height {
                    HStack(spacing: 0) {
                        SignedText(state: state).frame(width: room.size.width * 0.42)
                        paper.padding(Space.m)
                    }
                } else {
                    VStack(spacing: 0) {
                        SignedText(state: state)
                        paper.frame(height: 200).padding(Space.m)
                    }
                }
            }
            Hairline()
            bottom.padding(Space.l).background(palette.surface)
        }
        .background(palette.page)
        .foregroundStyle(palette.text)
        .onChange(of: state.isStandIn) { name = state.customer }
    }

    @ViewBuilder private var paper: some View {
        if let seal = state.seal {
            Signed(seal: seal, picture: state.picture)
        } else {
            Pad(strokes: $strokes)
        }
    }

    @ViewBuilder private var bottom: some View {
        if state.seal != nil {
            MainButton(words: words.done) { on(.leave) }
        } else {
            VStack(spacing: Space.s) {
                HStack(alignment: .bottom, spacing: Space.s) {
                    FieldView(label: words.signerName, text: $name)
                    SideButton(words: words.clear) { strokes = [] }
                }
                if state.isStandIn { FieldView(label: words.whyCannotSign, text: $reason) }
                if state.mayStandIn {
                    SideButton(words: words.cannotSign, isWide: true) {
                        strokes = []
                        on(.cannotSign)
                    }
                }
                MainButton(words: words.done) { on(.sign(name: name, strokes: strokes, reason: reason)) }
            }
        }
    }
}

/// Word by word what the signature covers, with the total large.
private struct SignedText: View {
    @Environment(\.palette) private var palette
    @Environment(\.type) private var type
    @Environment(\.words) private var words
    let state: SignState

    var body: some View {
        ScrollView {
            VStack(alignment: .leading, spacing: Space.s) {
                Text(words.signedFor).font(type.label).foregroundStyle(palette.quiet)
                if let total = state.total {
                    HStack {
                        Text(words.total).font(type.strong)
                        Spacer()
                        Text(total).font(type.large)
                    }
                    Hairline()
                }
                Text(state.text).font(type.label)
            }
            .frame(maxWidth: .infinity, alignment: .leading)
            .padding(Space.l)
        }
    }
}

/// Where the customer signs.
private struct Pad: View {
    @Environment(\.type) private var type
    @Environment(\.words) private var words
    @Binding var strokes: [[PenPoint]]
    @State private var began: Date?
    @State private var isDown = false

    var body: some View {
        Canvas { context, _ in
            for stroke in strokes {
                var path = Path()
                path.addLines(stroke.map { CGPoint(x: CGFloat($0.x) / 100, y: CGFloat($0.y) / 100) })
                let pen = StrokeStyle(lineWidth: 2, lineCap: .round, lineJoin: .round)
                context.stroke(path, with: .color(Palette.ink), style: pen)
            }
        }
        .background(Palette.paper, in: .rect(cornerRadius: Space.radius))
        .overlay {
            RoundedRectangle(cornerRadius: Space.radius).stroke(Palette.ink.opacity(0.4), lineWidth: Space.line)
        }
        .overlay(alignment: .bottom) {
            if strokes.isEmpty {
                Text(words.signHere).font(type.label).foregroundStyle(Palette.light.quiet).padding(Space.l)
            }
        }
        .contentShape(.rect)
        .gesture(
            DragGesture(minimumDistance: 0, coordinateSpace: .local)
                .onChanged { draw($0.location, $0.time) }
                .onEnded { _ in isDown = false }
        )
        .accessibilityLabel(words.signHere)
    }

    /// In the units of the core: hundredths of a point, milliseconds since the first one.
    private func draw(_ at: CGPoint, _ time: Date) {
        if strokes.isEmpty { began = nil }
        let start = began ?? time
        began = start
        let point = PenPoint(
            x: Int32(at.x * 100), y: Int32(at.y * 100), ms: UInt32(max(0, time.timeIntervalSince(start) * 1_000)))
        if isDown && !strokes.isEmpty {
            strokes[strokes.count - 1].append(point)
        } else {
            strokes.append([point])
            isDown = true
        }
    }
}

private struct Signed: View {
    @Environment(\.palette) private var palette
    let seal: String
    let picture: URL?

    var body: some View {
        VStack(alignment: .leading, spacing: Space.s) {
            DrawingView(file: picture)
                .frame(maxWidth: .infinity, maxHeight: .infinity)
                .overlay {
                    RoundedRectangle(cornerRadius: Space.radius).stroke(palette.good, lineWidth: Space.line)
                }
            ToneLine(chip: Chip(.good, seal))
        }
    }
}

/// A drawn signature, on paper.
struct DrawingView: View {
    let file: URL?

    var body: some View {
        ZStack {
            Palette.paper
            if let file, let image = UIImage(contentsOfFile: file.path) {
                Image(uiImage: image).resizable().scaledToFit().padding(Space.s)
            }
        }
        .clipShape(.rect(cornerRadius: Space.radius))
    }
}
