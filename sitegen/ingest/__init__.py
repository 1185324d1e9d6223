"""From a source article to a Markdown file that the editor owns.

    sources     what was named → bytes and their kind (fetch, encodings)
      ├─ dump       a plain-text dump → Story (furniture, names, moments, sentences, escape)
      ├─ page       HTML → Story: facts (metadata: jsonld, titles, bylines, dating), then
      │             the text (dom, maintext, boilerplate, pagehead), then its Markdown (markup, inline, tables)
      ├─ archives   MHTML → a page
      ├─ feeds      a feed → a Story for each entry
      └─ adopt      Markdown from elsewhere → Story
    pictures    a Story's pictures → content/media/
    shelf       a Story → a file below content/: once (likeness), and never over an editor's work
                (frontmatter, merge, store)

Nothing here is loaded by a build.
"""

from sitegen.ingest.run import import_source, import_sources
from sitegen.ingest.story import Failed, Imported, ImportSettings, Origin

__all__ = ["Failed", "ImportSettings", "Imported", "Origin", "import_source", "import_sources"]
