import type { Texts } from "../texts.ts";

const inFrench = (value: number) => value.toLocaleString("fr", { maximumFractionDigits: 1 });
const inEnglish = (value: number) => value.toLocaleString("en", { maximumFractionDigits: 1 });

const fr = {
  description: "Les kits à construire en atelier : pièces, câblage, boîtier, notice",
  json: "en JSON",
  examples: `Exemples :
  dcz kits
  dcz kits show street-station
  dcz kits buy street-station=10 country-station=5
  dcz kits print street-station --out rue.html
  dcz kits enclosure street-station --out stl
  SENSORS=sps30@/dev/serial0 dcz kits accept street-station`,
  columns: ["kit", "nom", "pièces", "prix indicatif"],
  show: "montre un kit : ce qu'il mesure, ses pièces, ses étapes",
  check: "cherche les fautes de câblage d'un kit, ou de tous",
  draw: "dessine le câblage en SVG",
  buy: "fait une seule liste d'achats pour plusieurs kits",
  print: "écrit la notice à imprimer : une page HTML complète, au format A4",
  enclosure: "écrit les pièces du boîtier à imprimer en 3D (STL)",
  kit: "le kit, par exemple street-station",
  orders: "KIT=NOMBRE, autant de fois qu'il le faut",
  csv: "en CSV, pour un tableur",
  heads: "personnes qui se partagent le total (sinon : une par kit)",
  lang: "langue de la notice : fr ou en",
  outFile: "fichier à écrire",
  outDir: "dossier où écrire",
  set: "change une mesure, par exemple wall=3 ou inner.height=70",
  whichKit: (known: string) => `Quel kit ? Il y a : ${known}.`,
  unknownKit: (name: string, known: string) => `Kit inconnu : « ${name} ». Il y a : ${known}.`,
  whichOrders: (known: string) =>
    `Que faut-il acheter ? Par exemple : dcz kits buy street-station=10. Il y a : ${known}.`,
  badOrder: (given: string) =>
    `« ${given} » n'est pas une commande : il faut KIT=NOMBRE, avec un nombre entier de 1 à 10000.`,
  orderedTwice: (name: string) => `« ${name} » est commandé deux fois : le dire en une fois.`,
  badHeads: (given: string) =>
    `--heads veut un nombre entier de personnes, à partir de 1, et non « ${given} ».`,
  badLanguage: (given: string) => `--lang veut fr ou en, et non « ${given} ».`,
  whichOut: "Où l'écrire ? Le dire avec --out.",
  badSet: (given: string) =>
    `« ${given} » n'est pas une mesure : il faut NOM=NOMBRE, par exemple wall=3.`,
  wrongEnclosure: (path: string, message: string) => `Boîtier, ${path} : ${message}.`,
  broken: (name: string, sentence: string) => `${name}, ${sentence}`,
  partDiffers: (part: string) =>
    `La pièce « ${part} » n'est pas la même dans deux nomenclatures : corriger l'une des deux.`,
  fine: (name: string) => `${name} : câblage sans faute.`,
  finding: (name: string, where: string) => `${name} : ${where}`,
  remedy: (text: string) => `   Remède : ${text}`,
  accept: {
    description: "passe l'essai de réception d'un kit, ligne par ligne",
    withRecordings:
      "avec des enregistrements à la place des capteurs, pour essayer l'essai lui-même",
    listening: (minutes: number) =>
      `Chaque capteur est écouté jusqu'à sa première valeur : ${minutes} min au plus, 30 s s'il ne dit rien.`,
    emulated: (kit: string) =>
      `${kit}, capteurs enregistrés : rien d'une vraie station n'est essayé`,
    states: { passed: "réussi", failed: "échoué", by_hand: "à la main", waiting: "en attente" },
    waiting: (what: string): string =>
      `ce programme ne lit pas encore ${what === "i2c" ? "l'I²C" : what === "i2s" ? "l'I²S" : what}`,
    unknown: (model: string) => `${model} n'est pas un capteur connu.`,
    unnamed: (model: string, place: string) =>
      `SENSORS ne dit pas où est ${model} : par exemple SENSORS=${model}@${place}.`,
    noRadio: (page: string) =>
      `La page de la passerelle (${page}) ne montre pas encore cette valeur d'une station LoRa : BRIDGE_MQTT_URL y est-il réglé ?`,
    refused: (reasons: string) => `Ses trames ne donnent pas cette valeur (${reasons}).`,
    outside: (value: number, low: number, high: number, unit: string) =>
      `${inFrench(value)} ${unit}, attendu de ${inFrench(low)} à ${inFrench(high)}.`,
    summary: (passed: number, failed: number, byHand: number, waiting: number) =>
      `Réussies : ${passed}. Échouées : ${failed}. À la main : ${byHand}. En attente : ${waiting}.`,
  },
  measures: "Mesure",
  power: "Alimentation",
  link: "Liaison",
  limits: "Limites",
  parts: "Pièces",
  steps: (hours: string) => `Atelier de dix personnes, ${hours}`,
  minutes: (count: number) => `${count} min`,
  supplies: "Courants",
  load: (mA: number, maxMa: number) => `${mA} mA au plus, sur ${maxMa}`,
  buyColumns: ["pièce", "il faut", "acheter", "coût", "où"],
  figure: inFrench,
  packs: (packs: number, pack: number) => (pack === 1 ? `${packs}` : `${packs} × ${pack}`),
  total: (total: string) => `Total à payer, lots entiers : ${total}`,
  perKit: (count: number, name: string, price: string) =>
    `${count} × ${name} : ${price} de pièces par kit`,
  perHead: (heads: number, price: string) =>
    heads === 1 ? `Pour une personne : ${price}` : `Pour ${heads} personnes : ${price} chacune`,
  priced: (from: string, until: string) =>
    from === until
      ? `Prix indicatifs du ${from}, taxes comprises. Demander des devis.`
      : `Prix indicatifs du ${from} au ${until}, taxes comprises. Demander des devis.`,
  csvColumns: [
    "id",
    "piece",
    "il_faut",
    "lots",
    "par_lot",
    "pieces_achetees",
    "prix_unitaire_eur",
    "cout_eur",
    "date_du_prix",
    "source_1",
    "source_2",
    "kits",
  ],
  written: (file: string) => `Écrit : ${file}`,
  printed: (name: string, size: string, grams: number, overhang: number) =>
    `${name} : ${size} mm, ${grams} g de PETG au plus, ${overhang} mm² de ponts`,
  clash: {
    outside: (what: string) => `${what} dépasse du fond du boîtier.`,
    overlap: (what: string) => `${what} : l'un sur l'autre.`,
    too_high: (what: string) => `${what} est plus haut que le boîtier.`,
    bed: (what: string) => `${what} ne tient pas sur le plateau de l'imprimante.`,
  },
  notSolid: (name: string) =>
    `${name} ne fait pas un solide fermé avec ces mesures : rien n'est écrit. Changer un peu une mesure.`,
};

const en: typeof fr = {
  description: "Kits to build in a workshop: parts, wiring, box, guide",
  json: "as JSON",
  examples: `Examples:
  dcz kits
  dcz kits show street-station
  dcz kits buy street-station=10 country-station=5
  dcz kits print street-station --out street.html
  dcz kits enclosure street-station --out stl
  SENSORS=sps30@/dev/serial0 dcz kits accept street-station`,
  columns: ["kit", "name", "parts", "indicative price"],
  show: "show a kit: what it measures, its parts, its steps",
  check: "look for faults in the wiring of a kit, or of all",
  draw: "draw the wiring as SVG",
  buy: "make one purchase list for several kits",
  print: "write the guide to print: one complete HTML page for A4",
  enclosure: "write the parts of the box to print in 3D (STL)",
  kit: "the kit, such as street-station",
  orders: "KIT=COUNT, as often as needed",
  csv: "as CSV, for a spreadsheet",
  heads: "people who share the total (else: one for each kit)",
  lang: "language of the guide: fr or en",
  outFile: "file to write",
  outDir: "folder to write into",
  set: "change a measure, such as wall=3 or inner.height=70",
  whichKit: (known) => `Which kit? There are: ${known}.`,
  unknownKit: (name, known) => `Unknown kit "${name}". There are: ${known}.`,
  whichOrders: (known) =>
    `What is to be bought? For example: dcz kits buy street-station=10. There are: ${known}.`,
  badOrder: (given) =>
    `"${given}" is no order: it must be KIT=COUNT, with a whole number from 1 to 10000.`,
  orderedTwice: (name) => `"${name}" is ordered twice: say it once.`,
  badHeads: (given) => `--heads must be a whole number of people, from 1, not "${given}".`,
  badLanguage: (given) => `--lang must be fr or en, not "${given}".`,
  whichOut: "Where to write it? Say so with --out.",
  badSet: (given) => `"${given}" is no measure: it must be NAME=NUMBER, such as wall=3.`,
  wrongEnclosure: (path, message) => `Box, ${path}: ${message}.`,
  broken: (name, sentence) => `${name}, ${sentence}`,
  partDiffers: (part) =>
    `Part "${part}" is not the same in two parts lists: correct one of the two.`,
  fine: (name) => `${name}: no fault in the wiring.`,
  finding: (name, where) => `${name}: ${where}`,
  remedy: (text) => `   Remedy: ${text}`,
  accept: {
    description: "take a kit's acceptance test, line by line",
    withRecordings: "with recordings instead of sensors, to try the test itself",
    listening: (minutes) =>
      `Each sensor is listened to until its first value: ${minutes} min at most, 30 s when it says nothing.`,
    emulated: (kit) => `${kit}, recorded sensors: nothing of a real station is tried`,
    states: { passed: "passed", failed: "failed", by_hand: "by hand", waiting: "waiting" },
    waiting: (what) =>
      `this program does not read ${what === "i2c" ? "I²C" : what === "i2s" ? "I²S" : what} yet`,
    unknown: (model) => `${model} is no known sensor.`,
    unnamed: (model, place) =>
      `SENSORS does not say where ${model} is: for example SENSORS=${model}@${place}.`,
    noRadio: (page) =>
      `The gateway's page (${page}) does not show this value of a LoRa station yet: is BRIDGE_MQTT_URL set there?`,
    refused: (reasons) => `Its frames do not give this value (${reasons}).`,
    outside: (value, low, high, unit) =>
      `${inEnglish(value)} ${unit}, expected from ${inEnglish(low)} to ${inEnglish(high)}.`,
    summary: (passed, failed, byHand, waiting) =>
      `Passed: ${passed}. Failed: ${failed}. By hand: ${byHand}. Waiting: ${waiting}.`,
  },
  measures: "Measures",
  power: "Power",
  link: "Link",
  limits: "Limits",
  parts: "Parts",
  steps: (hours) => `Workshop for ten people, ${hours}`,
  minutes: (count) => `${count} min`,
  supplies: "Currents",
  load: (mA, maxMa) => `${mA} mA at most, of ${maxMa}`,
  buyColumns: ["part", "needed", "buy", "cost", "where"],
  figure: inEnglish,
  packs: (packs, pack) => (pack === 1 ? `${packs}` : `${packs} × ${pack}`),
  total: (total) => `Total to pay, whole packs: ${total}`,
  perKit: (count, name, price) => `${count} × ${name}: ${price} of parts for each kit`,
  perHead: (heads, price) =>
    heads === 1 ? `For one person: ${price}` : `For ${heads} people: ${price} each`,
  priced: (from, until) =>
    from === until
      ? `Indicative prices of ${from}, taxes included. Ask for quotes.`
      : `Indicative prices of ${from} to ${until}, taxes included. Ask for quotes.`,
  csvColumns: [
    "id",
    "part",
    "needed",
    "packs",
    "per_pack",
    "pieces_bought",
    "unit_price_eur",
    "cost_eur",
    "price_date",
    "source_1",
    "source_2",
    "kits",
  ],
  written: (file) => `Written: ${file}`,
  printed: (name, size, grams, overhang) =>
    `${name}: ${size} mm, ${grams} g of PETG at most, ${overhang} mm² of bridges`,
  clash: {
    outside: (what) => `${what} goes over the edge of the box's floor.`,
    overlap: (what) => `${what}: one over the other.`,
    too_high: (what) => `${what} is higher than the box.`,
    bed: (what) => `${what} does not fit the printer's bed.`,
  },
  notSolid: (name) =>
    `${name} makes no closed solid with these measures: nothing is written. Change a measure a little.`,
};

export const kitsTexts: Texts<typeof fr> = { fr, en };
