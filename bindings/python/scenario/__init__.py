"""The shared stories of `tests/scenarios`, word for word, through the exported interface: what each word does with a phone,
and what each expectation looks at. A word that is not here fails the story; it is never passed over."""

from .stage import Stage
from .story import Scenario

__all__ = ["Scenario", "Stage"]
