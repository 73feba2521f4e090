import { mkdtemp } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { openCloudUnderTest } from "../cloud/src/cloud.fixture.ts";
import { Config } from "../cloud/src/config.ts";
import { openRecords } from "../cloud/src/records/records.ts";
import { removeFolder } from "../tests/folders.ts";
import { addressOf, quiet } from "./own-records.ts";

/** A Tuesday in Paris, and a night without an open place. */
const DAY = Date.parse("2026-11-24T10:00:00+01:00");
const NIGHT = Date.parse("2026-11-24T03:00:00+01:00");
const AT_A_TIME = 1_000;
const QUESTIONS = 30;

const kinds =
  "Médiathèque|Centre social|Mairie|Association|Point numérique|Cyberbase|Club informatique|CCAS|France services|Tiers-lieu".split(
    "|",
  );
const places =
  "Verne|Rivière|Tilleuls|Moulin|République|Jaurès|Curie|Pasteur|Hugo|Zola|Lilas|Port|Gare|Pont|Église|Chêne|Source|Vignes|Lac|Prairie".split(
    "|",
  );
const services =
  "Aide aux démarches administratives|Maîtrise des outils numériques du quotidien|Accès internet et matériel informatique|Utilisation sécurisée du numérique".split(
    "|",
  );
const description =
  "Un lieu d'accueil et d'accompagnement au numérique pour toutes et tous, avec des ateliers chaque semaine. ".repeat(
    3,
  );

/** Park and Miller: the same entries at each run. */
const createEntries = (count: number) => {
  let state = 7;
  const random = () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  const pick = (values: readonly string[]): string =>
    values[Math.floor(random() * values.length)] as string;
  return Array.from({ length: count }, (_, index) => {
    const insee = `${10 + (index % 80)}${100 + (index % 900)}`;
    const morning = `${String(8 + (index % 3)).padStart(2, "0")}:${String((index % 12) * 5).padStart(2, "0")}-12:00`;
    return {
      key: String(index),
      nature: "structure",
      sheet: {
        name: `${pick(kinds)} ${pick(places)} ${pick(places)} ${index % 997}`,
        ...{ street: `${index % 120} rue ${pick(places)}`, postcode: insee, insee },
        commune: `Commune ${pick(places)} ${index % 3_000}`,
        ...{ latitude: 43 + random() * 7, longitude: -1 + random() * 7 },
        services: [...new Set([pick(services), pick(services)])],
        fees: [pick(["Gratuit", "Payant", "Gratuit sous condition"])],
        publics: [pick(["Seniors", "Jeunes"])],
        ...(index % 3 === 0 ? { care: ["Handicaps moteurs"] } : {}),
        ...(index % 2 === 0
          ? { openingHours: `Mo-Fr ${morning},14:00-1${5 + (index % 4)}:${index % 6}0; PH off` }
          : {}),
        ...{ phones: [`+335${String(index).padStart(8, "0")}`], description },
        updatedOn: "2026-05-01",
      },
    };
  });
};

interface Answered {
  readonly entries?: readonly unknown[];
  readonly cells?: readonly unknown[];
}
const rowsIn = ({ entries, cells }: Answered): number => (entries ?? cells)?.length ?? -1;

/** What people ask: as a query, or as a body around a point. */
const questions: readonly (readonly [string, string, object?])[] = [
  ["all", "entries"],
  ["one frequent filter", "entries?facets=Gratuit"],
  [
    "four filters",
    "entries?facets=Gratuit,Seniors,Handicaps%20moteurs,Utilisation%20s%C3%A9curis%C3%A9e%20du%20num%C3%A9rique",
  ],
  ["a word of a tenth of the names", "entries?search=mediatheque"],
  ["two words", "entries?search=mediatheque%20verne"],
  ["a word of every description", "entries?search=accueil"],
  ["a word of names and of every description", "entries?search=numerique"],
  ["two misspelt words", "entries?search=mediateque%20vernne"],
  ["a word that nothing has", "entries?search=helicoptere"],
  ["open now", "entries?open=now"],
  [
    "open or unknown, a filter, a word",
    "entries?open=now-or-unknown&facets=Gratuit&search=mediatheque",
  ],
  ["a map of all", "map?bounds=-5,41,10,52&zoom=5"],
  ["a map of a town", "map?bounds=2,45,2.2,45.2&zoom=11"],
  ["around a point", "near", { lat: 45, lon: 2 }],
  ["around a point, two filters", "near", { lat: 45, lon: 2, facets: "Gratuit,Seniors" }],
  ["around a point, two words", "near", { lat: 45, lon: 2, search: "mediatheque verne" }],
  ["around a point, open now", "near", { lat: 45, lon: 2, open: "now" }],
];

/**
 * How long BENCH_ENTRIES (50 000) take to be previewed, imported and sent again, a thousand at a time as `dcz atlas import`
 * does, and how long a question to a cloud that holds them takes, over HTTP. Goals: 60 s, and 100 ms.
 */
export const atlasBench = async (): Promise<void> => {
  const count = Number(process.env.BENCH_ENTRIES ?? 50_000);
  const say = (line: string) => process.stdout.write(`${line}\n`);
  const directory = await mkdtemp(join(tmpdir(), "dcz-atlas-"));
  let now = DAY;
  const records = await openRecords(Config.parse({ DATA_DIR: directory }), quiet, () => now);
  const subject = await openCloudUnderTest(() => now, { databaseUrl: addressOf(records) });
  const at = "/api/v1/atlas";
  const json = { "content-type": "application/json" };
  try {
    const entries = createEntries(count);
    const send = async (preview: boolean): Promise<string> => {
      const begun = performance.now();
      let worst = 0;
      for (let from = 0; from < count; from += AT_A_TIME) {
        const sent = performance.now();
        const { status, body } = await subject.getAsAdministrator(`${at}/imports`, {
          ...{ method: "POST", headers: json },
          body: JSON.stringify({
            ...{ source: "bench", preview, likes: "publish" },
            entries: entries.slice(from, from + AT_A_TIME),
          }),
        });
        if (status !== 200) throw new Error(JSON.stringify(body));
        worst = Math.max(worst, performance.now() - sent);
      }
      const seconds = ((performance.now() - begun) / 1_000).toFixed(1);
      return `${seconds} s | ${worst.toFixed(0)} ms |`;
    };
    say(`${count} entries, load ${loadavg()[0]?.toFixed(1)}\n`);
    say("| | all | a thousand at most |\n|---|--:|--:|");
    say(`| preview | ${await send(true)}`);
    say(`| import | ${await send(false)}`);
    say(`| the same again | ${await send(false)}`);
    // Open times are made a while after the import.
    const unknown = async () => {
      const { entries: some } = (await subject.get(`${at}/entries?limit=100`)).body as {
        entries: { hours?: string; opening: { state: string } }[];
      };
      return some.some(({ hours, opening }) => hours !== undefined && opening.state === "unknown");
    };
    const made = performance.now();
    while (await unknown()) await wait(200);
    say(
      `\nopen times of the first hundred: ${((performance.now() - made) / 1_000).toFixed(1)} s later`,
    );
    const ask = async (name: string, path: string, body: object | undefined): Promise<void> => {
      const times: number[] = [];
      let found = 0;
      for (let index = 0; index < QUESTIONS; index += 1) {
        const begun = performance.now();
        const { body: page } = await subject.get(
          `${at}/${path}`,
          body && { method: "POST", headers: json, body: JSON.stringify(body) },
        );
        times.push(performance.now() - begun);
        found = rowsIn(page as Answered);
      }
      times.sort((one, other) => one - other);
      const figure = (share: number) => times[Math.floor(share * (QUESTIONS - 1))]?.toFixed(0);
      say(`| ${name} | ${found} | ${figure(0.5)} | ${figure(0.95)} | ${figure(1)} |`);
    };
    say(`\nload ${loadavg()[0]?.toFixed(1)}\n\n| question | rows | median ms | p95 | worst |`);
    say("|---|--:|--:|--:|--:|");
    for (const [name, path, body] of questions) await ask(name, path, body);
    now = NIGHT;
    await ask("open now, at night", "entries?open=now", undefined);
    await ask("around a point, open now, at night", "near", { lat: 45, lon: 2, open: "now" });
  } finally {
    await subject.remove();
    await records.close();
    await removeFolder(directory);
  }
};
