import type { Command } from "commander";
import * as z from "zod";
import type { AtlasEntry } from "../../cloud/src/atlas/entry.ts";
import { type ReadEntry, readEntries } from "../../cloud/src/atlas/formats/convert.ts";
import { isDay } from "../../cloud/src/atlas/formats/values.ts";
import { createLikes, type Taking, takings } from "../../cloud/src/atlas/judge-import.ts";
import { AtlasSheet, families } from "../../cloud/src/atlas/sheet.ts";
import type { Administration } from "../administration/cloud.ts";
import { createDesk } from "../administration/desk.ts";
import { createCommand, refuse } from "../command.ts";
import { type NamedRows, nameRows } from "../measurement-file/named-rows.ts";
import { printable } from "../measurement-file/printable.ts";
import type { Terminal } from "../terminal.ts";
import { askedFormat, askedResource, readAsked } from "./asked.ts";
import { importTexts } from "./import-texts.ts";
import { messageOf } from "./messages.ts";
import { atlasTexts } from "./texts.ts";

interface Options {
  readonly as?: string;
  readonly resource?: string;
  readonly source?: string;
  readonly family?: string;
  readonly take?: string;
  readonly licence?: string;
  readonly publishLikes?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

export const importCommand = (
  terminal: Terminal,
  administration: () => Promise<Administration>,
): Command => {
  const texts = importTexts[terminal.language];
  return createCommand(terminal, "import")
    .description(texts.description)
    .argument("[FILE]", atlasTexts[terminal.language].file)
    .option("--as <FORMAT>", atlasTexts[terminal.language].as)
    .option("--resource <RESOURCE>", atlasTexts[terminal.language].resource)
    .option("--source <SOURCE>", texts.source)
    .option("--family <FAMILY>", texts.family(families))
    .option("--take <WHOSE>", texts.take)
    .option("--licence <LICENCE>", texts.licence)
    .option("--publish-likes", texts.publishLikes)
    .option("--dry-run", texts.dryRun)
    .option("--json", texts.json)
    .addHelpText("after", `\n${texts.help}\n`)
    .action((file: string | undefined, options: Options) =>
      importFile(terminal, administration, file, options),
    );
};

/** One request: as many as the cloud takes, and not more text than it reads at once. */
const MOST_ENTRIES = 1_000;
const MOST_LETTERS = 4_000_000;

const outcomes = ["new", "changed", "same", "conflict", "refused", "held"] as const;
type Counts = { [outcome in (typeof outcomes)[number]]: number };

const Answer = z.object({
  counts: z.object({
    ...{ new: z.number(), changed: z.number(), same: z.number() },
    ...{ conflict: z.number(), refused: z.number(), held: z.number() },
  }),
  told: z.array(
    z.object({
      row: z.number(),
      outcome: z.string(),
      detail: z.string().optional(),
      held: z.boolean(),
      likes: z.array(
        z.object({
          ...{ slug: z.string().optional(), row: z.number().optional(), source: z.string() },
          ...{ name: z.string(), score: z.number(), reasons: z.array(z.string()) },
        }),
      ),
    }),
  ),
});

interface Sent {
  readonly line: number;
  readonly source: string;
  readonly given: {
    readonly key: string;
    readonly nature: "structure" | "offer";
    readonly structure?: string;
    readonly sheet: Omit<AtlasEntry, "id" | "source" | "structure">;
  };
}

/** As the cloud takes it; a fault where it has no key or no source. */
const sentOf = (
  { line, entry: { id, source, structure, updatedOn, ...entry } }: ReadEntry,
  said: string | undefined,
  isService: boolean,
): Sent | "no_key" | "no_source" => {
  const from = said ?? source;
  if (id === undefined || id.trim() === "") return "no_key";
  if (from === undefined || from.trim() === "") return "no_source";
  const sheet = updatedOn !== undefined && isDay(updatedOn) ? { ...entry, updatedOn } : entry;
  const key = id.trim();
  return {
    ...{ line, source: from.trim() },
    given: isService
      ? { key, nature: "offer", ...(structure === undefined ? {} : { structure }), sheet }
      : { key, nature: "structure", sheet },
  };
};

/** As many to a request as it holds, of one source each. */
const requestsOf = (all: readonly Sent[]): readonly (readonly Sent[])[] => {
  const requests: Sent[][] = [];
  for (const some of Map.groupBy(all, ({ source }) => source).values()) {
    let letters = Number.POSITIVE_INFINITY;
    for (const each of some) {
      const size = JSON.stringify(each.given).length;
      const last = requests.at(-1);
      if (last === undefined || last.length >= MOST_ENTRIES || letters + size > MOST_LETTERS) {
        requests.push([each]);
        letters = size;
      } else {
        last.push(each);
        letters += size;
      }
    }
  }
  return requests;
};

/** In a preview nothing is there yet of the requests before: likely duplicates among them are found here. */
const likesAcross = (requests: readonly (readonly Sent[])[]) => {
  const known = createLikes<{ nature: Sent["given"]["nature"]; sheet: AtlasSheet; sent: Sent }>();
  const found: { readonly sent: Sent; readonly other: Sent; readonly score: number }[] = [];
  for (const some of requests) {
    const read = some.flatMap((sent) => {
      const sheet = AtlasSheet.safeParse(sent.given.sheet);
      return sheet.success ? [{ nature: sent.given.nature, sheet: sheet.data, sent }] : [];
    });
    for (const each of read)
      for (const { entry, likeness } of known.of(each, 1))
        found.push({ sent: each.sent, other: entry.sent, score: likeness.score });
    for (const each of read) known.add(each);
  }
  return found;
};

const understand = (terminal: Terminal, { family, take }: Options) => {
  const texts = importTexts[terminal.language];
  const asked = families.find((each) => each === (family ?? "mediation"));
  if (asked === undefined) return texts.unknownFamily(family ?? "", families);
  const taking = takings.find((each) => each === (take ?? "ours"));
  if (taking === undefined) return texts.unknownTaking(take ?? "", takings);
  return { family: asked, taking };
};

const importFile = async (
  terminal: Terminal,
  administration: () => Promise<Administration>,
  path: string | undefined,
  options: Options,
): Promise<void> => {
  const { language, out, err } = terminal;
  const texts = importTexts[language];
  const format = askedFormat(terminal, "--as", options.as);
  if (format === undefined) return;
  const asked = askedResource(terminal, options.resource);
  if (asked === "refused") return;
  const understood = understand(terminal, options);
  if (typeof understood === "string") return refuse(terminal, understood);
  const file = await readAsked(terminal, path);
  if (file === undefined) return;
  const { entries, unread, resource } = readEntries(file.text, format, asked);
  const wrong = nameRows(terminal);
  for (const { line, problem } of unread) wrong.name(line, messageOf(language, problem));
  const isService = format === "data-inclusion" && resource === "services";
  const all = entries.flatMap((entry) => {
    const sent = sentOf(entry, options.source, isService);
    if (typeof sent !== "string") return [sent];
    wrong.name(entry.line, texts[sent]);
    return [];
  });
  const requests = requestsOf(all);
  const told = await send(terminal, administration, requests, { ...options, ...understood }, wrong);
  if (told === undefined) return;
  const { counts } = told;
  const twice = options.dryRun === true ? likesAcross(requests) : [];
  if (options.json === true)
    await out.data(`${JSON.stringify({ ...counts, told: told.rows }, undefined, 2)}\n`);
  else {
    for (const { line, sentence } of told.rows) out.say(`${texts.at(line, sentence)}\n`);
    for (const { sent, other, score } of twice)
      out.say(
        `${texts.at(sent.line, texts.like(printable(String(other.given.sheet.name ?? "")), texts.line(other.line), score))}\n`,
      );
    out.say(`${texts.counts(counts, options.dryRun === true)}\n`);
  }
  wrong.end();
  if (all.length === 0) {
    err.say(`${texts.nothing}\n`);
    terminal.exit(1);
  }
};

interface Told {
  readonly counts: Counts;
  readonly rows: readonly { readonly line: number; readonly sentence: string }[];
}

/** Sends all requests, one after the other, and says how far it is; undefined when the cloud refused, which was said. */
const send = async (
  terminal: Terminal,
  administration: () => Promise<Administration>,
  requests: readonly (readonly Sent[])[],
  { family, taking, licence, publishLikes, dryRun }: Options & { readonly taking: Taking },
  wrong: NamedRows,
): Promise<Told | undefined> => {
  const { language, err } = terminal;
  const texts = importTexts[language];
  const { answerTo } = createDesk(terminal, administration);
  const counts: Counts = { new: 0, changed: 0, same: 0, conflict: 0, refused: 0, held: 0 };
  const rows: { line: number; sentence: string }[] = [];
  const total = requests.reduce((sum, { length }) => sum + length, 0);
  let done = 0;
  for (const some of requests) {
    const answer = await answerTo({
      ...{ method: "POST", path: "/api/v1/atlas/imports" },
      body: {
        ...{ source: some[0]?.source, family, taking, ...(licence && { licence }) },
        ...{ likes: publishLikes === true ? "publish" : "hold", preview: dryRun === true },
        entries: some.map(({ given }) => given),
      },
    });
    if (answer === undefined) return undefined;
    const taken = Answer.parse(answer.body);
    for (const outcome of outcomes) counts[outcome] += taken.counts[outcome];
    for (const { row, outcome, detail = "", likes } of taken.told) {
      const line = some[row]?.line ?? 0;
      if (outcome === "refused") wrong.name(line, `${printable(detail)}.`);
      if (outcome === "conflict") rows.push({ line, sentence: texts.conflict });
      for (const { name, slug, row: other, score } of likes) {
        const where =
          slug === undefined ? texts.line(some[other ?? 0]?.line ?? 0) : `/atlas/${slug}`;
        rows.push({ line, sentence: texts.like(printable(name), where, score) });
      }
    }
    done += some.length;
    if (err.interactive) err.say(`\r\u001b[K${texts.progress(done, total)}`);
  }
  if (err.interactive && total > 0) err.say("\r\u001b[K");
  return { counts, rows };
};
