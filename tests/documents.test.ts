import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { root } from "./processes.ts";

const decisions = join(root, "docs/decisions");
const pages = readdirSync(decisions).filter((file) => file !== "README.md");

test("decisions are numbered without a gap and listed in order", () => {
  expect(pages.map((file) => Number(file.slice(0, 4)))).toEqual(pages.map((_, index) => index + 1));
  const list = readFileSync(join(decisions, "README.md"), "utf8");
  expect([...list.matchAll(/\((\d{4}-[a-z0-9-]+\.md)\)/g)].map(([, file]) => file)).toEqual(pages);
});

test.each(pages)("%s has its parts", (file) => {
  const text = readFileSync(join(decisions, file), "utf8");
  expect(text).toMatch(/^# \d+\. .+\n\nStatus: .+ Date: \d{4}-\d{2}-\d{2}\.\n/);
  expect([...text.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading)).toEqual([
    "Context",
    "Decision",
    "Consequences",
    "Alternatives set aside",
  ]);
});

/** Every Markdown page of the repository, dependencies and data left out. */
const markdown = readdirSync(root, { recursive: true, encoding: "utf8" }).filter(
  (file) => file.endsWith(".md") && !/(^|\/)(node_modules|data|build)\//.test(file),
);

test.each(markdown)("links in %s lead somewhere", (file) => {
  const text = readFileSync(join(root, file), "utf8");
  for (const [, target = ""] of text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)) {
    if (/^[a-z]+:/.test(target)) continue;
    expect(() => readFileSync(join(root, dirname(file), decodeURI(target))), target).not.toThrow(
      /ENOENT/,
    );
  }
});

/** What tells people how things are now; a decision tells how they were on its date. */
const current = markdown.filter((file) => /^(docs\/(?!decisions\/)|[^/]+$)/.test(file));

const codeOf = (file: string): string[] => {
  const text = readFileSync(join(root, file), "utf8");
  const blocks = [...text.matchAll(/^```.*\n([\s\S]*?)^```/gm)].map(([, block = ""]) => block);
  const spans = [...text.replace(/^```[\s\S]*?^```/gm, "").matchAll(/`([^`\n]+)`/g)];
  return [...blocks, ...spans.map(([, span = ""]) => span)];
};

/** `cloud/src/…`, and not `cloud/series.duckdb`, which stands in DATA_DIR; nor the topic `dcz/1/…`. */
const named =
  /^((hardware|edge|gateway|cloud|dashboards)\/(src|app|kits|firmware|captures|server)|dcz(?!\/1)|start|install|tests|bench|docs)\/[\w./-]+$/gm;

test.each(current)("files and folders that %s names are there", (file) => {
  // A placeholder such as `cloud/src/<module>` is no path.
  for (const code of codeOf(file))
    for (const [path] of code.matchAll(named))
      expect(existsSync(join(root, path)), path).toBe(true);
});

test.each(current)("commands that %s names are there", (file) => {
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    scripts: { [name: string]: string };
  };
  const commands = readdirSync(join(root, "dcz"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
  for (const code of codeOf(file))
    for (const [, script = "", rest = ""] of code.matchAll(
      /npm run (?:--silent )?([a-z][\w:-]*)(.*)/g,
    )) {
      if (/--workspace|\s-w\s/.test(rest)) continue;
      expect(Object.keys(manifest.scripts), code).toContain(script);
      const command = script === "dcz" ? /^ -- ([a-z]+)/.exec(rest)?.[1] : undefined;
      if (command !== undefined) expect([...commands, "start"], code).toContain(command);
    }
});

/** What people read: pages, catalogues of sentences, and documents. */
const read = [
  ...current,
  ...readdirSync(root, { recursive: true, encoding: "utf8" }).filter(
    (file) =>
      !/(^|\/)(node_modules|data|build)\//.test(file) &&
      /(^|\/)((fr|en|words|texts|[\w-]+-texts|settings-page|variables)\.ts|failure\.js)$/.test(
        file,
      ),
  ),
];

/** Found hard to understand or clumsy by people who read them, and replaced. */
const replaced = [
  ...["Passerelle gateway", "Regarder un instant", "Grandeur montrée", "préréglage"],
  ...["PM2,5 PM₂.₅", "PM2.5 PM₂.₅", "Gateway gateway", "All right. Nothing", "Look at an instant"],
  ...["Quantity shown", "tells more"],
];

test("wordings that were replaced do not come back", () => {
  expect(read.filter((file) => file.endsWith("fr.ts")).length).toBeGreaterThan(10);
  const found = read.flatMap((file) => {
    const text = readFileSync(join(root, file), "utf8");
    return replaced.filter((words) => text.includes(words)).map((words) => `${file}: ${words}`);
  });
  expect(found).toEqual([]);
});
