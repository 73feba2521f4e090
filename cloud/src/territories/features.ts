import { FileRefused, fileSentences } from "./sentences.ts";

/** The outline of a whole region in full detail is shorter. */
const FEATURE_LENGTH = 32 * 1024 * 1024;

/**
 * The features of a GeoJSON FeatureCollection that comes in parts, one at a time and not yet parsed: a file
 * of all communes does not stand in memory. Objects outside of the collection's array are passed over.
 */
export async function* featuresOf(parts: AsyncIterable<string>): AsyncGenerator<string> {
  let depth = 0;
  let inText = false;
  let escaped = false;
  /** Depth of the array of features, once it has begun. */
  let arrayDepth: number | undefined;
  let isClosed = false;
  /** The last text at the depth of the collection's own members. */
  let key = "";
  let head = "";
  let feature: string | undefined;
  for await (const part of parts) {
    let from = feature === undefined ? -1 : 0;
    for (let index = 0; index < part.length; index += 1) {
      const letter = part.charCodeAt(index);
      if (inText) {
        if (escaped) escaped = false;
        else if (letter === 0x5c) escaped = true;
        else if (letter === 0x22) inText = false;
        if (depth === 1 && inText && head.length < 64) head += part[index];
        continue;
      }
      if (letter === 0x22) {
        inText = true;
        head = "";
      } else if (letter === 0x3a && depth === 1) key = head;
      else if (letter === 0x7b || letter === 0x5b) {
        depth += 1;
        if (depth === 2 && letter === 0x5b && key === "features" && arrayDepth === undefined)
          arrayDepth = depth;
        else if (depth === 3 && letter === 0x7b && arrayDepth === 2 && !isClosed) {
          feature = "";
          from = index;
        }
      } else if (letter === 0x7d || letter === 0x5d) {
        if (feature !== undefined && depth === 3) {
          yield feature + part.slice(from, index + 1);
          feature = undefined;
          from = -1;
        }
        depth -= 1;
        if (arrayDepth === 2 && depth === 1) isClosed = true;
      }
    }
    if (feature !== undefined) feature += part.slice(from);
    if ((feature?.length ?? 0) > FEATURE_LENGTH)
      throw new FileRefused(fileSentences.outlineTooLarge());
  }
  if (arrayDepth === undefined) throw new FileRefused(fileSentences.noCollection());
  if (depth !== 0) throw new FileRefused(fileSentences.cutOff());
}
