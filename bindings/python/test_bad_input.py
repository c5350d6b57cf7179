"""What a careless app passes in, what a hostile customer types, and disks that do not do their part: typed errors, no
crash, nothing lost. Against a real server; the same as BadInputTest and StorageTest in Kotlin."""

import contextlib
import os
import pathlib
import struct
import subprocess
import threading
import unittest

import doorstep_ffi as ds

from test_job import Listener, Story
from world import Clock, Phone, Secrets, ZONE

HOSTILE = ["'; DROP TABLE jobs; --", "\u202eright to left", "🔧" * 100, "a\nb\tc", "<b>&amp;</b>", "\u0000", "%s%n",
           "../../etc/passwd", "\ufeff", '" OR 1=1 *']


class Pocket(Story):
    """Chen's phone with one job, and what he writes there."""

    def note(self, text: str) -> str:
        """Writes a note at the version on the screen; answers its id."""
        job = self.chen.jobs.job(self.case)
        return self.chen.jobs.add_note(self.case, job.version, job.state.current_visit, text).note

    def notes(self) -> list[str]:
        """What the notes of the job say."""
        return [note.text for note in self.chen.jobs.job(self.case).notes]

    def refused(self, error, call, *arguments):
        """Calls what has to be refused, and gives back how."""
        with self.assertRaises(error) as refused:
            call(*arguments)
        return refused.exception


class BadInputTest(Pocket):
    """Arguments."""

    def test_hostile_texts_are_kept_as_they_are(self):
        for text in HOSTILE:
            self.note(text)
            self.chen.jobs.list(ds.JobFilter(text=text))
        self.assertEqual(sorted(self.notes()), sorted(HOSTILE))
        self.assertEqual(len(self.chen.jobs.list(ds.JobFilter(text="wang"))), 1)

    def test_a_text_that_is_too_large_names_its_limit(self):
        why = self.refused(ds.DoorstepError.Rejected, self.note, "x" * 3_000_000).why
        self.assertTrue(why.is_TOO_LARGE() and why.limit > 0)
        # Half a letter is no text in any language.
        self.refused(UnicodeEncodeError, self.note, "\ud83d")
        self.assertEqual(self.notes(), [])

    def test_wrong_ids_name_the_argument(self):
        job = self.chen.jobs.job(self.case)
        visit = job.state.current_visit
        for case in ["", "case_", "visit_0", "\u0000", self.case.upper(), self.case + " ", visit, "x" * 1_000_000]:
            self.assertEqual(self.refused(ds.DoorstepError.InvalidInput, self.chen.jobs.job, case).field, "case")
        for field, arguments in [("visit", [self.case, job.version, self.case, "x"]),
                                 ("version", [self.case, "garbage", visit, "x"])]:
            refused = self.refused(ds.DoorstepError.InvalidInput, self.chen.jobs.add_note, *arguments)
            self.assertEqual(refused.field, field)

    def test_wrong_paths_name_the_path(self):
        job, nowhere = self.chen.jobs.job(self.case), str(self.root / "nowhere" / "x")
        take = lambda path: self.chen.evidence.take_photo(
            self.case, job.version, job.state.current_visit, "survey", "before", path)
        for path in ["", nowhere, "\u0000", str(self.root), "/dev/zero", "x" * 5_000]:
            for call in [take, self.chen.jobs.import_job, lambda path: self.chen.jobs.verify_job_file(path, None)]:
                with self.subTest(path=path[:20]):
                    error = self.refused(ds.DoorstepError, call, path)
                    self.assertTrue(isinstance(error, ds.DoorstepError.Rejected) or error.field == "path", repr(error))
        report = ds.NewReport(path=nowhere, format=ds.ReportFormat.HTML, company="A company")
        refused = self.refused(ds.DoorstepError.InvalidInput, self.chen.jobs.write_report, self.case, report)
        self.assertEqual(refused.field, "path")
        self.assertEqual(self.chen.jobs.job(self.case).photos, [])

    def test_steps_that_nobody_knows_are_refused(self):
        job = self.chen.jobs.job(self.case)
        visit = job.state.current_visit
        for name in HOSTILE + ["", "no-such-thing"]:
            self.refused(ds.DoorstepError, self.chen.visits.finish_step, self.case, job.version, visit, name)
        self.assertEqual(self.chen.jobs.job(self.case).version, job.version)

    def test_names_that_nobody_knows_are_refused_with_those_that_are(self):
        job = self.chen.jobs.job(self.case)
        visit, photo = job.state.current_visit, self.root / "photo.jpg"
        photo.write_bytes(b"\xff\xd8\xff\xe0 a photo")
        take = lambda step, role: self.refused(ds.DoorstepError.InvalidInput, self.chen.evidence.take_photo,
                                               self.case, job.version, visit, step, role, str(photo))
        correct = lambda field, value: self.refused(ds.DoorstepError.InvalidInput, self.chen.jobs.correct,
                                                    self.case, job.version, field, value)
        for name in HOSTILE + ["", "no-such-name"]:
            self.assertEqual(take(name, "before").field, "step")
            self.assertEqual(take("survey", name).field, "role")
            wrong = correct(name, ds.AnswerValue.TEXT("138"))
            self.assertEqual(wrong.field, "field")
            self.assertIn("customer.phone", wrong.reason)
        self.assertIn("before", take("survey", "befor").reason)
        self.assertEqual(correct("customer.phone", ds.AnswerValue.INT(138)).field, "value")
        self.assertEqual(correct("site.time_zone", ds.AnswerValue.TEXT("Beijing time")).field, "value")
        self.assertEqual(self.chen.jobs.job(self.case).version, job.version)

    def test_a_way_to_pay_is_one_of_those_that_the_prices_have(self):
        packs = self.office.ask("packs")
        slip = self.office.ask("jobs", {
            "pack": next(pack for pack in packs if "property-repair" in str(pack))["pack"], "service": "tianli-slip",
            "area": "indoor", "report": "Tap drips", "customer": {"name": "Zhao"},
            "site": {"address": "3-402", "time_zone": ZONE}, "users": ["chen"], "start_ms": self.chen.clock.start_ms,
        })["case"]
        self.chen.sync_now()
        job, ways = self.chen.jobs.job(slip), self.chen.jobs.ways_to_pay(slip)
        self.assertEqual([way.id for way in ways], ["card", "cash", "transfer"])
        self.assertEqual([way.title for way in ways if way.is_confirmed_by_office], ["Card"])
        pay = lambda method: self.chen.visits.pay(
            slip, job.version, job.state.current_visit,
            ds.NewPayment(amount_minor=100, method=method, purpose=ds.PaymentPurpose.BALANCE))
        for name in HOSTILE + ["", "shells"]:
            self.assertEqual(self.refused(ds.DoorstepError.InvalidInput, pay, name).field, "method")
        self.assertNotEqual(pay("cash"), job.version)

    def test_an_enrolment_that_cannot_work_says_why_and_can_be_repeated(self):
        config = ds.Config(directory=str(self.root / "other"), language="en")
        other = ds.DoorstepCore.open(config, Secrets(), Clock(), self.chen.network)
        self.addCleanup(other.shutdown)
        for code in HOSTILE + [""]:
            self.refused(ds.DoorstepError.Server, other.enrol, self.server.url, code, "x")
        for url in ["", "not a url", "ftp://example.com", "http://127.0.0.1:1"]:
            error = self.refused(ds.DoorstepError, other.enrol, url, "code", "x")
            self.assertIsInstance(error, (ds.DoorstepError.InvalidInput, ds.DoorstepError.Offline))
        new = ds.NewWalkIn(pack=self.chen.jobs.packs()[0].id, service="longfor-dispatch", report="x",
                           area=ds.Area.INDOOR, customer_name="x", address="x", time_zone=ZONE)
        self.refused(ds.DoorstepError.NotEnrolled, other.jobs().create_walk_in, new)

    def test_a_listener_that_blocks_holds_up_nobody_but_itself(self):
        class Blocks(Listener):
            """Waits for longer than anybody would."""

            def changed(self, changes):
                super().changed(changes)
                go_on.wait(30)

        go_on, blocks, good = threading.Event(), Blocks(), Listener()
        subscriptions = [self.chen.core.subscribe(blocks)]
        self.assertTrue(blocks.wait())
        for n in range(5):
            self.note(str(n))
        self.assertEqual(len(self.notes()), 5)
        self.chen.sync_now()
        go_on.set()
        subscriptions.append(self.chen.core.subscribe(good))
        self.assertTrue(good.wait())


class StorageTest(Pocket):
    """Disks. Chen's phone keeps its files on a small one."""

    def new_phone(self, user: str, owner: str) -> Phone:
        """Takes a phone out of its box; Chen's has a small disk."""
        if user != "chen":
            return super().new_phone(user, owner)
        self.disk = self.root / "disk"
        self.disk.mkdir()
        if os.geteuid() != 0 or self.on_disk("mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs"):
            self.skipTest("!! SKIPPED: no right to mount a small disk")
        self.addCleanup(self.on_disk, "umount", "-l")
        phone = Phone(self.disk / "phone", self.server.url, self.server.code_for(user), owner)
        self.addCleanup(phone.core.shutdown)
        return phone

    def on_disk(self, *command) -> int:
        """Runs a command about the small disk."""
        return subprocess.run([*command, str(self.disk)], check=False).returncode

    def fill(self) -> pathlib.Path:
        """Leaves room for a little; answers the file that takes the rest."""
        ballast = self.disk / "ballast"
        with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as file:
            while file.write(bytes(4_096)) == 4_096:
                pass
        os.truncate(ballast, ballast.stat().st_size - 100_000)
        return ballast

    def test_a_full_disk_refuses_and_loses_nothing(self):
        # Whatever SQLite has put by to write into is given back first.
        self.chen.core.enter_background()
        self.chen.core.enter_foreground()
        ballast, kept = self.fill(), []
        with self.assertRaises(ds.DoorstepError.Storage) as full:
            for n in range(500):
                self.note(text := f"{n} " + "word " * 40)
                kept.append(text)
        self.assertEqual(full.exception.trouble, ds.StorageTrouble.FULL)
        self.assertEqual(set(self.notes()), set(kept))
        ballast.unlink()
        self.note("there is room again")
        report = self.chen.sync_now()
        self.assertEqual((report.status, report.refused), (ds.SyncStatus.DONE, 0))
        self.assertEqual(set(self.notes()), {*kept, "there is room again"})

    def test_a_disk_that_may_not_be_written_is_said(self):
        self.note("before")
        self.chen.core.enter_background()
        self.on_disk("mount", "-o", "remount,ro")
        refused = self.refused(ds.DoorstepError.Storage, self.chen.core.enter_foreground)
        self.assertEqual(refused.trouble, ds.StorageTrouble.UNREADABLE)
        self.on_disk("mount", "-o", "remount,rw")
        self.chen.core.enter_foreground()
        self.assertEqual(self.notes(), ["before"])

    def test_a_store_of_a_newer_version_is_refused_and_not_touched(self):
        self.note("before")
        self.chen.core.enter_background()
        file = self.disk / "phone" / "store" / "doorstep.sqlite"
        written = file.read_bytes()
        # The version of a database stands in its header.
        newer = written[:60] + struct.pack(">i", 2**31 - 1) + written[64:]
        file.write_bytes(newer)
        self.refused(ds.DoorstepError.UpdateRequired, self.chen.core.enter_foreground)
        self.assertEqual(file.read_bytes(), newer)
        file.write_bytes(written)
        self.chen.core.enter_foreground()
        self.assertEqual(self.notes(), ["before"])

    def test_something_else_in_the_place_of_the_store_is_said(self):
        occupied, file = self.root / "occupied", self.root / "a file"
        (occupied / "doorstep.sqlite").mkdir(parents=True)
        file.write_text("not a directory", encoding="utf-8")
        for directory in [occupied, file, file / "below"]:
            config = ds.Config(directory=str(directory), language="en")
            refused = self.refused(ds.DoorstepError.Storage, ds.DoorstepCore.open, config, Secrets(), None, None)
            self.assertEqual(refused.trouble, ds.StorageTrouble.UNREADABLE)


if __name__ == "__main__":
    unittest.main()
