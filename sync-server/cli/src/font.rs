//! The font of printed reports: the one that was named, or a free one where systems keep it.

use std::path::{Path, PathBuf};

use doorstep_server::Node;

use crate::failure::{Doing as _, Failure};

/// Where free fonts with Chinese letters usually are. The first is in Debian's `fonts-noto-cjk`, the last two in its
/// `fonts-droid-fallback`.
const USUAL_PLACES: [&str; 5] = [
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
    "/usr/share/fonts-droid-fallback/truetype/DroidSansFallbackFull.ttf",
];

/// What to say if there is none.
pub(crate) const ADVICE: &str =
    "no font for PDF reports: install fonts-noto-cjk, or name one with --font FILE";

/// A free font on this machine, if there is one.
pub(crate) fn usual() -> Option<PathBuf> {
    USUAL_PLACES.map(PathBuf::from).into_iter().find(|place| place.is_file())
}

/// Publishes a font to the phones.
pub(crate) fn publish(node: &Node, file: &Path) -> Result<(), Failure> {
    let doing = format!("publishing the font {}", file.display());
    let bytes = std::fs::read(file).doing(&doing)?;
    node.publish_font(bytes).doing(&doing).map(drop)
}
