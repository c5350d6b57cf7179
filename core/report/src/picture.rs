//! What the bytes of a picture say of it, without decoding it.

use crate::model::ImageKind;

impl ImageKind {
    /// What the first bytes of a file say that it is; never what somebody claims.
    #[must_use]
    pub fn of_bytes(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0xff, 0xd8, 0xff, ..] => Some(Self::Jpeg),
            [0x89, b'P', b'N', b'G', ..] => Some(Self::Png),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Self::Webp),
            _ => None,
        }
    }
}

/// Width and height of a JPEG or PNG in points; `None` if they cannot be read.
#[must_use]
pub fn size_of(bytes: &[u8]) -> Option<(u32, u32)> {
    let (across, down) = match ImageKind::of_bytes(bytes)? {
        ImageKind::Jpeg => size_of_jpeg(bytes)?,
        ImageKind::Png => {
            let side = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
            (side(16)?, side(20)?)
        }
        ImageKind::Webp => return None,
    };
    (across > 0 && down > 0).then_some((across, down))
}

fn size_of_jpeg(bytes: &[u8]) -> Option<(u32, u32)> {
    let number = |at: usize| Some(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?));
    let mut at = 2;
    loop {
        match *bytes.get(at..at + 2)? {
            // A byte that fills up before a marker.
            [0xff, 0xff] => at += 1,
            // The head of a frame: precision, height, width.
            [0xff, 0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf] => {
                return Some((u32::from(number(at + 7)?), u32::from(number(at + 5)?)));
            }
            [0xff, _] => at += 2 + usize::from(number(at + 2)?),
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_size_of_a_picture_is_read_from_its_head() {
        let jpeg = b"\xff\xd8\xff\xe0\0\x04ab\xff\xff\xc0\0\x0b\x08\x01\x68\x01\xe0\x01\x01\x11\0";
        assert_eq!(size_of(jpeg), Some((480, 360)));
        let png = include_bytes!("../tests/sample/lamp.png");
        assert_eq!(size_of(png).map(|(across, down)| across > 0 && down > 0), Some(true));
        for cut in 0..jpeg.len() {
            let _ = size_of(&jpeg[..cut]);
        }
        assert_eq!(size_of(b"\xff\xd8\xffno picture"), None);
    }
}
