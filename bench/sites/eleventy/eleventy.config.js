// Eleventy, asked for the same pages as the others. Its pagination has one level, so the lists are cut here.
import rss from "@11ty/eleventy-plugin-rss";

const PER_PAGE = 20;
const KINDS = { section: "Bölmələr", tags: "Mövzular", author: "Müəlliflər" };
const slug = (name) => name.toLocaleLowerCase("az").replaceAll(" ", "-");
const local = (date) => new Date(date.getTime() + 4 * 3600e3).toISOString();

function pages(root, title, items) {
  const total = Math.max(1, Math.ceil(items.length / PER_PAGE));
  const path = (n) => (n === 1 ? root : `${root}page/${n}/`);
  return Array.from({ length: total }, (_, index) => ({
    path: path(index + 1),
    title,
    number: index + 1,
    total,
    newer: index > 0 ? path(index) : null,
    older: index + 1 < total ? path(index + 2) : null,
    items: items.slice(index * PER_PAGE, (index + 1) * PER_PAGE),
  }));
}

function group(items, names) {
  const groups = new Map();
  for (const item of items) {
    for (const name of names(item)) {
      if (!groups.has(name)) groups.set(name, []);
      groups.get(name).push(item);
    }
  }
  return groups;
}

export default function (config) {
  let articles, terms, neighbours;

  const sort = (api) => {
    articles = api.getFilteredByGlob("src/articles/**/*.md").sort((a, b) => b.date - a.date);
    neighbours = new Map(articles.map((one, at) => [one.inputPath, [articles[at + 1], articles[at - 1]]]));
    terms = {
      section: group(articles, (one) => [one.data.section]),
      tags: group(articles, (one) => one.data.tags),
      author: group(articles, (one) => [one.data.author]),
    };
    return articles;
  };

  config.addPlugin(rss);
  config.addPassthroughCopy({ "src/style.css": "style.css" });
  config.addFilter("slug", slug);
  config.addFilter("moment", (date) => local(date).slice(0, 19) + "+04:00");
  config.addFilter("day", (date) => local(date).replace(/^(\d+)-(\d+)-(\d+)T(\d+:\d+).*/, "$3.$2.$1 $4"));
  config.addFilter("neighbour", (path, which) => neighbours.get(path)?.[which]);

  config.addCollection("newest", sort);
  config.addCollection("lists", (api) => {
    sort(api);
    const years = group(articles, (one) => [local(one.date).slice(0, 4)]);
    return [
      ...pages("/", "Bench", articles),
      ...[...years].flatMap(([year, items]) => pages(`/${year}/`, year, items)),
      ...Object.entries(terms).flatMap(([kind, found]) =>
        [...found].flatMap(([name, items]) => pages(`/${kind}/${slug(name)}/`, name, items)),
      ),
    ];
  });
  config.addCollection("indexes", (api) => {
    sort(api);
    return Object.entries(terms).map(([kind, found]) => ({
      path: `/${kind}/`,
      title: KINDS[kind],
      entries: [...found].map(([name, items]) => ({ name, path: `/${kind}/${slug(name)}/`, count: items.length }))
        .sort((a, b) => a.name.localeCompare(b.name, "az")),
    }));
  });
  config.addCollection("feeds", (api) => {
    sort(api);
    const feed = (path, title, items) => ({ path, title, items: items.slice(0, 20) });
    return [
      feed("/", "Bench", articles),
      ...["section", "tags"].flatMap((kind) =>
        [...terms[kind]].map(([name, items]) => feed(`/${kind}/${slug(name)}/`, name, items)),
      ),
    ];
  });

  return {
    dir: { input: "src", output: "output" },
    markdownTemplateEngine: false,
    htmlTemplateEngine: "njk",
  };
}
