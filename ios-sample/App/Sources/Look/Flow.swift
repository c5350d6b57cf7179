import SwiftUI

/// From left to right, and on in the next row.
struct Flow: Layout {
    var spacing = Space.s

    func sizeThatFits(proposal: ProposedViewSize, subviews: Subviews, cache: inout ()) -> CGSize {
        let places = places(subviews, width: proposal.width ?? .infinity)
        let right = places.map(\.maxX).max() ?? 0
        return CGSize(width: proposal.width ?? right, height: places.map(\.maxY).max() ?? 0)
    }

    func placeSubviews(in bounds: CGRect, proposal: ProposedViewSize, subviews: Subviews, cache: inout ()) {
        for (subview, place) in zip(subviews, places(subviews, width: bounds.width)) {
            subview.place(
                at: CGPoint(x: bounds.minX + place.minX, y: bounds.minY + place.minY),
                proposal: ProposedViewSize(place.size))
        }
    }

    private func places(_ subviews: Subviews, width: CGFloat) -> [CGRect] {
        var (x, y, row) = (CGFloat.zero, CGFloat.zero, CGFloat.zero)
        return subviews.map { subview in
            // No wider than the row: long words break instead of leaving the screen.
            let wanted = subview.sizeThatFits(.unspecified)
            let narrow = ProposedViewSize(width: width, height: nil)
            let size = wanted.width <= width ? wanted : subview.sizeThatFits(narrow)
            if x > 0 && x + size.width > width { (x, y, row) = (0, y + row + spacing, 0) }
            defer { (x, row) = (x + size.width + spacing, max(row, size.height)) }
            return CGRect(origin: CGPoint(x: x, y: y), size: size)
        }
    }
}
