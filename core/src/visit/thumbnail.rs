//! A small picture of a photo, made on the phone: it travels with the fact, so that the office and a colleague see what was
//! photographed long before the photo itself arrives.

use std::io::Cursor;

use doorstep_domain::sync::MAX_SMALL_BLOB_BYTES;
use image::codecs::jpeg::JpegEncoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, Limits, Rgb, RgbImage};

/// A photo of more points is kept without a small picture: a few bytes can ask for gigabytes, and a phone has none to
/// spare. The largest pictures that cameras take by default have 24 million.
const POINTS_MAX: u64 = 26_000_000;
/// Memory that a decoder may ask for beside the picture itself.
const DECODER_BYTES_MAX: u64 = 256 * 1024 * 1024;

/// Longest side in points and quality in percent, the best first: the first that fits into a small blob is taken.
const SIZES: [(u32, u8); 5] = [(480, 74), (480, 55), (360, 55), (256, 45), (128, 40)];

/// A small JPEG, upright and without any metadata; `None` if the bytes are no picture that can be decoded here.
pub(super) fn of(bytes: &[u8]) -> Option<Vec<u8>> {
    let format = match bytes {
        [0xff, 0xd8, 0xff, ..] => ImageFormat::Jpeg,
        [0x89, b'P', b'N', b'G', ..] => ImageFormat::Png,
        _ => return None,
    };
    let (picture, turned) = decoded(bytes, format)?;
    let (across, down) = (picture.width(), picture.height());
    SIZES.into_iter().find_map(|(side, quality)| {
        let side = side.min(across.max(down));
        let mut small = picture.thumbnail(side, side);
        small.apply_orientation(turned);
        jpeg(&on_white(&small), quality).filter(|jpeg| jpeg.len() <= MAX_SMALL_BLOB_BYTES)
    })
}

/// The points of a picture, and which side is up.
fn decoded(bytes: &[u8], format: ImageFormat) -> Option<(DynamicImage, Orientation)> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(DECODER_BYTES_MAX);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().ok()?;
    let (across, down) = decoder.dimensions();
    if u64::from(across) * u64::from(down) > POINTS_MAX {
        return None;
    }
    let turned = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    Some((DynamicImage::from_decoder(decoder).ok()?, turned))
}

/// What is transparent is white, as paper is.
fn on_white(picture: &DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.to_rgb8();
    }
    let clear = picture.to_rgba8();
    let over = |colour: u8, alpha: u8| {
        let mixed = u16::from(colour) * u16::from(alpha) + 255 * (255 - u16::from(alpha));
        u8::try_from(mixed / 255).unwrap_or(u8::MAX)
    };
    RgbImage::from_fn(clear.width(), clear.height(), |x, y| {
        let [red, green, blue, alpha] = clear.get_pixel(x, y).0;
        Rgb([over(red, alpha), over(green, alpha), over(blue, alpha)])
    })
}

fn jpeg(picture: &RgbImage, quality: u8) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, quality).encode_image(picture).ok()?;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    fn size(jpeg: &[u8]) -> (u32, u32) {
        let small = image::load_from_memory_with_format(jpeg, ImageFormat::Jpeg).unwrap();
        (small.width(), small.height())
    }

    /// Red above, blue below.
    fn flag(across: u32, down: u32) -> DynamicImage {
        RgbImage::from_fn(across, down, |_, y| Rgb(if y < down / 2 { [220, 0, 0] } else { [0, 0, 220] }))
            .into()
    }

    #[test]
    fn a_large_photo_becomes_small_and_a_small_one_does_not_grow() {
        let small = of(&encoded(&flag(1200, 900), ImageFormat::Jpeg)).unwrap();
        assert_eq!(size(&small), (480, 360));
        assert_eq!(size(&of(&encoded(&flag(40, 30), ImageFormat::Png)).unwrap()), (40, 30));
    }

    #[test]
    fn the_worst_picture_fits_into_a_small_blob() {
        let mut seed = 1_u32;
        let noise = RgbImage::from_fn(900, 900, |_, _| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let [one, two, three, _] = seed.to_be_bytes();
            Rgb([one, two, three])
        });
        let small = of(&encoded(&noise.into(), ImageFormat::Png)).unwrap();
        assert!(small.len() <= MAX_SMALL_BLOB_BYTES, "{}", small.len());
    }

    #[test]
    fn the_side_that_was_up_is_up() {
        let plain = encoded(&flag(400, 200), ImageFormat::Jpeg);
        // A camera that was held upside down says 3.
        let exif = b"\xff\xe1\0\x22Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x03\0\0\0\0\0\0";
        let turned = of(&[&plain[..2], exif, &plain[2..]].concat()).unwrap();
        let turned = image::load_from_memory(&turned).unwrap().to_rgb8();
        let [red, _, blue] = turned.get_pixel(200, 20).0;
        assert!(blue > 180 && red < 60, "{red} {blue}");
        assert!(!turned.is_empty() && !of(&plain).unwrap().windows(4).any(|word| word == b"Exif"));
    }

    #[test]
    fn what_is_transparent_becomes_white() {
        let clear = image::RgbaImage::from_pixel(10, 10, image::Rgba([0, 0, 0, 0]));
        let small = of(&encoded(&clear.into(), ImageFormat::Png)).unwrap();
        let small = image::load_from_memory(&small).unwrap().to_rgb8();
        assert!(small.get_pixel(5, 5).0.iter().all(|part| *part > 250));
    }

    #[test]
    fn what_cannot_be_decoded_or_would_burst_gives_none() {
        assert_eq!(of(b"\xff\xd8\xff no picture"), None);
        assert_eq!(of(b"\0\0\0\x18ftypheic"), None);
        let bomb = encoded(&image::GrayImage::new(9_000, 9_000).into(), ImageFormat::Png);
        assert!(bomb.len() < 1_000_000, "{}", bomb.len());
        assert_eq!(of(&bomb), None);
    }
}
