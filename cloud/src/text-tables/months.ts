/** How the months' names begin in English, French and German, without accents; January first. */
const beginnings: readonly (readonly string[])[] = [
  ...[["jan"], ["feb", "fev"], ["mar", "maerz", "mrz"], ["apr", "avr"], ["may", "mai"]],
  ...[["jun", "juin"], ["jul", "juil"], ["aug", "aou"], ["sep"], ["oct", "okt"], ["nov"]],
  ["dec", "dez"],
];

/** 1 to 12; undefined for what is no month: "Jan", "janv.", "Januar", "août". */
export const monthOf = (name: string): number | undefined => {
  const plain = name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const index = beginnings.findIndex((some) => some.some((each) => plain.startsWith(each)));
  return index < 0 ? undefined : index + 1;
};

/** For a pattern: what may stand before a date, as in RFC 5322 and in JavaScript. */
export const weekday = "(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*";
