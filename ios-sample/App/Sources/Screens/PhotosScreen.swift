import SamplePresentation
import SwiftUI

struct PhotosScreen: View {
    @Environment(\.palette) private var palette
    @Environment(\.type) private var type
    @Environment(\.words) private var words
    let state: PhotosState
    let on: @MainActor (PhotosEvent) -> Void
    let back: @MainActor () -> Void

    var body: some View {
        Page(title: words.photos, subtitle: state.customer, back: back) {
            if state.spots.isEmpty { NothingHere(words: words.noPhotos) }
            ForEach(state.spots) { spot($0) }
        }
        .foregroundStyle(palette.text)
    }

    /// Before on the left, after on the right, as one compares them.
    private func spot(_ spot: Spot) -> some View {
        Card {
            Text(spot.title).font(type.strong)
            LazyVGrid(columns: [GridItem(.flexible()), GridItem(.flexible())], spacing: Space.s) {
                ForEach(spot.pictures) { picture($0) }
            }
            if spot.needsAfter { ToneLine(chip: Chip(.attention, words.afterMissing)) }
            if spot.canPair {
                SideButton(words: words.takeAfter, symbol: "camera", isWide: true) { on(.takeAfter(spot.id)) }
            }
        }
    }

    private func picture(_ picture: Picture) -> some View {
        VStack(alignment: .leading) {
            DrawingView(file: picture.file).aspectRatio(4 / 3, contentMode: .fit)
            Text(picture.role).font(type.strongLabel)
            Text(picture.by).font(type.small).foregroundStyle(palette.quiet)
        }
    }
}
