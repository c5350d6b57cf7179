//! A company in one process: a server, phones with real databases, a clock in the hand, and a network with
//! switches.

mod company;
mod desk;
mod entropy;
mod equal;
mod http;
mod line;
mod phone;
mod postgres;
mod proxy;
mod walk_in;

pub use company::Company;
pub use doorstep_core::host::{PhoneClock, Time};

pub use desk::{Desk, OFFICE_TOKEN, OfficeProblem};
pub use entropy::SeededEntropy;
pub use equal::{case_on_disk, differences};
pub use http::HttpServer;
pub use line::{Line, Traffic, Wire};
pub use phone::{Phone, copy_folder};
pub use postgres::{PostgresServer, postgres_database};
pub use proxy::{Counted, CountingProxy};
pub use walk_in::walk_in;

/// Anything that stops a test before it could check what it wanted to.
pub type Trouble = Box<dyn std::error::Error + Send + Sync>;
