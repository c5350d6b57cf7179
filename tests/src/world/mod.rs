//! A company in one process: a server, phones with real databases, a clock in the hand, and a network with
//! switches.

mod company;
mod http;
mod line;
mod phone;
mod proxy;
mod time;

pub use company::{Company, OfficeProblem};
pub use http::HttpServer;
pub use line::{Line, Traffic, Wire};
pub use phone::Phone;
pub use proxy::{Counted, CountingProxy};
pub use time::{PhoneClock, SeededEntropy, Time};

/// Anything that stops a test before it could check what it wanted to.
pub type Trouble = Box<dyn std::error::Error + Send + Sync>;
