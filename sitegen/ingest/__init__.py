"""From a source article to a Markdown file that the editor owns.

    sources     what was named → bytes and their kind (fetch, encodings)
      ├─ dump       a plain-text dump → Story (furniture, names, sentences, escape)
      └─ page       HTML → Story
    shelf       Story → a file below content/, once, and never over an editor's work (frontmatter, store)

Nothing here is loaded by a build.
"""

from sitegen.ingest.run import import_source, import_sources
from sitegen.ingest.story import Failed, Imported, ImportSettings, Origin

__all__ = ["Failed", "ImportSettings", "Imported", "Origin", "import_source", "import_sources"]
