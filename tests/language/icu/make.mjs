// Writes what ICU says about letter case and order: one file per language, words in ICU's order, one per line:
// the word, in small letters, in capitals, separated by tabs. Needs Node with full ICU (any since 13).
//
//     node tests/language/icu/make.mjs
//
// The words are built from the alphabet, not taken from a list, so that every letter meets every other; families
// that share a beginning and differ in one letter, accent, capital, space or sign probe all levels of the order.
import { writeFileSync } from "node:fs";

const LANGUAGES = {
  az: { letters: "abcçdeəfgğhxıijkqlmnoöprsştuüvyz", rare: "wâîûéа", count: 5000 },
  tr: { letters: "abcçdefgğhıijklmnoöprsştuüvyz", rare: "qwxâîûəё", count: 5000 },
  ru: { letters: "абвгдеёжзийклмнопрстуфхцчшщъыьэюя", rare: "aqzəі", count: 1500 },
  de: { letters: "abcdefghijklmnopqrstuvwxyzäöüß", rare: "éłøşçñə", count: 1500 },
  en: { letters: "abcdefghijklmnopqrstuvwxyz", rare: "éèêëøæœłşğüəıç", count: 1500 },
};
const SIGNS = [" ", "-", "'", ".", ", ", " – ", " & ", "/", "+", "_"];

// A linear congruential generator (the constants of Numerical Recipes): the same words on every machine.
let seed = 20251027;
const below = (n) => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return Math.floor((seed / 2 ** 32) * n);
};
const pick = (row) => row[below(row.length)];

for (const [language, { letters, rare, count }] of Object.entries(LANGUAGES)) {
  const common = [...letters], all = [...letters, ...rare];
  const letter = () => pick(below(12) ? common : all);
  const word = () => Array.from({ length: 1 + below(6) }, letter).join("");
  const capital = (text) => {
    switch (below(5)) {
      case 0: return text.toLocaleUpperCase(language);
      case 1: return [...text].map((c) => (below(2) ? c.toLocaleUpperCase(language) : c)).join("");
      case 2: return text;
      default: return text.charAt(0).toLocaleUpperCase(language) + text.slice(1);
    }
  };
  const words = new Set([...all, ...all.map((c) => c.toLocaleUpperCase(language))]);
  while (words.size < count) {
    const stem = word();
    for (let i = 1 + below(6); i > 0 && words.size < count; i--) {
      const tail = below(3) ? letter() : below(2) ? pick(SIGNS) + word() : String(below(120));
      words.add(capital(stem + tail));
      if (below(4) === 0) words.add(capital(pick(["«", "“", "(", "№ ", "2", "'", "…"]) + stem));
    }
  }
  // Where ICU sees no difference the order is that of the characters.
  const compare = new Intl.Collator(language).compare;
  const sorted = [...words].sort((a, b) => compare(a, b) || (a < b ? -1 : 1));
  const rows = sorted.map((w) => [w, w.toLocaleLowerCase(language), w.toLocaleUpperCase(language)].join("\t"));
  const head = `# ICU ${process.versions.icu}, CLDR ${process.versions.cldr}, language ${language}, made by make.mjs`;
  writeFileSync(new URL(`${language}.tsv`, import.meta.url), [head, ...rows, ""].join("\n"));
}
