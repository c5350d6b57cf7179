//! Pictures without what a camera writes beside them: place, device, owner. Nothing is encoded anew; what is seen stays
//! bit for bit, and so do its colours and which side is up.

/// A picture without its metadata. What is no picture of a known kind, or is damaged, stays as it is from there on.
pub(super) fn without(bytes: Vec<u8>) -> Vec<u8> {
    match bytes.as_slice() {
        [0xff, 0xd8, 0xff, ..] => jpeg(&bytes),
        [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => png(&bytes),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => webp(&bytes),
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => without_place(bytes),
        _ => bytes,
    }
}

const EXIF: &[u8] = b"Exif\0\0";
/// Tags of a TIFF directory.
const ORIENTATION: u16 = 0x0112;
const PLACE: u16 = 0x8825;

/// Segments up to the end of the picture: those that draw it, its colours, and one that says which side is up.
fn jpeg(bytes: &[u8]) -> Vec<u8> {
    let mut kept = bytes[..2].to_vec();
    let mut at = 2;
    while let Some(&[0xff, kind]) = bytes.get(at..at + 2) {
        if kind == 0xff {
            // A byte that fills up before a marker.
            at += 1;
            continue;
        }
        if kind == 0xd9 {
            // What stands behind the end is not seen: other pictures, a film, with metadata of their own.
            kept.extend([0xff, 0xd9]);
            return kept;
        }
        let Some(end) = length(bytes, at + 2).map(|length| at + 2 + length).filter(|end| *end <= bytes.len())
        else {
            break;
        };
        let content = &bytes[at + 4..end];
        match kind {
            0xe1 => {
                kept.extend(
                    content.strip_prefix(EXIF).and_then(orientation).map(upright).unwrap_or_default(),
                );
            }
            0xe2 if !content.starts_with(b"ICC_PROFILE\0") => {}
            0xe3..=0xed | 0xef | 0xfe => {}
            _ => kept.extend_from_slice(&bytes[at..end]),
        }
        at = end;
        if kind == 0xda {
            let drawn = bytes[end..]
                .windows(2)
                .position(|pair| pair[0] == 0xff && !matches!(pair[1], 0 | 0xd0..=0xd7 | 0xff));
            let next = drawn.map_or(bytes.len(), |drawn| end + drawn);
            kept.extend_from_slice(&bytes[end..next]);
            at = next;
        }
    }
    kept.extend_from_slice(&bytes[at..]);
    kept
}

/// Two bytes, the larger first, as a length that counts itself.
fn length(bytes: &[u8], at: usize) -> Option<usize> {
    let &[high, low] = bytes.get(at..at + 2)? else { return None };
    Some(usize::from(u16::from_be_bytes([high, low]))).filter(|length| *length >= 2)
}

/// A segment that says which side is up, and nothing else.
fn upright(orientation: u8) -> Vec<u8> {
    let mut segment = vec![0xff, 0xe1, 0, 34];
    segment.extend_from_slice(EXIF);
    segment.extend_from_slice(b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0");
    segment.extend([orientation, 0, 0, 0, 0, 0, 0]);
    segment
}

/// The same for a PNG.
fn upright_png(orientation: u8) -> Vec<u8> {
    let segment = upright(orientation);
    // Behind marker, length and name the directory begins.
    let named = [b"eXIf", &segment[4 + EXIF.len()..]].concat();
    let size = u32::try_from(named.len() - 4).unwrap_or_default();
    [&size.to_be_bytes()[..], &named, &crc(&named).to_be_bytes()].concat()
}

/// The checksum of a PNG's chunk.
fn crc(bytes: &[u8]) -> u32 {
    let bit = |sum: u32, _| if sum & 1 == 1 { 0xedb8_8320 ^ (sum >> 1) } else { sum >> 1 };
    !bytes.iter().fold(u32::MAX, |sum, byte| (0..8).fold(sum ^ u32::from(*byte), bit))
}

/// Chunks that draw, and one that says which side is up; text, time and metadata of cameras are left out.
fn png(bytes: &[u8]) -> Vec<u8> {
    let mut kept = bytes[..8].to_vec();
    let mut at = 8;
    while let Some(head) = bytes.get(at..at + 8) {
        let size = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        let Some(chunk) = at.checked_add(size + 12).and_then(|end| bytes.get(at..end)) else { break };
        let kind = &head[4..];
        match kind {
            b"eXIf" => kept.extend(orientation(&chunk[8..8 + size]).map(upright_png).unwrap_or_default()),
            b"tEXt" | b"zTXt" | b"iTXt" | b"tIME" => {}
            _ => kept.extend_from_slice(chunk),
        }
        at += chunk.len();
        if kind == b"IEND" {
            return kept;
        }
    }
    kept.extend_from_slice(&bytes[at..]);
    kept
}

fn webp(bytes: &[u8]) -> Vec<u8> {
    let mut kept = bytes[..12].to_vec();
    let mut at = 12;
    while let Some(head) = bytes.get(at..at + 8) {
        let size = u32::from_le_bytes([head[4], head[5], head[6], head[7]]) as usize;
        // An odd length is followed by a byte that fills up.
        let Some(chunk) = at.checked_add(8 + size + size % 2).and_then(|end| bytes.get(at..end)) else {
            break;
        };
        at += chunk.len();
        match &head[..4] {
            b"EXIF" | b"XMP " => {}
            b"VP8X" => {
                let start = kept.len();
                kept.extend_from_slice(chunk);
                // The flags that promise both.
                if let Some(flags) = kept.get_mut(start + 8) {
                    *flags &= !0x0c;
                }
            }
            _ => kept.extend_from_slice(chunk),
        }
    }
    kept.extend_from_slice(&bytes[at..]);
    if let Ok(size) = u32::try_from(kept.len() - 8) {
        kept[4..8].copy_from_slice(&size.to_le_bytes());
    }
    kept
}

/// Blanks the place in the metadata of a file whose parts cannot be moved.
fn without_place(mut bytes: Vec<u8>) -> Vec<u8> {
    let mut from = 0;
    while let Some(found) = bytes[from..].windows(EXIF.len()).position(|window| window == EXIF) {
        from += found + EXIF.len();
        let Some(tiff) = Tiff::of(&bytes[from..]) else { continue };
        let blanks: Vec<(usize, usize)> = tiff.place();
        for (start, count) in blanks {
            if let Some(part) = bytes.get_mut(from + start..from + start + count) {
                part.fill(0);
            }
        }
    }
    blank_packets(&mut bytes);
    bytes
}

/// The same data once more, as text: what a camera writes as XMP.
fn blank_packets(bytes: &mut [u8]) {
    const BEGIN: &[u8] = b"<x:xmpmeta";
    const END: &[u8] = b"</x:xmpmeta>";
    let mut from = 0;
    while let Some(begin) = found(&bytes[from..], BEGIN).map(|at| from + at) {
        let Some(end) = found(&bytes[begin..], END).map(|at| begin + at + END.len()) else { return };
        bytes[begin..end].fill(b' ');
        from = end;
    }
}

fn found(bytes: &[u8], word: &[u8]) -> Option<usize> {
    bytes.windows(word.len()).position(|window| window == word)
}

fn orientation(tiff: &[u8]) -> Option<u8> {
    let tiff = Tiff::of(tiff)?;
    let entry = tiff.entry(tiff.u32(4)? as usize, ORIENTATION)?;
    u8::try_from(tiff.u16(entry + 8)?).ok().filter(|side| (1..=8).contains(side))
}

/// The directories of a camera's metadata.
struct Tiff<'a> {
    bytes: &'a [u8],
    is_little: bool,
}

impl<'a> Tiff<'a> {
    fn of(bytes: &'a [u8]) -> Option<Self> {
        match bytes.get(..4)? {
            b"II*\0" => Some(Self { bytes, is_little: true }),
            b"MM\0*" => Some(Self { bytes, is_little: false }),
            _ => None,
        }
    }

    fn u16(&self, at: usize) -> Option<u16> {
        let bytes: [u8; 2] = self.bytes.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if self.is_little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) })
    }

    fn u32(&self, at: usize) -> Option<u32> {
        let bytes: [u8; 4] = self.bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
        Some(if self.is_little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) })
    }

    /// The entries of a directory.
    fn entries(&self, directory: usize) -> impl Iterator<Item = usize> {
        let count = usize::from(self.u16(directory).unwrap_or(0));
        (0..count).map(move |index| directory.saturating_add(2 + 12 * index))
    }

    fn entry(&self, directory: usize, tag: u16) -> Option<usize> {
        self.entries(directory).find(|entry| self.u16(*entry) == Some(tag))
    }

    /// Everything that says where the picture was taken: the directory of the place with its values, and the entry
    /// that leads there.
    fn place(&self) -> Vec<(usize, usize)> {
        let found = self.u32(4).and_then(|first| self.entry(first as usize, PLACE));
        let Some((entry, place)) = found.and_then(|entry| Some((entry, self.u32(entry + 8)? as usize)))
        else {
            return Vec::new();
        };
        let values = self.entries(place).filter_map(|entry| {
            let size = match self.u16(entry + 2)? {
                1 | 2 | 7 => 1,
                3 => 2,
                4 | 9 => 4,
                _ => 8,
            };
            let bytes = (self.u32(entry + 4)? as usize).checked_mul(size)?;
            (bytes > 4).then_some((self.u32(entry + 8)? as usize, bytes))
        });
        let directory = (place, 2 + 12 * usize::from(self.u16(place).unwrap_or(0)));
        values.chain([directory, (entry + 8, 4)]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Metadata with an orientation of 6 and a place at 31° N.
    fn exif() -> Vec<u8> {
        let mut tiff = b"MM\0*\0\0\0\x08\0\x02".to_vec();
        tiff.extend(b"\x01\x12\0\x03\0\0\0\x01\0\x06\0\0");
        tiff.extend(b"\x88\x25\0\x04\0\0\0\x01\0\0\0\x26\0\0\0\0");
        assert_eq!(tiff.len(), 38);
        tiff.extend(b"\0\x01\0\x02\0\x05\0\0\0\x03\0\0\0\x38\0\0\0\0");
        tiff.extend(b"\0\0\0\x1f\0\0\0\x01SHANGHAI31.2304N");
        [EXIF, &tiff].concat()
    }

    fn segment(kind: u8, content: &[u8]) -> Vec<u8> {
        let length = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
        [&[0xff, kind], &length[..], content].concat()
    }

    fn photo() -> Vec<u8> {
        let parts = [
            vec![0xff, 0xd8],
            segment(0xe0, b"JFIF\0"),
            segment(0xe1, &exif()),
            segment(0xe1, b"http://ns.adobe.com/xap/1.0/\0GPSLatitude=31"),
            segment(0xe2, b"ICC_PROFILE\0colours"),
            segment(0xe2, b"MPF\0more"),
            segment(0xed, b"Photoshop 3.0\0Shanghai"),
            segment(0xdb, b"tables"),
            segment(0xda, b"head"),
            vec![1, 2, 0xff, 0, 3, 0xff, 0xd0, 4],
            segment(0xc4, b"more tables \xff\xd9"),
            segment(0xda, b"second"),
            vec![5, 6, 0xff, 0xd9],
            b"a film with GPS".to_vec(),
        ];
        parts.concat()
    }

    #[test]
    fn a_png_says_which_side_is_up_and_not_where_it_was() {
        let chunk = |kind: &[u8], content: &[u8]| {
            let named = [kind, content].concat();
            let size = u32::try_from(content.len()).unwrap();
            [&size.to_be_bytes()[..], &named, &crc(&named).to_be_bytes()].concat()
        };
        assert_eq!(crc(b"IEND"), 0xae42_6082, "as every PNG ends");
        let head = b"\x89PNG\r\n\x1a\n".to_vec();
        let xmp = chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0<exif:GPSLatitude>31");
        let exif = chunk(b"eXIf", &exif()[EXIF.len()..]);
        let drawn = chunk(b"IDAT", b"points");
        let photo = [head.clone(), exif, xmp, drawn.clone(), chunk(b"IEND", b"")].concat();
        let clean = without(photo);
        assert!(!String::from_utf8_lossy(&clean).contains("GPS"));
        assert!(!String::from_utf8_lossy(&clean).contains("SHANGHAI"));
        assert_eq!(clean, [head, upright_png(6), drawn, chunk(b"IEND", b"")].concat());
    }

    #[test]
    fn text_with_the_place_is_blanked_where_parts_cannot_be_moved() {
        let heic = b"\0\0\0\x18ftypheic....<x:xmpmeta><exif:GPSLatitude>31</x:xmpmeta>points<x:xmpmeta cut";
        let clean = without(heic.to_vec());
        assert_eq!(clean.len(), heic.len());
        assert!(!String::from_utf8_lossy(&clean).contains("GPS") && clean.ends_with(b"points<x:xmpmeta cut"));
    }

    #[test]
    fn a_photo_loses_its_place_and_keeps_what_is_seen() {
        let clean = without(photo());
        let text = String::from_utf8_lossy(&clean);
        assert!(!text.contains("GPS") && !text.contains("Shanghai") && !text.contains("film"), "{text}");
        for kept in ["JFIF", "ICC_PROFILE", "tables", "head", "more tables", "second"] {
            assert!(text.contains(kept), "{kept}");
        }
        assert!(clean.ends_with(&[5, 6, 0xff, 0xd9]));
        let start = clean.windows(6).position(|window| window == EXIF).unwrap();
        assert_eq!(orientation(&clean[start + 6..]), Some(6), "it still stands upright");
        assert_eq!(without(clean.clone()), clean);
    }

    #[test]
    fn other_kinds_of_pictures_lose_it_too() {
        let chunk = |kind: &[u8], content: &[u8]| {
            let size = u32::try_from(content.len()).unwrap().to_be_bytes();
            [&size[..], kind, content, b"crc!"].concat()
        };
        let head = b"\x89PNG\r\n\x1a\n".to_vec();
        let (draw, end) = (chunk(b"IDAT", b"pixels"), chunk(b"IEND", b""));
        let png = [&head[..], &chunk(b"eXIf", b"GPS"), &draw, &chunk(b"tEXt", b"GPS"), &end, b"GPS"].concat();
        assert_eq!(without(png), [&head[..], &draw, &end].concat());

        let webp =
            b"RIFF\x32\0\0\0WEBPVP8X\x02\0\0\0\x0c\0VP8 \x04\0\0\0seenEXIF\x03\0\0\0GPS\0XMP \x02\0\0\0xx"
                .to_vec();
        assert_eq!(without(webp), b"RIFF\x1a\0\0\0WEBPVP8X\x02\0\0\0\0\0VP8 \x04\0\0\0seen");

        let heic = [&b"\0\0\0\x18ftypheic....mdat"[..], &exif(), b"pixels"].concat();
        let clean = without(heic.clone());
        assert_eq!(clean.len(), heic.len(), "its parts keep their places");
        let same = clean.iter().zip(&heic).filter(|(clean, heic)| clean == heic).count();
        assert!(same < heic.len() && clean.ends_with(b"pixels"));
        assert!(!clean.windows(4).any(|window| window == [0, 0, 0, 0x1f]), "the degrees are gone");
    }

    #[test]
    fn what_is_cut_off_anywhere_is_no_panic_and_other_files_stay() {
        let photo = photo();
        for end in 0..photo.len() {
            without(photo[..end].to_vec());
            without([&b"\0\0\0\x18ftypheic"[..], &photo[..end]].concat());
        }
        assert_eq!(without(b"%PDF-1.7".to_vec()), b"%PDF-1.7");
        assert_eq!(without(Vec::new()), Vec::<u8>::new());
    }
}
