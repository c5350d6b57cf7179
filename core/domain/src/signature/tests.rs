use proptest::prelude::*;

use super::*;
use crate::cbor::Malformed;
use crate::id::hex;
use crate::rejected::Rejected;

fn point(x: i32, y: i32, t_ms: u32) -> Point {
    Point { x, y, t_ms, pressure: None }
}

fn strokes(list: &[&[Point]]) -> Strokes {
    Strokes::new(list.iter().map(|points| Stroke(points.to_vec())).collect()).unwrap()
}

/// About what a finger leaves in three seconds at 60 points a second: loops of some 8 mm that move right.
fn handwriting(point_count: u32) -> Strokes {
    const LOOP: [(i32, i32); 12] = [
        (0, 0),
        (310, -520),
        (680, -700),
        (820, -510),
        (600, -40),
        (330, 440),
        (270, 800),
        (520, 860),
        (880, 520),
        (1120, 60),
        (1260, -220),
        (1340, -190),
    ];
    let points = (0..point_count).map(|i| {
        let (x, y) = LOOP[i as usize % LOOP.len()];
        let lap = i32::try_from(i / 12).unwrap();
        let pressure = Some(u16::try_from(400 + i * 37 % 230).unwrap());
        Point { x: 3_000 + lap * 1_400 + x * 3 / 2, y: 9_000 + y * 3 / 2, t_ms: i * 16 + i % 3, pressure }
    });
    let all: Vec<Point> = points.collect();
    Strokes::new(all.chunks(40).map(|chunk| Stroke(chunk.to_vec())).collect()).unwrap()
}

#[test]
fn the_bytes_of_a_signature_never_change() {
    let pressed = Point { x: 1_010, y: 1_990, t_ms: 16, pressure: Some(500) };
    let drawn = strokes(&[&[point(1_000, 2_000, 0), pressed], &[point(5_000, -300, 420)]]);
    let bytes = drawn.to_bytes();
    assert_eq!(
        hex(&bytes),
        "820182881903e81907d000000a29101901f584190f963908f11901943901f4",
        "docs/formats.md describes these bytes"
    );
    assert_eq!(Strokes::from_bytes(&bytes), Ok(drawn));
}

#[test]
fn two_hundred_points_take_less_than_two_kilobytes() {
    let bytes = handwriting(200).to_bytes();
    assert!(bytes.len() < 2_000, "{} bytes", bytes.len());
}

#[test]
fn every_cut_of_the_bytes_is_refused() {
    let bytes = handwriting(60).to_bytes();
    for length in 0..bytes.len() {
        assert!(Strokes::from_bytes(&bytes[..length]).is_err(), "{length} of {} bytes", bytes.len());
    }
    let longer = [bytes.as_slice(), &[0]].concat();
    assert_eq!(Strokes::from_bytes(&longer), Err(Malformed::Trailing));
}

#[test]
fn a_length_that_lies_reserves_nothing() {
    let claims_many = [&[0x82, 0x01, 0x9b][..], &[0xff; 8]].concat();
    assert_eq!(Strokes::from_bytes(&claims_many), Err(Malformed::Cbor));
    let claims_long = [&[0x82, 0x01, 0x81, 0x9b, 0x7f][..], &[0xfc; 7], &[0, 0, 0, 0]].concat();
    assert_eq!(Strokes::from_bytes(&claims_long), Err(Malformed::Cbor));
}

#[test]
fn other_ways_of_writing_the_same_strokes_are_refused() {
    let shortest = strokes(&[&[point(5, 6, 0)]]).to_bytes();
    assert_eq!(hex(&shortest), "8201818405060000");
    for other in [
        &[0x82, 0x01, 0x81, 0x84, 0x18, 5, 6, 0, 0][..],
        &[0x82, 0x01, 0x81, 0x9f, 5, 6, 0, 0, 0xff],
        &[0x9f, 0x01, 0x81, 0x84, 5, 6, 0, 0, 0xff],
        &[0x82, 0x01, 0x82, 0x84, 5, 6, 0, 0, 0x80],
    ] {
        assert_eq!(Strokes::from_bytes(other), Err(Malformed::Cbor), "{}", hex(other));
    }
}

#[test]
fn a_newer_version_says_so() {
    assert_eq!(Strokes::from_bytes(&[0x82, 0x02, 0x80]), Err(Malformed::Version));
}

#[test]
fn the_limits_are_reasons() {
    let one = |point| Strokes::new(vec![Stroke(vec![point])]);
    assert_eq!(one(point(Strokes::MAX_COORDINATE + 1, 0, 0)), Err(TooMuch::Coordinate));
    assert_eq!(one(point(0, i32::MIN, 0)), Err(TooMuch::Coordinate));
    assert_eq!(one(point(0, 0, Strokes::MAX_TIME_MS + 1)), Err(TooMuch::Time));
    let heavy = Point { pressure: Some(Strokes::MAX_PRESSURE + 1), ..point(0, 0, 0) };
    assert_eq!(one(heavy), Err(TooMuch::Pressure));

    let dot = Stroke(vec![point(0, 0, 0)]);
    assert_eq!(Strokes::new(vec![dot; Strokes::MAX_STROKES + 1]), Err(TooMuch::Strokes));
    let still = Stroke(vec![point(0, 0, 0); Strokes::MAX_POINTS + 1]);
    assert_eq!(Strokes::new(vec![still]), Err(TooMuch::Points));
    let leap = |i: usize| if i.is_multiple_of(2) { 900_000 } else { -900_000 };
    let leaps = (0..Strokes::MAX_POINTS).map(|i| point(leap(i), leap(i + 1), 0)).collect();
    assert_eq!(Strokes::new(vec![Stroke(leaps)]), Err(TooMuch::Bytes));
}

#[test]
fn a_slip_of_the_thumb_is_not_ink() {
    let ink = |list: &[&[Point]]| strokes(list).check_ink();
    assert_eq!(ink(&[]), Err(NoInk::Empty));
    assert_eq!(ink(&[&[]]), Err(NoInk::Empty));
    assert_eq!(ink(&[&[point(500, 500, 0)]]), Err(NoInk::Dot));
    assert_eq!(ink(&[&[point(500, 500, 0), point(760, 610, 80)]]), Err(NoInk::Dot), "a trembling tap");
    assert_eq!(ink(&[&[point(0, 0, 0), point(1_900, 1_900, 90)]]), Err(NoInk::TooSmall));
    assert_eq!(ink(&[&[point(0, 0, 0), point(2_500, 0, 90)]]), Err(NoInk::TooShort));
    assert_eq!(ink(&[&[point(0, 0, 0)], &[point(9_000, 0, 90)]]), Err(NoInk::TooShort), "two far dots");
    let cross =
        [&[point(0, 0, 0), point(3_000, 3_000, 90)][..], &[point(3_000, 0, 300), point(0, 3_000, 390)]];
    assert_eq!(ink(&cross), Ok(()), "a cross is a lawful mark");
    assert_eq!(handwriting(200).check_ink(), Ok(()));
    assert!(matches!(Rejected::from(NoInk::Dot), Rejected::Invalid { field: "strokes", .. }));
}

#[test]
fn curves_go_through_every_point() {
    let drawn = strokes(&[&[point(0, 0, 0), point(600, 300, 16), point(1_200, 0, 32)]]);
    let paths = drawn.to_svg_paths();
    assert_eq!(
        paths,
        [SvgPath { data: "M0 0c100 50 400 300 600 300c200 0 500 -250 600 -300".into(), width: 240 }]
    );
}

#[test]
fn a_dot_is_drawn_as_a_dot() {
    let still = strokes(&[&[point(70, 90, 0), point(70, 90, 16)]]);
    assert_eq!(still.to_svg_paths(), [SvgPath { data: "M70 90h0".into(), width: 240 }]);
}

#[test]
fn the_line_is_wider_where_the_pen_pressed() {
    let pressed = |x, pressure| Point { pressure: Some(pressure), ..point(x, 0, 0) };
    let drawn = strokes(&[&[pressed(0, 0), pressed(1_000, 0), pressed(2_000, 1_000), pressed(3_000, 1_000)]]);
    let widths: Vec<u32> = drawn.to_svg_paths().iter().map(|path| path.width).collect();
    assert_eq!(widths, [120, 270, 420]);
    let joins: Vec<String> = drawn.to_svg_paths().iter().map(|path| path.data[..5].to_owned()).collect();
    assert_eq!(joins, ["M0 0c", "M1000", "M2000"], "each piece starts where the one before ended");
}

#[test]
fn the_box_holds_the_ink_and_does_not_magnify_a_small_signature() {
    assert_eq!(strokes(&[]).view_box(), None);
    let small = strokes(&[&[point(1_000, 1_000, 0), point(3_000, 2_000, 16)]]).view_box();
    assert_eq!(small, Some(ViewBox { x: -10_000, y: -3_000, width: 24_000, height: 9_000 }));
    let wide = strokes(&[&[point(0, 0, 0), point(50_000, 0, 16)]]).view_box().unwrap();
    assert_eq!((wide.x, wide.width), (-420, 50_840));
}

fn any_strokes() -> impl Strategy<Value = Strokes> {
    let limit = Strokes::MAX_COORDINATE;
    let pressure = prop::option::of(0..=Strokes::MAX_PRESSURE);
    let point = (-limit..=limit, -limit..=limit, 0..=Strokes::MAX_TIME_MS, pressure)
        .prop_map(|(x, y, t_ms, pressure)| Point { x, y, t_ms, pressure });
    let stroke = prop::collection::vec(point, 1..20).prop_map(Stroke);
    prop::collection::vec(stroke, 0..12).prop_map(|list| Strokes::new(list).unwrap())
}

proptest! {
    #[test]
    fn what_is_written_is_read(drawn in any_strokes()) {
        prop_assert_eq!(Strokes::from_bytes(&drawn.to_bytes()), Ok(drawn));
    }

    #[test]
    fn foreign_bytes_are_refused_or_have_one_form(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let framed = [&[0x82, 0x01][..], &bytes].concat();
        for bytes in [bytes, framed] {
            if let Ok(drawn) = Strokes::from_bytes(&bytes) {
                prop_assert_eq!(drawn.to_bytes(), bytes);
            }
        }
    }

    #[test]
    fn everything_within_the_limits_can_be_drawn(drawn in any_strokes()) {
        let allowed = |path: &SvgPath| path.data.bytes().all(|b| b"0123456789 -Mch".contains(&b));
        prop_assert!(drawn.to_svg_paths().iter().all(allowed));
        prop_assert_eq!(drawn.view_box().is_none(), drawn.strokes().is_empty());
        let _ = drawn.check_ink();
    }
}
