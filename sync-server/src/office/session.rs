//! Who may use the office: a bearer token for programs, a session cookie for browsers.
//!
//! The cookie is made from the token and cannot be turned back into it. Forms carry a second value made from
//! the cookie, so that a page elsewhere can send a form but not one that counts.

use doorstep_domain::digest::sha256;
use doorstep_domain::id::hex;

use crate::node::Node;
use crate::reply::Problem;
use crate::request::Request;

/// The name of the cookie.
pub(super) const COOKIE: &str = "doorstep_office";

/// The cookie of a chosen language.
pub(super) const LANGUAGE_COOKIE: &str = "doorstep_lang";

/// Asks for the bearer token of the office.
pub(super) fn check_bearer(node: &Node, request: &Request) -> Result<(), Problem> {
    let token = request.bearer_token().ok_or_else(Problem::unauthorized)?;
    if is_token(node, token) { Ok(()) } else { Err(Problem::unauthorized()) }
}

/// Whether a text is the office's token.
pub(super) fn is_token(node: &Node, token: &str) -> bool {
    same(token, node.office_token())
}

/// What the cookie holds.
pub(super) fn cookie_of(node: &Node) -> String {
    keyed("doorstep/office/cookie", node.office_token())
}

/// What forms carry.
pub(super) fn form_key_of(node: &Node) -> String {
    keyed("doorstep/office/form", &cookie_of(node))
}

/// Whether the browser has signed in.
pub(super) fn is_signed_in(node: &Node, request: &Request) -> bool {
    cookie(request, COOKIE).is_some_and(|value| same(value, &cookie_of(node)))
}

/// A cookie that the browser sent.
pub(super) fn cookie<'r>(request: &'r Request, name: &str) -> Option<&'r str> {
    let cookies = request.headers.iter().filter(|(header, _)| header == "cookie");
    let mut pairs = cookies.flat_map(|(_, cookies)| cookies.split(';'));
    pairs.find_map(|pair| pair.trim().split_once('=').filter(|(key, _)| *key == name).map(|(_, value)| value))
}

/// Whether a form came from a page of ours.
pub(super) fn is_form_key(node: &Node, key: &str) -> bool {
    same(key, &form_key_of(node))
}

fn keyed(purpose: &str, secret: &str) -> String {
    hex(&sha256(format!("{purpose}\0{secret}").as_bytes()).0)
}

/// Compares hashes, so that the time taken says nothing about where two texts differ.
fn same(one: &str, other: &str) -> bool {
    sha256(one.as_bytes()) == sha256(other.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_for_one_purpose_do_not_serve_another() {
        assert_ne!(keyed("a", "token"), keyed("b", "token"));
        assert_ne!(keyed("a", "token"), keyed("a", "other"));
        assert!(same("token", "token") && !same("token", "Token"));
    }
}
