//! `GET /v1/poke`: is there anything that a device has not seen? The shell asks again until there is, so that a phone in
//! somebody's hand hears of a new job within a second.

use crate::error::Error;
use crate::ingest;
use crate::node::Node;
use crate::reply::Problem;
use crate::request::{Request, Response};
use crate::store::Device;

/// Something happened: the device synchronises.
pub(crate) const NEWS: u16 = 200;

/// Nothing yet.
pub(crate) const NO_NEWS: u16 = 204;

/// Answers at once.
pub(crate) fn look(node: &Node, device: &Device, request: &Request) -> Result<Response, Problem> {
    let number = |name: &str| {
        let number = request.parameter(name).and_then(|text| text.parse::<u64>().ok());
        number.ok_or_else(|| Problem::malformed(format!("{name} is missing or no number")))
    };
    let (epoch, cursor) = (number("epoch")?, number("cursor")?);
    let streams = ingest::streams_of(device);
    let has_news = node.read(|read| {
        let head = read.head()?;
        if epoch != head.epoch || cursor > head.seq {
            return Ok(true);
        }
        Ok::<bool, Error>(
            cursor < head.seq
                && (!read.news(&streams, cursor)?.is_empty()
                    || !read.notices(cursor, head.seq, 1)?.is_empty()),
        )
    })?;
    Ok(Response::new(if has_news { NEWS } else { NO_NEWS }).header("cache-control", "no-store"))
}
