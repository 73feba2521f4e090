import type { Language } from "../language.ts";

const fr = {
  measures: "Ce qu'elle mesure",
  power: "Alimentation",
  link: "Liaison",
  limits: "Ce qu'elle ne sait pas dire",
  agenda: "Le programme",
  from: "Début",
  until: "Fin",
  step: "Étape",
  checkpoint: "Contrôle",
  parts: "Les pièces (nomenclature)",
  part: "Pièce",
  place: "Étape",
  places: { before: "la veille", site: "sur place" },
  drawn: "au dessin",
  quantity: "Nombre",
  price: "Prix",
  sources: "Où",
  instead: "Sinon",
  total: "Pièces d'un kit, prix indicatif",
  priced: (date: string) => `Prix indicatifs du ${date}, taxes comprises : des ordres de grandeur.`,
  bought: (stations: number, total: string, each: string) =>
    stations === 1
      ? `À acheter pour une station, en lots entiers : ${total}.`
      : `Pour ${stations} stations achetées ensemble : ${total}, soit ${each} chacune.`,
  exploded: "La vue éclatée",
  explodedText:
    "La boîte démontée, de haut en bas. Chaque pièce est au-dessus de sa place ; ce qui traverse le fond est dessous.",
  wiring: "Le câblage",
  legend:
    "Chaque fil porte le même numéro à ses deux bouts. Trait épais : alimentation. Trait épais rayé : masse. Trait fin : signal. Un point noir joint, un pont passe sans toucher. J1, J2… : barrettes de la plaque de jonction. Croix : broche à laisser libre.",
  wires: "Le tableau des fils",
  wire: "Fil",
  colour: "Couleur",
  ends: "Va de… à…",
  done: "Fait",
  checked: "Vu",
  acceptance: "L'essai de réception",
  check: "Ce qu'on doit voir",
  otherwise: "Sinon",
  expected: (low: string, high: string, unit: string, after: string) =>
    `De ${low} à ${high} ${unit}, ${after} après la mise sous tension.`,
  waiting: (bus: string) =>
    `Le programme ne lit pas encore ${bus === "i2c" ? "l'I²C" : bus === "i2s" ? "l'I²S" : bus.toUpperCase()} : cette ligne attend, et la station part sans elle.`,
  minutes: (count: number) => `${count} min`,
  licence:
    "Conception : CERN-OHL-S-2.0. Documents : CC BY 4.0, DataCityZen. Recopier, corriger, partager.",
};

const en: typeof fr = {
  measures: "What it measures",
  power: "Power",
  link: "Link",
  limits: "What it cannot tell",
  agenda: "Agenda",
  from: "From",
  until: "Until",
  step: "Step",
  checkpoint: "Check",
  parts: "Parts",
  part: "Part",
  place: "Step",
  places: { before: "the day before", site: "on site" },
  drawn: "in the drawing",
  quantity: "Number",
  price: "Price",
  sources: "Where",
  instead: "Or else",
  total: "Parts of one kit, indicative",
  priced: (date) => `Indicative prices of ${date}, taxes included: orders of magnitude.`,
  bought: (stations, total, each) =>
    stations === 1
      ? `To buy for one station, in whole packs: ${total}.`
      : `For ${stations} stations bought together: ${total}, that is ${each} each.`,
  exploded: "Exploded view",
  explodedText:
    "The box taken apart, from top to bottom. Each part is over its place; what passes through the floor is below.",
  wiring: "Wiring",
  legend:
    "Each wire has the same number at both ends. Thick: supply. Thick and striped: ground. Thin: signal. A black dot joins, a bridge passes without touching. J1, J2…: headers of the junction board. Cross: a pin to leave free.",
  wires: "Wire table",
  wire: "Wire",
  colour: "Colour",
  ends: "From… to…",
  done: "Done",
  checked: "Seen",
  acceptance: "Acceptance test",
  check: "What must be seen",
  otherwise: "Otherwise",
  expected: (low, high, unit, after) => `From ${low} to ${high} ${unit}, ${after} after power on.`,
  waiting: (bus) =>
    `The program does not read ${bus === "i2c" ? "I²C" : bus === "i2s" ? "I²S" : bus.toUpperCase()} yet: this line waits, and the station leaves without it.`,
  minutes: (count) => `${count} min`,
  licence: "Designs: CERN-OHL-S-2.0. Documents: CC BY 4.0, DataCityZen. Copy, correct, share.",
};

export const printTexts: Readonly<Record<Language, typeof fr>> = { fr, en };
