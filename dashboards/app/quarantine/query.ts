import { StationId } from "@datacityzen/hardware/identifiers";
import { QuarantineReason } from "@datacityzen/hardware/wire/receipt";

/** What the administrator asks of the list. */
export interface QuarantineQuery {
  readonly station: string | undefined;
  readonly reason: QuarantineReason | undefined;
  readonly cursor: number | undefined;
}

interface Fields {
  get(name: string): unknown;
}

/** Of an address or a form; what is not known is passed over. */
export const quarantineQuery = (fields: Fields): QuarantineQuery => {
  const cursor = Number(fields.get("cursor") ?? Number.NaN);
  return {
    station: StationId.safeParse(fields.get("station")).data,
    reason: QuarantineReason.safeParse(fields.get("reason")).data,
    cursor: Number.isSafeInteger(cursor) && cursor >= 0 ? cursor : undefined,
  };
};

/** The parts that are set, as a question to the API has them. */
export const setParts = ({ station, reason, cursor }: QuarantineQuery) => ({
  ...(station === undefined ? {} : { station }),
  ...(reason === undefined ? {} : { reason }),
  ...(cursor === undefined ? {} : { cursor }),
});

export const quarantineAddress = (query: QuarantineQuery): string => {
  const set = Object.entries(setParts(query)).map(([name, value]) => [name, String(value)]);
  return set.length === 0
    ? "/admin/quarantine"
    : `/admin/quarantine?${new URLSearchParams(Object.fromEntries(set))}`;
};
