//! A cursor over untrusted bytes. Nothing is allocated and nothing is trusted.

use super::Refused;

/// What is left to read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub(super) fn rest(&self) -> &'a [u8] {
        self.0
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn byte(&mut self) -> Result<u8, Refused> {
        let (first, rest) = self.0.split_first().ok_or(Refused::Truncated)?;
        self.0 = rest;
        Ok(*first)
    }

    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], Refused> {
        let (array, rest) = self.0.split_first_chunk().ok_or(Refused::Truncated)?;
        self.0 = rest;
        Ok(*array)
    }

    pub(super) fn take(&mut self, len: u64) -> Result<&'a [u8], Refused> {
        let len = usize::try_from(len).map_err(|_| Refused::Truncated)?;
        let (taken, rest) = self.0.split_at_checked(len).ok_or(Refused::Truncated)?;
        self.0 = rest;
        Ok(taken)
    }

    /// An unsigned LEB128 number in its shortest form.
    pub(super) fn unsigned(&mut self) -> Result<u64, Refused> {
        let mut number = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                let overflows = shift == 63 && byte > 1;
                let overlong = shift > 0 && byte == 0;
                return if overflows || overlong { Err(Refused::Number) } else { Ok(number) };
            }
        }
        Err(Refused::Number)
    }

    /// A signed LEB128 number in its shortest form.
    pub(super) fn signed(&mut self) -> Result<i64, Refused> {
        let mut number = 0_i64;
        let mut previous = 0_u8;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= i64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                let overflows = shift == 63 && byte != 0 && byte != 0x7f;
                let repeats_sign =
                    (byte == 0 && previous & 0x40 == 0) || (byte == 0x7f && previous & 0x40 != 0);
                if overflows || (shift > 0 && repeats_sign) {
                    return Err(Refused::Number);
                }
                let negative = byte & 0x40 != 0 && shift < 57;
                return Ok(if negative { number | (-1 << (shift + 7)) } else { number });
            }
            previous = byte;
        }
        Err(Refused::Number)
    }

    /// A text after its length.
    pub(super) fn text(&mut self) -> Result<&'a str, Refused> {
        let len = self.unsigned()?;
        std::str::from_utf8(self.take(len)?).map_err(|_| Refused::Text)
    }

    /// An actor id after its length.
    pub(super) fn actor(&mut self) -> Result<[u8; 16], Refused> {
        let len = self.unsigned()?;
        self.take(len)?.try_into().map_err(|_| Refused::ActorLength)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_one_form() {
        let unsigned = |bytes: &[u8]| Reader::new(bytes).unsigned();
        assert_eq!(unsigned(&[0]), Ok(0));
        assert_eq!(unsigned(&[0xe5, 0x8e, 0x26]), Ok(624_485));
        assert_eq!(unsigned(&[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1]), Ok(u64::MAX));
        assert_eq!(unsigned(&[0x80, 0]), Err(Refused::Number), "overlong");
        assert_eq!(unsigned(&[0xff; 11]), Err(Refused::Number), "too large");
        assert_eq!(unsigned(&[0x80]), Err(Refused::Truncated));

        let signed = |bytes: &[u8]| Reader::new(bytes).signed();
        assert_eq!(signed(&[0x7f]), Ok(-1));
        assert_eq!(signed(&[0xc0, 0xbb, 0x78]), Ok(-123_456));
        assert_eq!(signed(&[0xc0, 0]), Ok(64));
        assert_eq!(signed(&[0xff, 0x7f]), Err(Refused::Number), "overlong");
        assert_eq!(signed(&[0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7f]), Ok(i64::MIN));
        assert_eq!(signed(&[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0]), Ok(i64::MAX));
    }
}
