//! Tests and tasks of Doorstep: see `--help`.

fn main() {}
