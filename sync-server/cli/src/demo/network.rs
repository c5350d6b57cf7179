//! The network of a phone, with a switch: real HTTP while it is on, nothing at all while it is off.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use doorstep_core::host::{HttpTransport, NativeHttp, Request, Response, TransportError};

/// Real HTTP behind a switch.
#[derive(Debug)]
pub(crate) struct Network {
    http: NativeHttp,
    cut: AtomicBool,
}

impl Network {
    pub(crate) fn new() -> Result<Arc<Self>, String> {
        Ok(Arc::new(Self { http: NativeHttp::new()?, cut: AtomicBool::new(false) }))
    }

    /// Cuts the network, or brings it back.
    pub(crate) fn cut(&self, cut: bool) {
        self.cut.store(cut, Ordering::Relaxed);
    }
}

impl HttpTransport for Network {
    fn send(&self, request: Request) -> Result<Response, TransportError> {
        if self.cut.load(Ordering::Relaxed) {
            return Err(TransportError::Offline);
        }
        self.http.send(request)
    }
}
