//! Tests of the whole: scenarios as data, benches, tasks, and what they run in.

pub mod scenario;
pub mod tell;
pub mod world;
