//! The network of a phone, with a switch: real HTTP while it is on, nothing at all while it is off.

use std::sync::Arc;

use doorstep_core::host::{HttpTransport, NativeHttp, Request, Response, Switch, TransportError};

/// Real HTTP behind a switch.
#[derive(Debug)]
pub(crate) struct Network {
    http: NativeHttp,
    switch: Switch,
}

impl Network {
    pub(crate) fn new() -> Result<Arc<Self>, String> {
        Ok(Arc::new(Self { http: NativeHttp::new()?, switch: Switch::default() }))
    }

    /// Cuts the network, or brings it back.
    pub(crate) fn cut(&self, cut: bool) {
        self.switch.set_up(!cut);
    }
}

impl HttpTransport for Network {
    fn send(&self, request: Request) -> Result<Response, TransportError> {
        self.switch.through(|| self.http.send(request))
    }
}
