"""What an editor asks for: a new site, a draft, an edition, another address, a look at the content.

    scaffold    a new site
    drafts      a draft article             (writing, contents)
    editions    a draft edition             (since, weeks)
    moves       another address for a text  (lines)
    check       what is wrong with content/ (marks)

Nothing here is loaded by a build.
"""

from sitegen.authoring.check import check
from sitegen.authoring.drafts import new
from sitegen.authoring.editions import draft_edition
from sitegen.authoring.moves import Moved, move
from sitegen.authoring.scaffold import init
from sitegen.authoring.since import parse_since

__all__ = ["Moved", "check", "draft_edition", "init", "move", "new", "parse_since"]
