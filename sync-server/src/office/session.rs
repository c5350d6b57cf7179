//! Who may use the office: a bearer token for programs, a session cookie for browsers. Either is the office's own, or
//! that of somebody who is signed in with a role: see `seat`.
//!
//! The cookie is made from the token and cannot be turned back into it. Forms carry a second value made from
//! the cookie, so that a page elsewhere can send a form but not one that counts.

use doorstep_domain::digest::sha256;
use doorstep_domain::id::hex;

use super::{Office, seat};
use crate::node::Node;
use crate::reply::Problem;
use crate::request::Request;

/// The name of the cookie.
pub(super) const COOKIE: &str = "doorstep_office";

/// The cookie of a chosen language.
pub(super) const LANGUAGE_COOKIE: &str = "doorstep_lang";

/// The office as whoever sends this bearer token may use it.
pub(super) fn of_bearer<'n>(node: &'n Node, request: &Request) -> Result<Office<'n>, Problem> {
    let token = request.bearer_token().ok_or_else(Problem::unauthorized)?;
    of_token(node, token).ok_or_else(Problem::unauthorized)
}

/// The office as whoever holds a token may use it: the office's own, or that of somebody who is signed in.
pub(super) fn of_token<'n>(node: &'n Node, token: &str) -> Option<Office<'n>> {
    if same(token, node.office_token()) {
        return Some(node.office());
    }
    seat::acting(node, token).map(|acting| node.office().acting(acting))
}

/// The office as the browser that sends this request may use it; `None` if nobody signed in there.
pub(super) fn of_cookie<'n>(node: &'n Node, request: &Request) -> Option<Office<'n>> {
    let value = cookie(request, COOKIE)?;
    if same(value, &cookie_of(node)) {
        return Some(node.office());
    }
    seat::acting(node, value).map(|acting| node.office().acting(acting))
}

/// What the cookie of somebody who came in with a token holds: never the office's own.
pub(super) fn cookie_for(office: &Office<'_>, token: &str) -> String {
    if office.acting.is_some() { token.to_owned() } else { cookie_of(office.node) }
}

pub(super) fn cookie_of(node: &Node) -> String {
    keyed("doorstep/office/cookie", node.office_token())
}

/// What forms carry: everybody's is different.
pub(super) fn form_key_of(office: &Office<'_>) -> String {
    let user =
        office.acting.as_ref().map_or_else(String::new, |acting| format!("{}\0{}", acting.user, acting.role));
    keyed("doorstep/office/form", &format!("{}\0{user}", cookie_of(office.node)))
}

/// A cookie that the browser sent.
pub(super) fn cookie<'r>(request: &'r Request, name: &str) -> Option<&'r str> {
    let cookies = request.headers.iter().filter(|(header, _)| header == "cookie");
    let mut pairs = cookies.flat_map(|(_, cookies)| cookies.split(';'));
    pairs.find_map(|pair| pair.trim().split_once('=').filter(|(key, _)| *key == name).map(|(_, value)| value))
}

/// Whether a form came from a page of ours.
pub(super) fn is_form_key(office: &Office<'_>, key: &str) -> bool {
    same(key, &form_key_of(office))
}

pub(super) fn keyed(purpose: &str, secret: &str) -> String {
    hex(&sha256(format!("{purpose}\0{secret}").as_bytes()).0)
}

/// Compares hashes, so that the time taken says nothing about where two texts differ.
pub(super) fn same(one: &str, other: &str) -> bool {
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
