"""Stories that the core's own tests tell as well, word for word through the exported interface and a real server."""

import pathlib
import tempfile
import unittest

from scenario import Scenario, Stage

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "tests" / "scenarios"


class ScenarioTest(unittest.TestCase):
    """One story each."""

    def tell(self, name: str):
        """Tells a story; everything that is not as it says fails."""
        directory = tempfile.TemporaryDirectory(prefix="doorstep-python-")
        self.addCleanup(directory.cleanup)
        stage = Stage(self, Scenario(FOLDER / f"{name}.yaml"), pathlib.Path(directory.name))
        self.assertEqual(stage.tell(), [])

    def test_a_quote_is_refused_and_the_job_declined(self):
        self.tell("04-quote-refused")

    def test_a_price_that_is_not_configured_stops_the_quote(self):
        self.tell("32-price-not-configured")

    def test_two_people_write_in_the_same_step(self):
        self.tell("21-same-field")

    def test_two_people_write_in_the_same_note(self):
        self.tell("22-same-note")

    def test_two_people_change_a_quote(self):
        self.tell("23-quote-lines")

    def test_an_old_screen_deletes_nothing(self):
        self.tell("24-stale-screen")

    def test_the_office_cancels_while_the_work_is_done_and_signed_for(self):
        self.tell("25-cancelled-while-done")

    def test_two_people_draw_over_one_photo(self):
        self.tell("80-photo-marked-by-two")

    def test_a_word_that_the_driver_does_not_know_fails_the_story(self):
        with self.assertRaisesRegex(AssertionError, "does not know"):
            self.tell("33-parts-and-vans")


if __name__ == "__main__":
    unittest.main()
