//! A phone that was lost, over a real network: taken out, wiped, and heard of again by the office.

use doorstep_core::{Core, Error, JobFilter, Lock, SyncStatus};
use serde_json::{Value, json};

use crate::killed::{Office, pack_of, sync_all};

fn wipe_of(office: &Office, core_device: &str) -> Value {
    let devices = office.get("devices");
    let device = devices.as_array().unwrap().iter().find(|device| device["device"] == core_device).unwrap();
    device["wipe"].clone()
}

fn device_of(core: &Core) -> String {
    core.me().unwrap().unwrap().device.to_string()
}

#[test]
fn a_lost_phone_keeps_what_never_arrived_and_gives_it_back_when_it_is_found() {
    let office = Office::open();
    let case = office.job(&pack_of(&office));
    let core = office.phone("chen", "technician");
    sync_all(&core);
    let job = core.job(case).unwrap();
    let visit = job.state.current_visit().unwrap();
    core.add_note(case, &job.version, visit, "never arrived".to_owned()).unwrap();
    let device = device_of(&core);
    office.post(&format!("devices/{device}/wipe"), &json!({}));
    assert_eq!(wipe_of(&office, &device)["heard_at_ms"], Value::Null);
    assert_eq!(core.sync_now(doorstep_core::Budget::default()).unwrap().status, SyncStatus::SignedOut);
    let told = wipe_of(&office, &device);
    assert!(told["is_done"] == json!(false) && told["left"].as_array().unwrap().len() == 1, "{told}");
    assert!(matches!(core.jobs(&JobFilter::default()), Err(Error::Locked(Lock::Wiped))));

    // Somebody finds it, and Chen comes back with a new code.
    let code = office.invite("chen", "technician");
    core.enrol(&format!("http://127.0.0.1:{}", office.port()), &code, "found again").unwrap();
    sync_all(&core);
    let desk = office.phone("desk", "office");
    sync_all(&desk);
    assert_eq!(desk.job(case).unwrap().notes.len(), 1, "what he had written is there");
}
