import { StationId } from "../identifiers.ts";

/** What travels under a station's topic; `config` and `receipts` come down from the cloud. */
export const kinds = ["readings", "status", "hello", "receipts", "config"] as const;
export type Kind = (typeof kinds)[number];

export interface Topic {
  readonly station: StationId;
  readonly kind: Kind;
}

/** `dcz/1/<station>/<kind>`; the number is the wire's version. */
export const formatTopic = ({ station, kind }: Topic): string => `dcz/1/${station}/${kind}`;

/** The topic's parts, or undefined when it is none of ours. */
export const parseTopic = (text: string): Topic | undefined => {
  const [root, version, station, kind, ...rest] = text.split("/");
  if (root !== "dcz" || version !== "1" || rest.length > 0) return undefined;
  const known = kinds.find((name) => name === kind);
  if (known === undefined || !StationId.safeParse(station).success) return undefined;
  return { station: station as StationId, kind: known };
};
