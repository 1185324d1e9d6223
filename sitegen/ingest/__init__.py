"""From a source article to a Markdown file that the editor owns.

    reading     what was named → Stories, in as many processes as there are cores:
    sources     bytes and their kind (fetch: connections; encodings; revisits)
      ├─ dump       a plain-text dump → Story (furniture, names, moments, sentences, escape)
      ├─ page       HTML → Story: facts (metadata: jsonld, titles, bylines, dating), then
      │             the text (dom, maintext, boilerplate, pagehead, leads), then its Markdown (markup,
      │             inline, illustrations, notes, tables)
      ├─ archives   MHTML → a page; companions: the pictures that were saved with it
      ├─ feeds      a feed → a Story for each entry
      └─ adopt      Markdown from elsewhere → Story
    pictures    a Story's pictures → content/media/ (robots, reencode)
    shelf       a Story → a file below content/: once (catalogue: entries, kept), readable (sound), and never over an
                editor's work (frontmatter, merge, store)
    desk        what is looked up once for all sources

Nothing here is loaded by a build.
"""

from sitegen.ingest.run import import_source, import_sources
from sitegen.ingest.story import Failed, Imported, ImportSettings, Origin

__all__ = ["Failed", "ImportSettings", "Imported", "Origin", "import_source", "import_sources"]
