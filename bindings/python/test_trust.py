"""What makes a phone safe to lose: logging out, what a wipe would take, the wipe itself, and calls that no app should
make but some app will. Against a real server."""

import threading
import unittest

import doorstep_ffi as ds

from test_job import Story


class TrustTest(Story):
    """Losing phones, and handing them over."""

    def locked(self, call, *arguments):
        """Calls what a locked phone refuses, and gives back why it is locked."""
        with self.assertRaises(ds.DoorstepError.Rejected) as refused:
            call(*arguments)
        self.assertTrue(refused.exception.why.is_LOCKED())
        return refused.exception.why.lock

    def add_note(self, text: str):
        """Chen writes something down."""
        job = self.chen.jobs.job(self.case)
        self.chen.jobs.add_note(self.case, job.version, job.state.current_visit, text)

    def test_logging_out_locks_and_the_same_user_finds_everything_again(self):
        self.add_note("key under the mat")
        self.chen.core.log_out()
        for call, arguments in [(self.chen.jobs.list, [ds.JobFilter()]), (self.chen.jobs.job, [self.case])]:
            self.assertEqual(self.locked(call, *arguments), ds.Lock.LOGGED_OUT)
        self.assertEqual(self.chen.core.me().lock, ds.Lock.LOGGED_OUT)
        self.assertEqual(self.chen.sync_now().status, ds.SyncStatus.DONE)
        for user in ["li", "", "chen ", "'; DROP TABLE items; --", "\u0000", "陈" * 100_000]:
            with self.assertRaises(ds.DoorstepError.Rejected) as refused:
                self.chen.core.log_in(user)
            self.assertTrue(refused.exception.why.is_OTHER_USER())
        self.chen.core.log_in("chen")
        self.assertIsNone(self.chen.core.me().lock)
        self.assertEqual(len(self.chen.jobs.job(self.case).notes), 1)

    def test_what_a_lost_phone_would_take_with_it_is_named(self):
        sync = self.chen.core.sync()
        self.assertEqual(sync.wipe_check(), [])
        self.add_note("pump is loud")
        reason, = sync.wipe_check()
        self.assertEqual((reason.case, reason.number), (self.case, self.chen.jobs.job(self.case).head.number))
        self.assertTrue(reason.why.is_UNSENT() and not sync.safe_to_wipe())
        self.chen.sync_now()
        self.assertEqual(sync.wipe_check(), [])
        self.assertTrue(sync.safe_to_wipe())

    def test_a_lost_phone_lets_go_of_everything_and_the_office_hears_of_it(self):
        device = self.chen.core.me().device
        self.office.ask(f"devices/{device}/wipe", {})
        self.assertEqual(self.chen.sync_now().status, ds.SyncStatus.SIGNED_OUT)
        self.assertEqual(self.locked(self.chen.jobs.list, ds.JobFilter()), ds.Lock.WIPED)
        told = next(phone for phone in self.office.ask("devices") if phone["device"] == device)
        self.assertTrue(told["wipe"]["is_done"])
        self.assertEqual(told["wipe"]["purged_count"], 1)
        self.assertIsNone(self.chen.core.me())
        self.assertEqual(self.chen.core.rescue_files(), [])

    def test_a_wipe_by_force_writes_what_never_arrived_into_rescue_files(self):
        self.add_note("never arrives")
        device = self.chen.core.me().device
        self.office.ask(f"devices/{device}/wipe", {"force": True})
        self.chen.sync_now()
        file, = self.chen.core.rescue_files()
        self.assertEqual((file.case, file.is_encrypted), (self.case, False))
        verdict = self.li.jobs.verify_job_file(file.path, None)
        self.assertTrue(verdict.holds)
        self.chen.core.discard_rescue_file(file.case)
        with self.assertRaises(ds.DoorstepError.NotFound):
            self.chen.core.discard_rescue_file(file.case)

    def test_a_job_says_what_it_needs_before_the_network_is_gone(self):
        missing = self.chen.jobs.ready_offline(self.case)
        self.assertEqual([thing for thing in missing if thing.next == ds.ReadyStep.SYNC], [])
        with self.assertRaises(ds.DoorstepError.NotFound):
            self.chen.jobs.ready_offline("case_" + 32 * "0")
        with self.assertRaises(ds.DoorstepError.InvalidInput):
            self.chen.jobs.ready_offline(self.chen.core.me().device)
        self.assertEqual(self.chen.core.sync().free_space(0).file_count, 0)

    def test_calls_with_nothing_in_them_are_errors_of_the_language(self):
        for call in [self.chen.core.log_in, self.chen.core.discard_rescue_file, self.chen.jobs.ready_offline]:
            with self.assertRaises((TypeError, ds.DoorstepError)):
                call(None)

    def test_a_closed_core_says_so_and_nothing_else(self):
        core, sync, jobs = self.chen.core, self.chen.core.sync(), self.chen.jobs
        core.shutdown()
        calls = [core.me, core.log_out, core.rescue_files, sync.wipe_check, sync.safe_to_wipe,
                 lambda: core.log_in("chen"), lambda: jobs.ready_offline(self.case), lambda: sync.free_space(0)]
        for call in calls:
            with self.assertRaises(ds.DoorstepError.Closed):
                call()

    def test_many_threads_at_once_lose_nothing(self):
        failed = []

        def work(number: int):
            for _ in range(5):
                try:
                    self.add_note(f"from thread {number}")
                    self.chen.jobs.ready_offline(self.case)
                    self.chen.core.sync().wipe_check()
                except Exception as error:  # whatever it is, the test says it
                    failed.append(error)

        threads = [threading.Thread(target=work, args=[number]) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(failed, [])
        self.assertEqual(len(self.chen.jobs.job(self.case).notes), 40)


if __name__ == "__main__":
    unittest.main()
