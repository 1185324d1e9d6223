"""What a run of imports looks up once and keeps at hand."""

from __future__ import annotations

import time
from typing import NamedTuple

from sitegen.ingest.catalogue import Catalogue
from sitegen.ingest.fetch import user_agent
from sitegen.ingest.pictures import Media
from sitegen.ingest.revisits import Revisits
from sitegen.ingest.robots import Robots
from sitegen.ingest.store import sweep
from sitegen.ingest.story import ImportSettings


class Desk(NamedTuple):
    """The articles and pictures that are there, what sites allow, and what their servers said last time."""

    catalogue: Catalogue
    media: Media
    robots: Robots
    revisits: Revisits


def open_desk(settings: ImportSettings) -> Desk:
    """Return the desk for imports into one site; what killed imports left behind is cleared away."""
    root = settings.root
    sweep(root, time.time())
    robots = Robots(user_agent(settings.site_url), allow_private=settings.allow_private)
    return Desk(Catalogue(root), Media(root), robots, Revisits(root))
