//! CBOR on disk and wire: integer keys, unknown keys skipped, nothing after the value.

use minicbor::{Decode, Encode};

/// Why bytes could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    /// Not the expected CBOR.
    #[error("not the expected CBOR")]
    Cbor,
    /// Bytes follow after the value.
    #[error("bytes follow after the value")]
    Trailing,
    /// Longer than the format allows.
    #[error("longer than {limit} bytes")]
    TooLong {
        /// The limit, in bytes.
        limit: usize,
    },
    /// A version of the format that this software does not know.
    #[error("written by a newer version of the format")]
    Version,
}

/// Encodes a value into fresh bytes.
pub fn encode<T: Encode<()>>(value: &T) -> Vec<u8> {
    minicbor::to_vec(value).expect("invariant: writing to a Vec cannot fail")
}

/// Decodes a value that fills `bytes` to the end.
///
/// # Errors
/// [`Malformed::Cbor`] or [`Malformed::Trailing`].
pub fn decode<'b, T: Decode<'b, ()>>(bytes: &'b [u8]) -> Result<T, Malformed> {
    let mut decoder = minicbor::Decoder::new(bytes);
    let value = decoder.decode().map_err(|_| Malformed::Cbor)?;
    if decoder.position() == bytes.len() { Ok(value) } else { Err(Malformed::Trailing) }
}

/// Like [`decode`], refusing input longer than `limit` bytes before looking at it.
///
/// # Errors
/// [`Malformed`].
pub fn decode_bounded<'b, T: Decode<'b, ()>>(bytes: &'b [u8], limit: usize) -> Result<T, Malformed> {
    if bytes.len() > limit {
        return Err(Malformed::TooLong { limit });
    }
    decode(bytes)
}

/// Byte strings inside lists, for `#[cbor(with = "crate::cbor::byte_strings")]`: a `Vec<u8>` alone would
/// become an array of numbers.
pub mod byte_strings {
    use minicbor::bytes::ByteVec;
    use minicbor::decode::Error as DecodeError;
    use minicbor::encode::{Error as EncodeError, Write};
    use minicbor::{Decoder, Encoder};

    /// Writes an array of byte strings.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn encode<C, W: Write>(
        list: &[Vec<u8>],
        e: &mut Encoder<W>,
        _: &mut C,
    ) -> Result<(), EncodeError<W::Error>> {
        e.array(list.len() as u64)?;
        for bytes in list {
            e.bytes(bytes)?;
        }
        Ok(())
    }

    /// Reads an array of byte strings.
    ///
    /// # Errors
    /// Those of the decoder.
    pub fn decode<C>(d: &mut Decoder<'_>, ctx: &mut C) -> Result<Vec<Vec<u8>>, DecodeError> {
        let list: Vec<ByteVec> = d.decode_with(ctx)?;
        Ok(list.into_iter().map(Vec::from).collect())
    }
}
