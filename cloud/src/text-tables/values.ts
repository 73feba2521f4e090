/** What archives write where they have no value. */
const absent = new Set([
  ...["", "na", "n/a", "#n/a", "n.a.", "nan", "null", "none", "nil", "undefined"],
  ...["-", "--", "–", "—", "nd", "n.d.", "n/d", "no data", "missing", "unknown", "unavailable"],
]);

/** No quantity that these files hold can be so low: it stands for a value that is missing. */
const sentinel = /^-9{3,}(?:[.,]\d+)?$/;

/** No quantity is so large: arithmetic with it would only end in infinity. */
const LARGEST = 1e15;

/** The longest text of a number that anything writes; of pages of digits the search takes minutes. */
const LONGEST = 100;

const number = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/** Germany's agency writes '24:00' and '12' in apostrophes. */
export const withoutApostrophes = (text: string): string =>
  text.length > 1 && text.startsWith("'") && text.endsWith("'") ? text.slice(1, -1) : text;

/**
 * The number of a cell: `undefined` where the file has none, `"wrong"` where it is no number. A comma is a
 * decimal mark, never one of thousands.
 */
export const numberOf = (cell: string): number | undefined | "wrong" => {
  const direct = cell === "" ? Number.NaN : Number(cell);
  // `Number` also takes "0x1f" and " ".
  if (direct > -999 && direct <= LARGEST && !/[x\s]/i.test(cell)) return direct;
  const text = withoutApostrophes(cell.trim());
  if (text.length > LONGEST) return "wrong";
  if (absent.has(text.toLowerCase()) || sentinel.test(text)) return undefined;
  const plain = text
    // A space, or Switzerland's apostrophe.
    .replace(/(?<=\d)[\u00a0\u202f '\u2019](?=\d{3}(?:\D|$))/g, "")
    .replace(/^([+-]?\d*),(\d+)(?=e|$)/i, "$1.$2")
    .replace(/^\u2212/, "-");
  const value = number.test(plain) ? Number(plain) : Number.NaN;
  return Math.abs(value) <= LARGEST ? value : "wrong";
};

/**
 * "1.234,5", "1,234.5" and "1,234,567" have marks of thousands. They are not read: the same file may hold "1,234",
 * of which nobody can tell whether it is one or a thousand.
 */
export const hasThousands = (cell: string): boolean =>
  cell.length <= LONGEST &&
  /^[+-]?\d{1,3}(?:(?:\.\d{3})+,|(?:,\d{3})+\.|,\d{3},|\.\d{3}\.)\d*$/.test(cell.trim());
