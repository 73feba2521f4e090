/**
 * Names as values of tags. Line protocol cannot hold a line feed or a backslash at the end, and takes an empty
 * value for none at all: what it cannot hold stands as `%` and two hexadecimal digits. No name that comes over
 * the wire has such a character, and these stay as they are.
 */
export const tagOf = (name: string): string =>
  name === ""
    ? "%"
    : name.replace(
        // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
        /[%\\\u0000-\u001f\u007f]/g,
        (character) => `%${character.charCodeAt(0).toString(16).padStart(2, "0")}`,
      );

export const nameOf = (tag: string): string =>
  tag === "%"
    ? ""
    : tag.replace(/%([0-9a-f]{2})/g, (_, digits) =>
        String.fromCharCode(Number.parseInt(digits, 16)),
      );

/** The value of a tag within a line. */
export const inLine = (tag: string): string => tag.replace(/[,= ]/g, "\\$&");

/** A text field within a line. */
export const textInLine = (text: string): string => `"${text.replace(/["\\]/g, "\\$&")}"`;

/** Some text in a question of InfluxQL, as which it stays, whatever it holds. */
export const literal = (text: string): string =>
  `'${text.replace(/['\\]/g, "\\$&").replaceAll("\n", "\\n")}'`;

/** The name of a measurement, a tag, a field or a database in a question of InfluxQL. */
export const identifier = (name: string): string =>
  `"${name.replace(/["\\]/g, "\\$&").replaceAll("\n", "\\n")}"`;

/** InfluxQL knows a bucket of such a name by itself, and takes what is before a slash for another thing. */
export const DATABASE_NAME = /^[\w.-]{1,64}$/;

/** The parts of a series' whole name as the server lists it: the measurement, then the tags. */
export const partsOfListed = (listed: string): readonly string[] =>
  listed.split(/(?<!\\),/).map((part) => part.replace(/\\([,= ])/g, "$1"));
