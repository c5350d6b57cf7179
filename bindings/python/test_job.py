"""One job from the office's desk to the customer's signature, through the exported interface, against a real
server. Two phones and the desk change it at the same time (catalogue scenario 5)."""

import pathlib
import tempfile
import threading
import time
import unittest

import doorstep_ffi as ds

from technician import Technician
from world import Office, Phone, Secrets, Server, ZONE


class Listener(ds.ChangeListener):
    """Collects what changes; throws if it is told to."""

    def __init__(self, throws=False):
        self.throws, self.heard, self.called = throws, [], threading.Event()

    def changed(self, changes):
        """Hears it."""
        self.heard.append(changes)
        self.called.set()
        if self.throws:
            raise RuntimeError("a bug of the app")

    def wait(self) -> bool:
        """Whether it was called within five seconds."""
        called = self.called.wait(5)
        self.called.clear()
        return called


class Log(ds.LogSink):
    """Collects the log of the core."""

    def __init__(self):
        self.lines = []

    def write(self, line):
        """One line."""
        self.lines.append(line)

    def comes_to_say(self, words: str) -> bool:
        """Whether a line with these words comes; the log has a thread of its own."""
        for _ in range(100):
            if any(words in line.text for line in self.lines):
                return True
            time.sleep(0.05)
        return False


class Story(unittest.TestCase):
    """A server, an office, Chen the technician and Li his leader."""

    def setUp(self):
        directory = tempfile.TemporaryDirectory(prefix="doorstep-python-")
        self.addCleanup(directory.cleanup)
        self.root = pathlib.Path(directory.name)
        self.server = Server(self.root / "server", ["chen:Chen:technician", "li:Li:leader"])
        self.addCleanup(self.server.stop)
        self.office = Office(self.server.url)
        self.chen, self.li = self.new_phone("chen", "Chen"), self.new_phone("li", "Li")
        self.case = self.office.create_job(["chen", "li"], self.chen.clock.start_ms)
        for phone in (self.chen, self.li):
            self.assertEqual(phone.sync_now().status, ds.SyncStatus.DONE)

    def new_phone(self, user: str, owner: str) -> Phone:
        """Takes a phone out of its box and enrols it."""
        phone = Phone(self.root / user, self.server.url, self.server.code_for(user), owner)
        self.addCleanup(phone.core.shutdown)
        return phone


class JobTest(Story):
    """The whole job."""

    def test_a_job_done_offline_merges_with_what_others_did_meanwhile(self):
        [row] = self.chen.jobs.list(ds.JobFilter())
        self.assertEqual((row.case, row.customer, row.outcome), (self.case, "Mr Wang", "open"))
        self.chen.network.is_on = False
        hands = Technician(self.chen, self.case)
        quote = self.do_the_job(hands)
        self.assertEqual(self.chen.sync_now().status, ds.SyncStatus.OFFLINE)
        self.assertEqual(hands.job().outbox.delivery, ds.Delivery.WAITING_FOR_SIGNAL)

        self.change_it_elsewhere()
        self.chen.network.is_on = True
        report = self.chen.sync_now()
        self.assertEqual((report.status, report.waiting, report.refused), (ds.SyncStatus.DONE, 0, 0))
        self.assertEqual(self.li.sync_now().status, ds.SyncStatus.DONE)
        self.assert_merged(quote)
        self.assert_decided_once_for_all(hands)
        self.assertEqual(self.office.outcome_of(self.case, other_than="open"), "completed")

    def do_the_job(self, hands: Technician) -> str:
        """From the door to the end, without a network."""
        hands.do(self.chen.visits.enter_phase, ds.Phase.TRAVELLING)
        hands.do(self.chen.visits.attempt_door, ds.DoorMethod.BELL, True)
        hands.do_steps()
        quote = self.chen.jobs.new_quote()
        hands.add_line(quote, item="bulb-change")
        hands.add_line(quote, item="toilet-unblock")
        hands.add_line(quote, what="special wax ring", cost_minor=1234)
        hands.do(self.chen.visits.offer_quote, quote, 30)
        self.assertEqual(self.chen.jobs.quote(self.case, quote, 30).total.minor, 4600)
        with self.assertRaises(ds.DoorstepError.Rejected) as refused:
            hands.do(self.chen.visits.start_work, [])
        self.assertTrue(refused.exception.why.is_MISSING(), "work before consent")
        hands.consent(ds.ConsentWhat.QUOTE, quote=quote, step=self.consent_step(hands))
        hands.sign(ds.SignatureRole.CUSTOMER_QUOTE_CONSENT, quote)
        hands.do_steps()
        self.work(hands)
        with self.assertRaises(ds.DoorstepError.Rejected):
            hands.do(self.chen.visits.complete)
        hands.do(self.chen.visits.rate, ds.Rating(scale="satisfaction", grade="satisfied", opinion="quick"))
        hands.do_steps()
        shown = hands.sign(ds.SignatureRole.CUSTOMER_ACCEPT, quote)
        self.assertIn("46", shown)
        hands.do_steps()
        self.assertEqual([missing.words for missing in hands.missing()], [])
        hands.do(self.chen.visits.complete)
        hands.do(self.chen.visits.end_visit, ds.EndOfVisit(outcome=ds.VisitOutcome.DONE))
        self.hand_out_the_slip(hands)
        return quote

    def hand_out_the_slip(self, hands: Technician):
        """The customer's copy, printed at the door."""
        def slip() -> ds.RecordCopy:
            [copy] = [copy for copy in hands.job().copies if copy.audience == ds.Audience.CUSTOMER]
            return copy

        self.assertEqual(slip().delivered, [])
        version = hands.job().version
        self.chen.visits.deliver_copy(self.case, version, ds.Audience.CUSTOMER, ds.Handing.PAPER)
        [delivered] = slip().delivered
        self.assertEqual((delivered.how, delivered.by), (ds.Handing.PAPER, "Chen"))

    def consent_step(self, hands: Technician) -> str:
        """The step that asks for the consent to the quote."""
        return next(missing.step for missing in hands.missing()
                    if missing.what.is_CONSENT() and missing.what.to == "quote")

    def work(self, hands: Technician):
        """26 minutes, a note, and a telephone number."""
        hands.do(self.chen.visits.start_work, [])
        self.chen.clock.pass_minutes(26)
        [session] = [session for visit in hands.job().state.visits for session in visit.sessions]
        hands.do(self.chen.visits.stop_work, session.started)
        self.chen.jobs.add_note(self.case, hands.job().version, hands.visit, "Wax ring was the wrong size.")
        self.chen.jobs.correct(self.case, hands.job().version, "customer.phone", ds.AnswerValue.TEXT("138 1111"))
        hands.do_steps()

    def change_it_elsewhere(self):
        """The leader writes into the same job, and the desk moves the appointment."""
        hands = Technician(self.li, self.case)
        self.li.jobs.add_note(self.case, hands.job().version, hands.visit, "He leaves at 11.")
        self.li.jobs.correct(self.case, hands.job().version, "customer.phone", ds.AnswerValue.TEXT("138 2222"))
        self.assertEqual(self.li.sync_now().status, ds.SyncStatus.DONE)
        start_ms = self.chen.clock.start_ms + 3_600_000
        self.office.ask(f"jobs/{self.case}/appoint", {"start_ms": start_ms, "reason": "he asked for it"})

    def assert_merged(self, quote: str):
        """Both phones show both sides' work, and the same."""
        jobs = [phone.jobs.job(self.case) for phone in (self.chen, self.li)]
        for job in jobs:
            self.assertTrue(job.state.outcome.is_COMPLETED())
            self.assertEqual({note.text for note in job.notes}, {"Wax ring was the wrong size.", "He leaves at 11."})
            self.assertEqual([q.total.minor for q in job.quotes if q.id == quote], [4600])
            [conflict] = job.conflicts
            self.assertEqual({value.value.value for value in conflict.values}, {"138 1111", "138 2222"})
            self.assertEqual({value.by for value in conflict.values}, {"Chen", "Li"})
            self.assertEqual(job.state.visits[0].appointment.start, self.chen.clock.start_ms + 3_600_000)
            self.assertEqual(len(job.signatures), 2)
        self.assertEqual(jobs[0].version, jobs[1].version)
        photos = [(photo.step, photo.blob) for photo in jobs[0].photos]
        self.assertEqual(photos, [(photo.step, photo.blob) for photo in jobs[1].photos])

    def assert_decided_once_for_all(self, hands: Technician):
        """The leader decides; the technician's phone has it after a sync."""
        job = self.li.jobs.job(self.case)
        [conflict] = job.conflicts
        chosen = next(value for value in conflict.values if value.by == "Chen")
        self.li.jobs.resolve_conflict(self.case, job.version, conflict, chosen)
        self.li.sync_now()
        self.chen.sync_now()
        self.assertEqual(hands.job().conflicts, [])
        [correction] = hands.job().corrections
        self.assertEqual(correction.value.value, "138 1111")


class BorderTest(Story):
    """What an app meets at the border."""

    def test_bad_arguments_are_errors_that_an_app_can_catch(self):
        job = self.chen.jobs.job(self.case)
        with self.assertRaises(ds.DoorstepError.InvalidInput):
            self.chen.jobs.job(job.state.current_visit)
        with self.assertRaises(ds.DoorstepError.InvalidInput) as swapped:
            self.chen.visits.complete(self.case, job.version, self.case)
        self.assertEqual(swapped.exception.field, "visit")
        with self.assertRaises(ds.DoorstepError.InvalidInput):
            self.chen.visits.complete(self.case, "garbage", job.state.current_visit)
        with self.assertRaises(ds.DoorstepError.NotFound):
            self.chen.jobs.job("case_" + 32 * "0")
        with self.assertRaises(ds.DoorstepError.InvalidInput) as photo:
            self.chen.evidence.take_photo(self.case, job.version, job.state.current_visit, "survey", "before", "/nowhere")
        self.assertEqual(photo.exception.field, "path")
        line = ds.NewLine(quote=self.chen.jobs.new_quote(), visit=job.state.current_visit, quantity="a few")
        with self.assertRaises(ds.DoorstepError.InvalidInput):
            self.chen.jobs.add_line(self.case, job.version, line)

    def test_a_version_of_another_job_is_stale(self):
        other = self.office.create_job(["chen"], self.chen.clock.start_ms)
        self.chen.sync_now()
        job, version = self.chen.jobs.job(self.case), self.chen.jobs.job(other).version
        with self.assertRaises(ds.DoorstepError.StaleVersion):
            self.chen.jobs.add_note(self.case, version, job.state.current_visit, "lost?")

    def test_a_price_that_is_not_configured_stops_the_quote(self):
        hands = Technician(self.chen, self.case)
        quote = self.chen.jobs.new_quote()
        hands.add_line(quote, item="special-service")
        with self.assertRaises(ds.DoorstepError.Rejected) as refused:
            hands.do(self.chen.visits.offer_quote, quote, 30)
        self.assertTrue(refused.exception.why.is_NOT_CONFIGURED())
        self.assertIsNone(self.chen.jobs.quote(self.case, quote, 30).total)

    def test_the_store_opens_once_and_closes_for_the_background(self):
        config = ds.Config(directory=str(self.chen.directory / "store"), language="en")
        with self.assertRaises(ds.DoorstepError.Busy):
            ds.DoorstepCore.open(config, Secrets(), None, None)
        self.chen.core.enter_background()
        with self.assertRaises(ds.DoorstepError.Closed):
            self.chen.jobs.list(ds.JobFilter())
        self.chen.core.enter_foreground()
        self.assertEqual(len(self.chen.jobs.list(ds.JobFilter())), 1)
        self.chen.core.shutdown()
        with self.assertRaises(ds.DoorstepError.Closed):
            self.chen.sync_now()

    def test_a_listener_that_throws_harms_nobody(self):
        log = Log()
        ds.init_logging(ds.LogLevel.INFO, log)
        bad, good = Listener(throws=True), Listener()
        subscriptions = [self.chen.core.subscribe(bad), self.chen.core.subscribe(good)]
        self.assertTrue(bad.wait() and good.wait())
        self.assertTrue(good.heard[0].everything)
        job = self.chen.jobs.job(self.case)
        self.chen.jobs.add_note(self.case, job.version, job.state.current_visit, "heard?")
        self.assertTrue(bad.wait() and good.wait())
        self.assertTrue(any(self.case in changes.jobs for changes in good.heard))
        self.assertTrue(log.comes_to_say("a listener of the app threw"))
        for subscription in subscriptions:
            subscription.cancel()
        count = len(good.heard)
        job = self.chen.jobs.job(self.case)
        self.chen.jobs.add_note(self.case, job.version, job.state.current_visit, "not any more")
        self.assertFalse(good.called.wait(0.5))
        self.assertEqual(len(good.heard), count)

    def test_a_sync_stops_when_it_is_cancelled_and_goes_on_later(self):
        Technician(self.chen, self.case).take_photo("survey", "before")
        self.office.create_job(["chen"], self.chen.clock.start_ms)
        self.chen.network.before_each = self.chen.sync.cancel
        report = self.chen.sync_now()
        self.assertEqual((report.status, report.round_trips), (ds.SyncStatus.CANCELLED, 1))
        self.chen.network.before_each = lambda: None
        report = self.chen.sync_now()
        self.assertEqual((report.status, report.files_sent), (ds.SyncStatus.DONE, 1))
        self.assertEqual(len(self.chen.jobs.list(ds.JobFilter())), 2)

    def test_a_job_made_at_the_door_travels_by_file(self):
        [pack] = [pack for pack in self.chen.jobs.packs() if pack.is_here and pack.name == "property-repair"]
        new = ds.NewWalkIn(pack=pack.id, service="longfor-dispatch", report="Tap drips", area=ds.Area.INDOOR,
                           customer_name="Ms Zhao", address="Building 2", time_zone=ZONE)
        made = self.chen.jobs.create_walk_in(new)
        path = str(self.root / "handover.doorstep")
        self.chen.jobs.export_job(made.case, made.version, "li", path)
        imported = self.li.jobs.import_job(path)
        self.assertEqual((imported.case, imported.refused_items), (made.case, 0))
        self.assertEqual(self.li.jobs.job(made.case).head.number, self.chen.jobs.job(made.case).head.number)
        self.assertEqual(self.li.jobs.import_job(path).new_items, 0)


if __name__ == "__main__":
    unittest.main()
