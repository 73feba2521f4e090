import { plainText } from "../territories/search-words.ts";

/** Words that most names of places have: they tell one place from another no more than "the" does. */
const COMMON = new Set(
  "a au aux d de des du en et l la le les pour sur un une of the and centre maison espace association asso mairie club".split(
    " ",
  ),
);

/** Groups of letters that sound alike in French, the longer ones first. */
const SOUNDS: readonly (readonly [RegExp, string])[] = [
  [/eaux?|aux?/g, "o"],
  [/ph/g, "f"],
  [/sch|sh|ch/g, "j"],
  [/qu?|ck?(?![eiy])/g, "k"],
  [/c(?=[eiy])/g, "s"],
  [/gu(?=[eiy])/g, "g"],
  [/ain|ein|aim|yn|ym|im/g, "in"],
  [/an|am|en|em/g, "an"],
  [/om/g, "on"],
  [/ai|ei|oe|e[rz]$|et$/g, "e"],
  [/ou/g, "u"],
  [/y/g, "i"],
  [/z/g, "s"],
  [/h/g, ""],
];

/** How a French word sounds, roughly: "médiathèque" and "mediatek" are one. Letters and digits only. */
export const soundOf = (word: string): string => {
  let sound = word;
  for (const [letters, as] of SOUNDS) sound = sound.replaceAll(letters, as);
  return sound.replaceAll(/(.)\1+/g, "$1").replace(/(?<=..)[estxd]+$/, "");
};

/** The sounds of a name's telling words, each once; of all its words where none tells. */
export const soundsOf = (name: string): string[] => {
  const words = plainText(name)
    .split(" ")
    .filter((word) => word !== "");
  const telling = words.filter((word) => !COMMON.has(word) && word.length > 1);
  return [...new Set((telling.length > 0 ? telling : words).map(soundOf))].filter(
    (sound) => sound !== "",
  );
};
