import { type BomLine, cents, priceOfKit } from "./bom.ts";

export interface Order {
  readonly kit: string;
  readonly count: number;
  readonly lines: readonly BomLine[];
}

export interface PurchaseLine {
  readonly part: BomLine;
  /** Pieces that the kits need, all together. */
  readonly needed: number;
  readonly packs: number;
  /** Pieces in the packs to buy: never fewer than needed. */
  readonly bought: number;
  readonly costEur: number;
  /** Which kits use it. */
  readonly kits: readonly string[];
}

export interface Purchase {
  readonly lines: readonly PurchaseLine[];
  /** What is to be paid, packs rounded up. */
  readonly totalEur: number;
  readonly kits: readonly {
    readonly kit: string;
    readonly count: number;
    /** Parts of one kit at the price of a piece. */
    readonly partsEur: number;
  }[];
  readonly heads: number;
  /** The total shared among the heads. */
  readonly perHeadEur: number;
  /** The oldest and the newest date of the prices. */
  readonly prices: { readonly from: string; readonly until: string };
}

export type PurchaseList =
  | ({ readonly ok: true } & Purchase)
  /** Two kits describe the part differently: one of the two files is wrong. */
  | { readonly ok: false; readonly reason: "part_differs"; readonly part: string };

/** Pieces are counted in thousandths, so that 0.1 + 0.2 metres make 0.3. */
const thousandths = (pieces: number): number => Math.round(pieces * 1000);

/** One list for many kits: equal parts together, packs rounded up once for all. */
export const purchaseList = (orders: readonly Order[], heads: number): PurchaseList => {
  const found = new Map<string, { part: BomLine; needed: number; kits: string[] }>();
  for (const { kit, count, lines } of orders)
    for (const part of lines) {
      const known = found.get(part.id);
      const { quantity: _, ...description } = part;
      if (known !== undefined) {
        const { quantity: __, ...other } = known.part;
        if (JSON.stringify(description) !== JSON.stringify(other))
          return { ok: false, reason: "part_differs", part: part.id };
      }
      found.set(part.id, {
        part: known?.part ?? part,
        needed: (known?.needed ?? 0) + count * thousandths(part.quantity),
        kits: [...(known?.kits ?? []), kit],
      });
    }
  const lines = [...found.values()]
    .filter(({ needed }) => needed > 0)
    .map(({ part, needed, kits }): PurchaseLine => {
      const packs = Math.ceil(needed / (part.pack * 1000));
      const bought = packs * part.pack;
      return {
        part,
        needed: needed / 1000,
        packs,
        bought,
        costEur: cents(bought * part.price_eur),
        kits: [...new Set(kits)],
      };
    });
  const totalEur = cents(lines.reduce((sum, { costEur }) => sum + costEur, 0));
  const dates = lines.map(({ part }) => part.price_date).sort();
  return {
    ok: true,
    lines,
    totalEur,
    kits: orders.map(({ kit, count, lines }) => ({ kit, count, partsEur: priceOfKit(lines) })),
    heads,
    perHeadEur: heads > 0 ? cents(totalEur / heads) : totalEur,
    prices: { from: dates[0] ?? "", until: dates.at(-1) ?? "" },
  };
};
