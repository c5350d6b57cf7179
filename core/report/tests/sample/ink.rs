//! Two signatures, drawn by hand as polylines: each stroke a list of (x, y) in units, from a light to a
//! heavy to a light pen.

use doorstep_domain::signature::{Point, Stroke, Strokes};

/// 王芳
const WANG_FANG: &[&[(i32, i32)]] = &[
    &[(22, 34), (44, 31), (70, 27), (92, 25)],
    &[(30, 66), (50, 63), (72, 60), (86, 58)],
    &[(58, 30), (57, 52), (56, 78), (54, 98), (40, 104), (18, 108), (52, 101), (84, 95), (108, 92)],
    &[(146, 30), (170, 27), (198, 23), (226, 21), (240, 22)],
    &[(174, 12), (173, 24), (170, 38)],
    &[(210, 8), (208, 22), (203, 36)],
    &[(188, 42), (194, 48), (198, 54)],
    &[(150, 66), (176, 62), (206, 58), (242, 54)],
    &[(190, 62), (186, 80), (174, 100), (156, 118), (138, 128)],
    &[
        (188, 80),
        (206, 78),
        (220, 80),
        (218, 98),
        (210, 118),
        (200, 122),
        (190, 112),
        (212, 110),
        (262, 92),
        (300, 64),
    ],
];

/// Lin, in one flowing line with a dot.
const LIN: &[&[(i32, i32)]] = &[
    &[
        (30, 60),
        (44, 40),
        (62, 18),
        (74, 10),
        (76, 24),
        (64, 56),
        (50, 90),
        (38, 112),
        (30, 116),
        (36, 106),
        (60, 98),
        (88, 106),
        (110, 108),
        (124, 92),
        (134, 74),
        (136, 76),
        (130, 94),
        (130, 106),
        (142, 104),
        (156, 86),
        (166, 74),
        (166, 84),
        (160, 104),
        (168, 86),
        (184, 72),
        (194, 74),
        (190, 90),
        (188, 104),
        (200, 106),
        (224, 92),
        (262, 76),
        (310, 70),
    ],
    &[(146, 46), (149, 48)],
];

pub(crate) fn wang_fang() -> Option<Strokes> {
    drawn(WANG_FANG)
}

pub(crate) fn lin() -> Option<Strokes> {
    drawn(LIN)
}

fn drawn(lines: &[&[(i32, i32)]]) -> Option<Strokes> {
    let mut t_ms = 0;
    let strokes = lines.iter().map(|line| {
        let points = line.iter().enumerate().map(|(i, (x, y))| {
            t_ms += 16;
            let from_end = i.min(line.len() - 1 - i).min(4);
            let pressure = u16::try_from(300 + from_end * 140).ok();
            Point { x: x * 100, y: y * 100, t_ms, pressure }
        });
        Stroke(points.collect())
    });
    Strokes::new(strokes.collect()).ok()
}
