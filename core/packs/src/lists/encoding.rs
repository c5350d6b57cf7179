//! In which letters a text file is written, and reading it as UTF-8 piece by piece.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Read, Seek as _, SeekFrom};
use std::ops::Range;
use std::rc::Rc;
use std::str::FromStr;

use encoding_rs::{Decoder, DecoderResult};

use super::ListError;

/// Bytes that are looked at and decoded at a time.
const PIECE: usize = 64 * 1024;

/// The encodings in which lists come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// With or without a mark at its beginning.
    Utf8,
    /// What Chinese spreadsheets write, with GBK and GB2312 in it.
    Gb18030,
    /// What spreadsheets call Unicode text.
    Utf16Le,
    /// The same with the bytes the other way round.
    Utf16Be,
}

impl FromStr for Encoding {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Ok(match text.to_lowercase().replace(['-', '_'], "").as_str() {
            "utf8" => Self::Utf8,
            "gb18030" | "gbk" | "gb2312" => Self::Gb18030,
            "utf16le" | "utf16" => Self::Utf16Le,
            "utf16be" => Self::Utf16Be,
            _ => return Err("one of utf-8, gb18030, utf-16le, utf-16be".to_owned()),
        })
    }
}

impl Encoding {
    fn table(self) -> &'static encoding_rs::Encoding {
        match self {
            Self::Utf8 => encoding_rs::UTF_8,
            Self::Gb18030 => encoding_rs::GB18030,
            Self::Utf16Le => encoding_rs::UTF_16LE,
            Self::Utf16Be => encoding_rs::UTF_16BE,
        }
    }

    /// What a file is written in: by its mark, by the zeros of UTF-16, else UTF-8 if all of it is, else GB18030 if all
    /// of it is. The file stands at its beginning afterwards.
    ///
    /// # Errors
    /// [`ListError::Encoding`] if it is none of them; [`ListError::File`].
    pub(super) fn detect(file: &mut File) -> Result<Self, ListError> {
        let found = detect_from(file)?;
        file.seek(SeekFrom::Start(0))?;
        found.ok_or(ListError::Encoding)
    }
}

fn detect_from(file: &mut File) -> Result<Option<Encoding>, io::Error> {
    let mut piece = vec![0; PIECE];
    let length = fill(file, &mut piece)?;
    let start = &piece[..length];
    let by_mark = match start {
        [0xef, 0xbb, 0xbf, ..] => Some(Encoding::Utf8),
        [0xff, 0xfe, ..] => Some(Encoding::Utf16Le),
        [0xfe, 0xff, ..] => Some(Encoding::Utf16Be),
        _ => by_zeros(start),
    };
    if by_mark.is_some() {
        return Ok(by_mark);
    }
    for encoding in [Encoding::Utf8, Encoding::Gb18030] {
        file.seek(SeekFrom::Start(0))?;
        if is_all(file, encoding)? {
            return Ok(Some(encoding));
        }
    }
    Ok(None)
}

/// Without a mark, UTF-16 betrays itself by the zeros of every comma and digit.
fn by_zeros(start: &[u8]) -> Option<Encoding> {
    let zeros = |odd: usize| start.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let some = start.len() / 16;
    match (even > some, odd > some) {
        (false, true) => Some(Encoding::Utf16Le),
        (true, false) => Some(Encoding::Utf16Be),
        _ => None,
    }
}

/// Whether every byte of a file is what an encoding allows.
fn is_all(file: &mut File, encoding: Encoding) -> Result<bool, io::Error> {
    let mut decoder = encoding.table().new_decoder_without_bom_handling();
    let (mut piece, mut text) = (vec![0; PIECE], vec![0; PIECE * 4]);
    loop {
        let length = fill(file, &mut piece)?;
        let is_last = length < PIECE;
        let (result, ..) = decoder.decode_to_utf8_without_replacement(&piece[..length], &mut text, is_last);
        match result {
            DecoderResult::Malformed(..) => return Ok(false),
            DecoderResult::InputEmpty if is_last => return Ok(true),
            DecoderResult::InputEmpty | DecoderResult::OutputFull => {}
        }
    }
}

/// Reads until the buffer is full or the file has ended.
fn fill(file: &mut File, buffer: &mut [u8]) -> Result<usize, io::Error> {
    let mut length = 0;
    while length < buffer.len() {
        match file.read(&mut buffer[length..])? {
            0 => break,
            count => length += count,
        }
    }
    Ok(length)
}

/// What of a file was decoded so far.
#[derive(Debug, Default)]
pub(super) struct Progress {
    /// Bytes since the last row.
    since: Cell<usize>,
    /// Bytes in all.
    total: Cell<u64>,
    /// Where lines end, as far as no row has passed them.
    breaks: RefCell<VecDeque<u64>>,
    /// How many lines ended before those.
    passed: Cell<u64>,
}

impl Progress {
    /// A row is about to be read.
    pub(super) fn begin_row(&self) {
        self.since.set(0);
    }

    /// The line, from 1, in which a row ended that was read up to this byte.
    pub(super) fn line_of_end(&self, end: u64) -> u64 {
        let mut breaks = self.breaks.borrow_mut();
        // The last byte of a row is the end of its line, and not in the row.
        while breaks.front().is_some_and(|at| at + 1 < end) {
            breaks.pop_front();
            self.passed.set(self.passed.get() + 1);
        }
        self.passed.get() + 1
    }

    fn passes(&self, bytes: &[u8]) {
        let ends = (self.total.get()..).zip(bytes).filter(|(_, byte)| **byte == b'\n');
        self.breaks.borrow_mut().extend(ends.map(|(at, _)| at));
        self.total.set(self.total.get() + bytes.len() as u64);
        self.since.set(self.since.get() + bytes.len());
    }
}

/// A file as UTF-8. What its encoding does not allow becomes U+FFFD, by which the row is rejected.
pub(super) struct Decoded<R> {
    inner: R,
    decoder: Decoder,
    piece: Box<[u8]>,
    /// The piece as text: whoever reads may have room for less than one letter.
    text: Box<[u8]>,
    /// What of the text was not handed out yet.
    ready: Range<usize>,
    is_done: bool,
    progress: Rc<Progress>,
    /// The most bytes that may pass between two rows: a quote that is never closed would swallow the file.
    most: usize,
}

impl<R: Read> Decoded<R> {
    pub(super) fn new(inner: R, encoding: Encoding, progress: Rc<Progress>, most: usize) -> Self {
        let decoder = encoding.table().new_decoder_with_bom_removal();
        let (piece, text) = (vec![0; PIECE].into_boxed_slice(), vec![0; PIECE * 4].into_boxed_slice());
        Self { inner, decoder, piece, text, ready: 0..0, is_done: false, progress, most }
    }

    /// Decodes the next piece. The text has room for whatever a piece can come to.
    fn decode(&mut self) -> io::Result<()> {
        let length = self.inner.read(&mut self.piece)?;
        let (.., written, _) =
            self.decoder.decode_to_utf8(&self.piece[..length], &mut self.text, length == 0);
        self.is_done = length == 0;
        self.ready = 0..written;
        Ok(())
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.ready.is_empty() && !self.is_done {
            self.decode()?;
        }
        let count = self.ready.len().min(buffer.len());
        buffer[..count].copy_from_slice(&self.text[self.ready.start..self.ready.start + count]);
        self.ready.start += count;
        self.progress.passes(&buffer[..count]);
        let is_long = self.progress.since.get() > self.most;
        if is_long { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(count) }
    }
}
