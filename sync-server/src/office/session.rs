//! Who may sit at the desk: whoever has the token that the server printed at its start.

use doorstep_domain::digest::sha256;

use crate::node::Node;
use crate::request::Request;

const COOKIE: &str = "doorstep_office";

/// Whether a program speaks for the office: by bearer token, which no browser sends by itself.
pub(crate) fn has_token(node: &Node, request: &Request) -> bool {
    request.bearer_token().is_some_and(|token| is_token(node, token))
}

/// Whether a person sits at the desk: by the cookie that the printed link sets.
pub(crate) fn has_cookie(node: &Node, request: &Request) -> bool {
    let cookies = request.get("cookie").unwrap_or_default();
    let pairs = cookies.split(';').filter_map(|pair| pair.trim().split_once('='));
    pairs.filter(|(name, _)| *name == COOKIE).any(|(_, value)| is_token(node, value))
}

/// The cookie to set if the request brings the token in its link.
pub(crate) fn cookie_of_link(node: &Node, request: &Request) -> Option<String> {
    let token = request.parameter("token").filter(|token| is_token(node, token))?;
    Some(format!("{COOKIE}={token}; Path=/; HttpOnly; SameSite=Strict; Max-Age=2592000"))
}

/// Compares hashes: how long it takes tells nothing about the token.
fn is_token(node: &Node, token: &str) -> bool {
    sha256(token.as_bytes()) == sha256(node.office_token().as_bytes())
}
