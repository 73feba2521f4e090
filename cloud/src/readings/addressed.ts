import { StationId } from "@datacityzen/hardware/identifiers";
import { decodePayload, encodePayload } from "@datacityzen/hardware/wire/payload";
import { shapeFault } from "@datacityzen/hardware/wire/shape";

/** A batch, and the station whose it is. */
export type Addressed =
  | {
      readonly ok: true;
      /** Absent where the document names none. */
      readonly station: string | undefined;
      /** The batch as it would come over MQTT. */
      readonly payload: Uint8Array;
    }
  | { readonly ok: false; readonly reason: "malformed" | "invalid"; readonly detail: string };

const OPENING = 0x7b;
/** Spaces and names have at most so many bytes where the station stands first, as nearly everywhere. */
const FIRST_BYTES = 160;
const STATION_FIRST =
  /^[ \t\r\n]*\{[ \t\r\n]*"station"[ \t\r\n]*:[ \t\r\n]*"([a-z0-9][a-z0-9-]{1,63})"[ \t\r\n]*,/;
const STATION = Buffer.from('"station"');

const isSpace = (byte: number | undefined): boolean =>
  byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d;

const firstSign = (bytes: Buffer): number | undefined => {
  let at = 0;
  while (isSpace(bytes[at])) at += 1;
  return bytes[at];
};

export const isBlank = (bytes: Buffer): boolean => firstSign(bytes) === undefined;

/**
 * Takes the station out of a document: over MQTT it stands in the topic. Where it stands first, the bytes
 * are changed in place and the rest is not read here; `bytes` are then of no more use.
 */
export const addressed = (bytes: Buffer): Addressed => {
  if (firstSign(bytes) !== OPENING)
    return { ok: false, reason: "malformed", detail: "a batch is a JSON object: it begins with {" };
  const first = STATION_FIRST.exec(bytes.toString("latin1", 0, FIRST_BYTES));
  if (first !== null) {
    const opening = first[0].length - 1;
    bytes[opening] = OPENING;
    return { ok: true, station: first[1], payload: bytes.subarray(opening) };
  }
  if (!bytes.includes(STATION)) return { ok: true, station: undefined, payload: bytes };
  const document = decodePayload(bytes);
  // What is wrong with it, ingest says.
  if (!document.ok) return { ok: true, station: undefined, payload: bytes };
  const { station, ...batch } = document.value as { readonly [name: string]: unknown };
  if (station === undefined) return { ok: true, station, payload: bytes };
  const name = StationId.safeParse(station);
  if (!name.success)
    return {
      ok: false,
      reason: "invalid",
      detail: "station: 2 to 64 lower-case letters, digits or hyphens",
    };
  // JSON.stringify would be too deep for the stack where this is.
  const fault = shapeFault(batch);
  if (fault !== undefined) return { ok: false, reason: "invalid", detail: fault };
  return { ok: true, station: name.data, payload: encodePayload(batch, "json") };
};
