//! Tests of the whole: scenarios as data, benches, tasks, and the company in one process that they run in.

pub mod bench;
pub mod child;
pub mod coverage;
pub mod figures;
pub mod fuzz;
pub mod scenario;
pub mod task;
pub mod tell;
pub mod world;
