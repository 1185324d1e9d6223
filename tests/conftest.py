"""Fixtures for all tests."""

import signal

from hypothesis import HealthCheck, settings

from tests.browser import chromium, page

__all__ = ["chromium", "page"]

# No test measures time: on a busy machine an example may take as long as it takes.
settings.register_profile("untimed", parent=settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

# A shell that runs the tests in the background lets them ignore Ctrl-C, and all that they start would inherit that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
