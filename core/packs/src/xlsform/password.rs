//! Whether a workbook can be opened only with a password: seen before it is read, because a reader that meets what it
//! cannot decrypt says no more than that it is broken.

/// How the compound files of older spreadsheets begin.
const COMPOUND: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0];

/// How long an entry in the directory of a compound file is; it begins with the name of a stream.
const DIRECTORY_ENTRY: usize = 128;

/// What every stream of a compound file begins at a multiple of.
const SMALLEST_SECTOR: usize = 64;

/// Records of an `.xls`: where the workbook begins, a password against changes only, and one against reading.
const BOF: u16 = 0x0809;
const WRITE_PROTECT: u16 = 0x0086;
const FILE_PASS: u16 = 0x002f;

/// What the record `BOF` says of the stream that it begins: the workbook, and not one of its sheets.
const GLOBALS: u16 = 0x0005;

/// Whether this is an `.xls`, or an `.xlsx` inside the compound file that a password makes of it.
pub(super) fn is_compound(bytes: &[u8]) -> bool {
    bytes.starts_with(COMPOUND)
}

/// Whether a compound file has a password.
pub(super) fn locks_compound(bytes: &[u8]) -> bool {
    let package: Vec<u8> = "EncryptedPackage\0".encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.chunks(DIRECTORY_ENTRY).any(|entry| entry.starts_with(&package))
        || (0..bytes.len()).step_by(SMALLEST_SECTOR).any(|start| locks_stream(&bytes[start..]))
}

/// Whether this is the beginning of an `.xls` with a password.
fn locks_stream(stream: &[u8]) -> bool {
    let Some((BOF, begins, mut rest)) = record(stream) else { return false };
    if begins.get(2..4) != Some(&GLOBALS.to_le_bytes()) {
        return false;
    }
    while let Some((kind, _, behind)) = record(rest) {
        match kind {
            FILE_PASS => return true,
            WRITE_PROTECT => rest = behind,
            _ => return false,
        }
    }
    false
}

/// The first record: what it is, what is in it, and what stands behind it.
fn record(bytes: &[u8]) -> Option<(u16, &[u8], &[u8])> {
    let (kind, rest) = bytes.split_first_chunk()?;
    let (length, rest) = rest.split_first_chunk()?;
    let (body, behind) = rest.split_at_checked(usize::from(u16::from_le_bytes(*length)))?;
    Some((u16::from_le_bytes(*kind), body, behind))
}

/// Whether the parts of an `.ods` have a password, by what its manifest says of them; newer programs encrypt the whole
/// file as one part, and say it in the same words.
pub(super) fn locks_parts(manifest: &[u8]) -> bool {
    const ENCRYPTED: &[u8] = b"encryption-data";
    manifest.windows(ENCRYPTED.len()).any(|window| window == ENCRYPTED)
}
