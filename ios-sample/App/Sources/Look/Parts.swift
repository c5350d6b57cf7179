import SamplePresentation
import SwiftUI

/// A state: colour, icon and word.
struct ChipView: View {
    @Environment(\.palette) private var palette
    @Environment(\.type) private var type
    let chip: Chip

    var body: some View {
        HStack(spacing: Space.xs) {
            if chip.tone != .quiet { Image(systemName: chip.tone.symbol).accessibilityHidden(true) }
            Text(chip.words)
        }
        .font(type.label)
        .foregroundStyle(palette.of(chip.tone))
        .padding(.horizontal, Space.s)
        .padding(.vertical, 3)
        .background(palette.ground(chip.tone), in: .rect(cornerRadius: Space.radius))
        .fixedSize(horizontal: false, vertical: true)
    }
}

/// The same without a ground, for lines.
struct ToneLine: View {
    @Environment(\.palette) private var palette
    @Environment(\.type) private var type
    let chip: Chip

    var body: some View {
        HStack(spacing: 6) {
            Image(systemName: chip.tone.symbol).accessibilityHidden(true)
            Text(chip.words).frame(maxWidth: .infinity, alignment: .leading)
        }
        .font(type.label)
        .foregroundStyle(palette.of(chip.tone))
    }
}

/// A page: head, what can be scrolled, and the one main action under the thumb.
struct Page<Content: View, Bottom: View>: View {
    @Environment(\.palette) private var palette
    let title: String
    var subtitle: String?
    var back: (@MainActor () -> Void)?
    @ViewBuilder let content: Content
    @ViewBuilder let bottom: Bottom

    var body: some View {
        VStack(spacing: 0) {
            Head(title: title, subtitle: subtitle, back: back)
            ScrollView {
                VStack(alignment: .leading, spacing: Space.m) { content }
                    .frame(maxWidth: .infinity, alignment: .leading)
                    .padding(Space.l)
            }
            .scrollDismissesKeyboard(.interactively)
            if Bottom.self != EmptyView.self {
                Hairline()
                VStack(spacing: Space.s) { bottom }
                    .padding(.horizontal, Space.l)
                    .padding(.vertical, Space.m)
                    .background(palette.surface)
            }
        }
        .background(palette.page)
    }
}

extension Page where Bottom == EmptyView {
    init(
        title: String, subtitle: String? = nil, back: (@MainActor () -> Void)? = nil,
        @ViewBuilder content: () -> Content
    ) {
        self.init(title: title, subtitle: subtitle, back: back, content: content) { EmptyView() }
    }
}

struct Head: View {
    @Environment(\.palette) private var palette
    @Environment(\.type) private var type
    @Environment(\.words) private var words
    let title: String
    var subtitle: String?
    var back: (@MainActor () -> Void)?

    var body: some View {
        VStack(spacing: 0) {
            HStack(spacing: Space.s) {
                if let back {
                    Button(action: back) {
                        Image(systemName: "chevron.backward").frame(width: Space.target, height: Space.target)
                    }
                    .accessibilityLabel(words.back)
                }
                VStack(alignment: .leading) {
                    Text(title).font(type.title).lineLimit(2)
                    if let subtitle { Text(subtitle).font(type.label).foregroundStyle(palette.quiet).lineLimit(1) }
                }
                Spacer(minLength: 0)
            }
            .foregroundStyle(palette.text)
            .padding(.leading, back == nil ? Space.l : 0)
            .padding(.vertical, Space.s)
            .background(palette.surface)
            Hairline()
        }
    }
}

struct Hairline: View {
    @Environment(\.palette) private var palette

    var body: some View {
        palette.hairline.frame(height: Space.line)
    }
}

/// A card with a hairline around it.
struct Card<Content: View>: View {
    @Environment(\.palette) private var palette
    var border: Color?
    @ViewBuilder let content: Content

    var body: some View {
        VStack(alignment: .leading, spacing: Space.s) { content }
            .frame(maxWidth: .infinity, alignment: .leading)
            .padding(Space.l)
            .background(palette.surface, in: .rect(cornerRadius: Space.radius))
            .overlay {
                RoundedRectangle(cornerRadius: Space.radius).stroke(border ?? palette.hairline, lineWidth: Space.line)
            }
    }
}

/// The main action: one to a screen, as wide as the hand is.
struct MainButton: View {
    @Environment(\.palette) private var palette
    @Environment(\.type) private var type
    let words: String
    var symbol: String?
    let action: @MainActor () -> Void

    var body: some View {
        Button(action: action) {
            HStack(spacing: Space.s) {
                if let symbol { Image(systemName: symbol) }
                Text(words)
            }
            .font(type.strong)
            .foregroundStyle(palette.onAccent)
            .frame(maxWidth: .infinity, minHeight: 56)
            .background(palette.accent, in: .rect(cornerRadius: Space.radius))
        }
        .buttonStyle(.plain)
    }
}

/// Any other action.
struct SideButton: View {
    @Environment(\.palette) private var palette
    @Environment(\.type) private var type
    let words: String
    var symbol: String?
    var tone: Tone?
    var isWide = false
    let action: @MainActor () -> Void

    var body: some View {
        let colour = tone.map(palette.of) ?? palette.accent
        Button(action: action) {
            HStack(spacing: 6) {
                if let symbol { Image(systemName: symbol) }
                Text(words).multilineTextAlignment(.center)
            }
            .font(type.strongLabel)
            .foregroundStyle(colour)
            .padding(.horizontal, Space.l)
            .frame(maxWidth: isWide ? .infinity : nil, minHeight: Space.target)
            .background(palette.surface, in: .rect(cornerRadius: Space.radius))
            .overlay {
                RoundedRectangle(cornerRadius: Space.radius)
                    .stroke(tone == nil ? palette.hairline : colour, lineWidth: Space.line)
            }
        }
        .buttonStyle(.plain)
    }
}

/// Something that is chosen or not.
struct Pick: View {
    @Environment(\.palette) private var palette
    @Environment(\.type) private var type
    let words: String
    let isChosen: Bool
    var isWide = false
    let action: @MainActor () -> Void

    var body: some View {
        Button(action: action) {
            Text(words)
                .font(isChosen ? type.strongLabel : type.label)
                .foregroundStyle(isChosen ? palette.accent : palette.text)
                .padding(.horizontal, Space.m)
                .padding(.vertical, Space.s)
                .frame(maxWidth: isWide ? .infinity : nil, minHeight: Space.target)
                .background(
                    isChosen ? palette.accent.opacity(0.12) : palette.surface, in: .rect(cornerRadius: Space.radius))
                .overlay {
                    RoundedRectangle(cornerRadius: Space.radius)
                        .stroke(isChosen ? palette.accent : palette.hairline, lineWidth: isChosen ? 2 : Space.line)
                }
        }
        .buttonStyle(.plain)
        .accessibilityAddTraits(isChosen ? .isSelected : [])
    }
}

/// A field to write in.
struct FieldView: View {
    @Environment(\.palette) private var palette
    @Environment(\.type) private var type
    let label: String
    @Binding var text: String
    var isNumber = false
    var isLong = false

    var body: some View {
        VStack(alignment: .leading, spacing: Space.xs) {
            if !label.isEmpty { Text(label).font(type.label).foregroundStyle(palette.quiet) }
            TextField("", text: $text, axis: isLong ? .vertical : .horizontal)
                .font(type.body)
                .foregroundStyle(palette.text)
                .keyboardType(isNumber ? .decimalPad : .default)
                .padding(.horizontal, Space.m)
                .frame(minHeight: Space.target)
                .overlay {
                    RoundedRectangle(cornerRadius: Space.radius).stroke(palette.quiet, lineWidth: Space.line)
                }
                .accessibilityLabel(label)
        }
    }
}

/// One thing that is missing, and the way to it.
struct WhyLine: View {
    @Environment(\.palette) private var palette
    @Environment(\.type) private var type
    let words: String
    let action: @MainActor () -> Void

    var body: some View {
        Button(action: action) {
            HStack(spacing: Space.s) {
                Text(words).font(type.body).frame(maxWidth: .infinity, alignment: .leading)
                Image(systemName: "arrow.forward").foregroundStyle(palette.accent)
            }
            .foregroundStyle(palette.text)
            .frame(minHeight: Space.target)
            .contentShape(.rect)
        }
        .buttonStyle(.plain)
    }
}

/// A line of a form: what it is, and what it says.
struct FactView: View {
    @Environment(\.palette) private var palette
    @Environment(\.type) private var type
    let label: String
    let value: String

    var body: some View {
        VStack(alignment: .leading) {
            Text(label).font(type.small).foregroundStyle(palette.quiet)
            Text(value).font(type.body).textSelection(.enabled)
        }
    }
}

/// A line of money: the amount at the right edge.
struct AmountLine: View {
    @Environment(\.type) private var type
    let name: String
    let amount: String
    var isStrong = false

    var body: some View {
        HStack(alignment: .firstTextBaseline, spacing: Space.m) {
            Text(name).frame(maxWidth: .infinity, alignment: .leading)
            Text(amount)
        }
        .font(isStrong ? type.strong : type.body)
    }
}

struct Heading: View {
    @Environment(\.palette) private var palette
    @Environment(\.type) private var type
    let words: String

    var body: some View {
        Text(words).font(type.strongLabel).foregroundStyle(palette.quiet).padding(.top, Space.s)
            .accessibilityAddTraits(.isHeader)
    }
}

/// Nothing is here: says what to do next.
struct NothingHere: View {
    @Environment(\.palette) private var palette
    @Environment(\.type) private var type
    let words: String

    var body: some View {
        Text(words).font(type.body).foregroundStyle(palette.quiet).multilineTextAlignment(.center)
            .frame(maxWidth: .infinity).padding(Space.xl)
    }
}

/// The rail of phases, with what is done in each. The one that is shown is always in sight.
struct PhaseRail: View {
    let phases: [PhaseTab]
    let open: @MainActor (String) -> Void

    var body: some View {
        let shown = phases.first(where: \.isShown)?.id
        ScrollViewReader { rail in
            ScrollView(.horizontal, showsIndicators: false) {
                HStack(spacing: Space.s) {
                    ForEach(phases) { phase in PhaseMark(phase: phase) { open(phase.id) }.id(phase.id) }
                }
            }
            .onAppear { rail.scrollTo(shown, anchor: .center) }
            .onChange(of: shown) { withAnimation { rail.scrollTo(shown, anchor: .center) } }
        }
    }
}

/// A phase on the rail: its name, and how many of its steps are done.
private struct PhaseMark: View {
    @Environment(\.palette) private var palette
    @Environment(\.type) private var type
    let phase: PhaseTab
    let action: @MainActor () -> Void

    var body: some View {
        let isDone = phase.required > 0 && phase.done == phase.required
        let colour = phase.isShown ? palette.accent : isDone ? palette.good : palette.quiet
        Button(action: action) {
            VStack(spacing: 2) {
                Text(phase.title).font(type.strongLabel)
                HStack(spacing: Space.xs) {
                    if isDone { Image(systemName: "checkmark.circle.fill") }
                    Text(phase.required == 0 ? "·" : "\(phase.done)/\(phase.required)")
                }
                .font(type.small)
            }
            .foregroundStyle(colour)
            .padding(.horizontal, Space.m)
            .frame(minHeight: Space.target)
            .background(
                phase.isShown ? palette.accent.opacity(0.12) : palette.sunken, in: .rect(cornerRadius: Space.radius))
        }
        .buttonStyle(.plain)
    }
}
