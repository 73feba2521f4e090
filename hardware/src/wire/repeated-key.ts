/** How many keys the objects of a document have. */
const keysIn = (document: unknown): number => {
  let keys = 0;
  const left: unknown[] = [document];
  while (left.length > 0) {
    const value = left.pop();
    if (typeof value !== "object" || value === null) continue;
    if (Array.isArray(value)) {
      for (const item of value) if (typeof item === "object") left.push(item);
      continue;
    }
    // No list of the names: this is for every message.
    for (const name in value) {
      keys += 1;
      const field = (value as { readonly [name: string]: unknown })[name];
      if (typeof field === "object") left.push(field);
    }
  }
  return keys;
};

const colonsIn = (text: string): number => {
  let colons = 0;
  for (let at = text.indexOf(":"); at !== -1; at = text.indexOf(":", at + 1)) colons += 1;
  return colons;
};

/** Strings, and the signs that open, close and part objects and lists. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]:]/g;

/** The first key that stands twice in one object of a valid JSON text. */
const search = (text: string): string | undefined => {
  const open: (Set<string> | undefined)[] = [];
  let last = "";
  for (const [token] of text.matchAll(TOKEN)) {
    switch (token) {
      case "{":
        open.push(new Set());
        break;
      case "[":
        open.push(undefined);
        break;
      case "}":
      case "]":
        open.pop();
        break;
      case ":": {
        const key: string = JSON.parse(last);
        const keys = open.at(-1);
        if (keys?.has(key) === true) return key;
        keys?.add(key);
        break;
      }
      default:
        last = token;
    }
  }
  return undefined;
};

/**
 * A key that stands twice in one object of a JSON text: JSON.parse would keep the last value and lose
 * the others without a word. `document` is what it made of the text. Nearly all texts have as many
 * colons as keys, and are not searched.
 */
export const repeatedKey = (text: string, document: unknown): string | undefined =>
  colonsIn(text) === keysIn(document) ? undefined : search(text);
