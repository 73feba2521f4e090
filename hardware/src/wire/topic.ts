import { NAME, type StationId } from "../identifiers.ts";

/** What travels under a station's topic; `config` and `receipts` come down from the cloud. */
export const kinds = ["readings", "status", "hello", "receipts", "config"] as const;
export type Kind = (typeof kinds)[number];

export interface Topic {
  readonly station: StationId;
  readonly kind: Kind;
}

const ROOT = "dcz/1/";

/** `dcz/1/<station>/<kind>`; the number is the wire's version. */
export const formatTopic = ({ station, kind }: Topic): string => `${ROOT}${station}/${kind}`;

/** The topic's parts, or undefined when it is none of ours. */
export const parseTopic = (text: string): Topic | undefined => {
  if (!text.startsWith(ROOT)) return undefined;
  const end = text.indexOf("/", ROOT.length);
  const station = text.slice(ROOT.length, end);
  const kind = text.slice(end + 1) as Kind;
  return end !== -1 && kinds.includes(kind) && NAME.test(station) ? { station, kind } : undefined;
};
