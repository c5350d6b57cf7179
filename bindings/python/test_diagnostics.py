"""A phone's trouble goes to whoever helps as one file, without the customer, and is the same on a desktop."""

import json
import os
import pathlib
import subprocess
import tempfile
import unittest

import doorstep_ffi as ds

from test_job import Log, Story


class DiagnosticsTest(Story):
    """Bundles of Chen's phone, replayed by the program that companies have."""

    def setUp(self):
        super().setUp()
        directory = tempfile.TemporaryDirectory(prefix="doorstep-diagnostics-")
        self.addCleanup(directory.cleanup)
        self.bundle = pathlib.Path(directory.name) / "chen.dsdiag"

    def replay(self):
        """What `doorstep replay` says of the bundle, and whether it succeeds."""
        command = [os.environ["DOORSTEP_SERVER"], "replay", "--json", str(self.bundle)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout, done.stderr

    def test_a_bundle_replays_to_the_same_state_and_names_nobody(self):
        ds.init_logging(ds.LogLevel.INFO, Log())
        job = self.chen.jobs.job(self.case)
        self.chen.jobs.add_note(self.case, job.version, job.state.current_visit, "The dog is called Caramel")
        self.chen.core.diagnostics_bundle(str(self.bundle))
        code, told, problem = self.replay()
        self.assertEqual((code, problem), (0, ""))
        replay = json.loads(told)
        self.assertEqual(replay["state"], replay["state_here"])
        case, = replay["cases"]
        self.assertEqual(case["told"]["number"], job.head.number)
        self.assertTrue(case["told"]["has_pack"] and case["told"]["visits"][0]["steps"])
        self.assertEqual({item["stands"] for item in replay["trouble"]}, {"unsent"})
        for secret in ["Wang", "138 0000 0000", "Building 5", "Caramel", self.case]:
            self.assertNotIn(secret, told)

    def test_what_cannot_be_written_or_read_is_said(self):
        with self.assertRaises(ds.DoorstepError.InvalidInput) as refused:
            self.chen.core.diagnostics_bundle(str(self.bundle / "in" / "no" / "folder"))
        self.assertEqual(refused.exception.field, "path")
        self.chen.core.diagnostics_bundle(str(self.bundle))
        self.bundle.write_bytes(self.bundle.read_bytes()[:-100])
        code, _, problem = self.replay()
        self.assertEqual(code, 1)
        self.assertIn("bytes were changed or are missing", problem)
        self.chen.core.log_out()
        with self.assertRaises(ds.DoorstepError.Rejected):
            self.chen.core.diagnostics_bundle(str(self.bundle))


if __name__ == "__main__":
    unittest.main()
