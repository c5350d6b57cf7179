//! Tests of the whole: scenarios as data, benches, tasks, and the company in one process that they run in.

pub mod bench;
pub mod child;
pub mod coverage;
mod dice;
pub mod figures;
pub mod fleet;
pub mod fuzz;
pub mod scenario;
pub mod soak;
pub mod task;
pub mod tell;
pub mod world;
pub mod xlsform;
