"""The Pages workflow of a new site: it parses, and what it runs exists."""

from __future__ import annotations

import re
from importlib.resources import files

import yaml

WORKFLOW = files("sitegen").joinpath("scaffold", "pages.yml").read_text(encoding="utf-8")


def test_it_builds_for_the_address_of_the_pages_and_publishes_what_was_built() -> None:
    jobs = yaml.safe_load(WORKFLOW)["jobs"]
    steps = jobs["build"]["steps"]
    runs = [step["run"] for step in steps if "run" in step]
    assert runs == ['pip install "$SITEGEN"', 'sitegen build --base-url "$BASE_URL/"']
    upload = steps[-1]
    assert upload["uses"].startswith("actions/upload-pages-artifact@")
    assert upload["with"] == {"path": "output", "include-hidden-files": True}
    assert jobs["deploy"]["needs"] == "build"


def test_it_runs_on_every_push_and_daily_for_scheduled_articles() -> None:
    on = yaml.safe_load(WORKFLOW)[True]  # YAML 1.1 reads the key "on" as true
    assert on["push"] == {"branches": ["main"]}
    assert re.fullmatch(r"\d+ \d+ \* \* \*", on["schedule"][0]["cron"])


def test_it_has_the_rights_that_pages_need_and_no_more() -> None:
    assert yaml.safe_load(WORKFLOW)["permissions"] == {"contents": "read", "pages": "write", "id-token": "write"}
