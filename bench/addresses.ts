import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { Config } from "../cloud/src/config.ts";
import { openRecords } from "../cloud/src/records/records.ts";
import { searchAddresses } from "../cloud/src/territories/address-search.ts";
import { countryOf } from "../cloud/src/territories/countries.ts";
import { importFile } from "../cloud/src/territories/import-file.ts";
import { removeFolder } from "../tests/folders.ts";
import { quiet } from "./own-records.ts";

const STREETS = 30_000;
const ADDRESSES = 1_000_000;
const COMMUNES = 535;
const SEARCHES = 3_000;

/** Park and Miller: the same data and questions at each run. */
const createRandom = (seed: number) => {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
};

const kinds =
  "Rue Rue Rue Rue Rue Avenue Chemin Chemin Impasse Impasse Allée Allée Place Route Boulevard Lotissement Square Cours Quai Passage".split(
    " ",
  );
const people =
  "Victor Hugo|Jean Jaurès|Émile Zola|Georges Clemenceau|Léon Gambetta|Jules Ferry|Pierre et Marie Curie|Jean Moulin|Général de Gaulle|Maréchal Foch|Maréchal Leclerc|Président Wilson|Aristide Briand|Pasteur|Voltaire|Molière|Racine|La Fontaine|Paul Verlaine|Arthur Rimbaud|George Sand|Camille Claudel|Simone Veil|Olympe de Gouges|Louise Michel|Lucie Aubrac|Rosa Parks|Frédéric Chopin|Claude Debussy|Maurice Ravel|Hector Berlioz|Paul Cézanne|Claude Monet|Auguste Renoir|Edgar Degas|Henri Matisse|François Mauriac|Montaigne|Montesquieu|Michel de Montaigne|Anatole France|Alphonse Daudet|Guy de Maupassant|Gustave Flaubert|Honoré de Balzac|Stendhal|Alexandre Dumas|Jules Verne|Antoine de Saint-Exupéry|Roland Garros|Guynemer|Jean Mermoz|Edmond Rostand|Pierre Loti|Sadi Carnot|Raymond Poincaré|Salvador Allende|Nelson Mandela|Pablo Neruda".split(
    "|",
  );
const places =
  "Église|Gare|Mairie|Moulin|Fontaine|Château|Lavoir|Cimetière|École|Poste|Marché|Forge|Pont|Port|Plage|Dune|Forêt|Vigne|Source|Prairie|Étang|Ruisseau|Coteau|Colline|Plaine|Vallée|Lande|Croix|Chapelle|Abbaye|Couvent|Halle|Tannerie|Verrerie|Briqueterie|Tuilerie|Scierie|Ferme|Bergerie|Métairie|Palombière|Oseraie|Saulaie|Pinède|Chênaie|Hêtraie|Roseraie|Cerisaie".split(
    "|",
  );
const plants =
  "Lilas|Roses|Acacias|Tilleuls|Platanes|Peupliers|Chênes|Pins|Cèdres|Érables|Bouleaux|Saules|Ormes|Frênes|Noisetiers|Châtaigniers|Cerisiers|Pommiers|Amandiers|Mimosas|Glycines|Camélias|Hortensias|Genêts|Bruyères|Fougères|Coquelicots|Bleuets|Violettes|Marguerites|Mésanges|Hirondelles|Rossignols|Alouettes|Tourterelles|Bécasses|Palombes|Écureuils|Chevreuils|Vendangeurs|Résiniers|Pêcheurs|Tonneliers|Meuniers|Bergers".split(
    "|",
  );
const dates = [
  "8 Mai 1945",
  "11 Novembre",
  "11 Novembre 1918",
  "14 Juillet",
  "4 Septembre",
  "19 Mars 1962",
];
const saints =
  "Jean Pierre Paul Martin Michel Vincent Laurent Aubin Germain Médard Loubès Sulpice Caprais Émilion Macaire Estèphe Julien Seurin Christoly Yzans André Denis Genès Hilaire Léger Maixent Morillon Pey Quentin Sauveur Selve Symphorien Trélody Vivien Ciers Savin Girons Palais Seurin Magne Exupéry Ferme Philippe Sixte Foy Terre Eulalie Hélène Colombe Radegonde Florence Gemme".split(
    " ",
  );
const endings =
  "en-Médoc sur-Garonne de-Blaye d'Aiguille en-Jalles la-Rivière sur-Dordogne de-Bordeaux les-Bains du-Bois de-Grave sur-Isle les-Vignes d'Arcachon de-Castillon sous-Bois".split(
    " ",
  );

const pick = <T>(random: () => number, values: readonly T[]): T =>
  values[Math.floor(random() * values.length)] as T;

const syllables =
  "ba be bi bo bou ca ce co cu da de do fa fi fo ga gue la le li lo ma me mi mo na ne no pa pe po ra re ri ro sa se si so ta te ti to va ve vi".split(
    " ",
  );
const family = (random: () => number): string => {
  const word = Array.from({ length: 2 + Math.floor(random() * 2) }, () =>
    pick(random, syllables),
  ).join("");
  return (
    word[0]?.toUpperCase() + word.slice(1) + pick(random, ["", "n", "u", "c", "t", "ux", "rd", "s"])
  );
};

const streetName = (random: () => number): string => {
  const kind = pick(random, kinds);
  const which = random();
  if (which < 0.18) return `${kind} ${pick(random, people)}`;
  if (which < 0.3) {
    const place = pick(random, places);
    return `${kind} ${/^[AEÉÈHÎIOU]/.test(place) ? "de l'" : "de la "}${place}`;
  }
  if (which < 0.45) return `${kind} des ${pick(random, plants)}`;
  if (which < 0.5) return `${kind} du ${pick(random, dates)}`;
  if (which < 0.6) return `${kind} Saint-${pick(random, saints)}`;
  if (which < 0.8) return `${kind} ${pick(random, people).split(" ")[0]} ${family(random)}`;
  return `${kind} de ${family(random)}`;
};

interface Street {
  readonly name: string;
  readonly commune: string;
  readonly insee: string;
  readonly postcode: string;
  readonly numbers: number;
}

const createStreets = (random: () => number): Street[] => {
  const communes = Array.from({ length: COMMUNES }, (_, index) => ({
    insee: `33${String(index + 1).padStart(3, "0")}`,
    postcode: `33${String(10 * Math.floor(index / 6)).padStart(3, "0")}`,
    commune:
      index === 0
        ? "Bordeaux"
        : random() < 0.5
          ? `Saint-${pick(random, saints)}-${pick(random, endings)}`
          : `${family(random)}${random() < 0.4 ? `-${pick(random, endings)}` : ""}`,
  }));
  return Array.from({ length: STREETS }, () => {
    // A tenth of the streets are in the largest town; the others get fewer and fewer.
    const place = random() < 0.1 ? 0 : Math.floor(COMMUNES * random() ** 2);
    const commune = communes[place] as (typeof communes)[number];
    return {
      ...commune,
      name: streetName(random),
      numbers: Math.max(1, Math.round((ADDRESSES / STREETS) * -Math.log(1 - random()))),
    };
  });
};

const HEADER =
  "id;id_fantoir;numero;rep;nom_voie;code_postal;code_insee;nom_commune;code_insee_ancienne_commune;nom_ancienne_commune;x;y;lon;lat;type_position;alias;nom_ld;libelle_acheminement;nom_afnor;source_position;source_nom_voie;certification_commune;cad_parcelles\n";

function* banLines(streets: readonly Street[], random: () => number): Generator<string> {
  yield HEADER;
  for (const [index, { name, commune, insee, postcode, numbers }] of streets.entries()) {
    const way = `${insee}_${String(index).padStart(5, "0")}`;
    const [lon, lat] = [-1 + random(), 44.4 + random()];
    let text = "";
    for (let number = 1; number <= numbers; number += 1) {
      const rep = random() < 0.05 ? "bis" : "";
      text += `${way}_${String(number).padStart(5, "0")}${rep === "" ? "" : "_bis"};;${number};${rep};${name};${postcode};${insee};${commune};;;416000.12;6423000.34;${(lon + number / 1e5).toFixed(6)};${lat.toFixed(6)};entrée;;;${commune.toUpperCase()};${name.toUpperCase()};commune;commune;1;${insee}000AB0${number}\n`;
    }
    yield text;
  }
}

const short: readonly (readonly [RegExp, string])[] = [
  [/^Avenue/, "av"],
  [/^Boulevard/, "bd"],
  [/^Rue/, "r."],
  [/^Place/, "pl"],
  [/^Chemin/, "chem"],
  [/^Impasse/, "imp"],
  [/Saint-/g, "St "],
  [/Général/, "Gal"],
];

/** How people type: with abbreviations, without accents, unfinished, with a mistake, in another order. */
const askedFor = (random: () => number, { name, commune, postcode, numbers }: Street) => {
  const number = 1 + Math.floor(random() * numbers);
  const abbreviated = short.reduce((text, [word, by]) => text.replace(word, by), name);
  const said = random() < 0.4 ? abbreviated : name;
  const place = pick(random, [commune, postcode, `${postcode} ${commune}`, ""]);
  const whole = pick(random, [
    `${number} ${said} ${place}`,
    `${number}, ${said}, ${place}`,
    `${place} ${said} ${number}`,
    `${said} ${place}`,
  ]).trim();
  const plain =
    random() < 0.5 ? whole.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase() : whole;
  const which = random();
  if (which < 0.5)
    return { way: "unfinished", text: plain.slice(0, 4 + Math.floor(random() * plain.length)) };
  if (which < 0.75) return { way: "whole", text: plain };
  const words = plain.split(" ");
  const long = words
    .map((word, index) => ({ word, index }))
    .filter(({ word }) => /^\p{L}{5,}$/u.test(word));
  if (long.length === 0) return { way: "whole", text: plain };
  const { word, index } = pick(random, long);
  const at = 1 + Math.floor(random() * (word.length - 2));
  words[index] = pick(random, [
    word.slice(0, at) + word.slice(at + 1),
    word.slice(0, at) + (word[at + 1] ?? "") + (word[at] ?? "") + word.slice(at + 2),
    `${word.slice(0, at)}x${word.slice(at + 1)}`,
  ]);
  return { way: "with a mistake", text: words.join(" ") };
};

const quantile = (sorted: readonly number[], part: number): string =>
  (sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0).toFixed(1);

/** A département of a million addresses: how long its import takes, how long one search of many. */
export const addressesBench = async (): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), "dcz-bench-addresses-"));
  const records = await openRecords(Config.parse({ DATA_DIR: folder }), quiet, Date.now);
  try {
    const country = countryOf("fr");
    const random = createRandom(11);
    const streets = createStreets(random);
    const source = Readable.from(banLines(streets, random)).map((text: string) =>
      Buffer.from(text),
    );
    const started = performance.now();
    const { counts } = await importFile(records.db, source, {
      country,
      allowRemovals: false,
      isDemonstration: false,
      at: new Date(),
      onLines: async () => undefined,
      onDone: async () => undefined,
    });
    const seconds = (performance.now() - started) / 1000;
    process.stdout.write(
      `${counts.lines} addresses of ${STREETS} streets imported in ${seconds.toFixed(1)} s; this process at most ${Math.round(process.resourceUsage().maxRSS / 1024)} MB\n\n`,
    );

    const times = new Map<string, number[]>();
    const found = new Map<string, number>();
    for (let index = 0; index < SEARCHES; index += 1) {
      const street = pick(random, streets);
      const { way, text } = askedFor(random, street);
      const begun = performance.now();
      const results = await searchAddresses(records.db, country, { text, limit: 8 });
      // The first questions of a connection prepare it.
      if (index < 50) continue;
      times.set(way, [...(times.get(way) ?? []), performance.now() - begun]);
      const isThere = results.some(
        ({ street: name, municipalityCode }) =>
          name === street.name && municipalityCode === street.insee,
      );
      found.set(way, (found.get(way) ?? 0) + (isThere ? 1 : 0));
    }
    process.stdout.write(
      "| typed | searches | p50 ms | p95 ms | p99 ms | longest ms | street among the first 8 |\n|---|---|---|---|---|---|---|\n",
    );
    for (const [way, all] of [...times, ["all", [...times.values()].flat()] as const]) {
      const sorted = all.toSorted((a, b) => a - b);
      const share =
        way === "all"
          ? [...found.values()].reduce((sum, each) => sum + each, 0)
          : (found.get(way) ?? 0);
      process.stdout.write(
        `| ${way} | ${all.length} | ${quantile(sorted, 0.5)} | ${quantile(sorted, 0.95)} | ${quantile(sorted, 0.99)} | ${quantile(sorted, 1)} | ${Math.round((100 * share) / all.length)} % |\n`,
      );
    }
  } finally {
    await records.close();
    await removeFolder(folder);
  }
};
