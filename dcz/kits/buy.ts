import { sourceKinds } from "@datacityzen/hardware/kits/bom";
import { type Order, type Purchase, purchaseList } from "@datacityzen/hardware/kits/purchase";
import { refuse } from "../command.ts";
import type { Language } from "../language.ts";
import type { Terminal } from "../terminal.ts";
import { chooseKit, euros } from "./choose.ts";
import { kitNames } from "./read-kits.ts";
import { alignRows, csvRows } from "./table.ts";
import { kitsTexts } from "./texts.ts";

const MOST_KITS = 10_000;
const countOf = (text: string | undefined): number | undefined => {
  const count = /^\d+$/.test(text ?? "") ? Number(text) : 0;
  return count >= 1 && count <= MOST_KITS ? count : undefined;
};

/** What "KIT=COUNT" words order; undefined once the person was told what is wrong. */
const readOrders = (terminal: Terminal, words: readonly string[]): Order[] | undefined => {
  const texts = kitsTexts[terminal.language];
  const orders: Order[] = [];
  for (const word of words) {
    const [name, number, ...rest] = word.split("=");
    const count = countOf(number);
    if (count === undefined || rest.length > 0) {
      refuse(terminal, texts.badOrder(word));
      return undefined;
    }
    const folder = chooseKit(terminal, name);
    if (folder === undefined) return undefined;
    if (orders.some(({ kit }) => kit === name)) {
      refuse(terminal, texts.orderedTwice(folder.kit.id));
      return undefined;
    }
    orders.push({ kit: folder.kit.id, count, lines: folder.bom });
  }
  return orders;
};

const purchaseCsv = (purchase: Purchase, language: Language): string =>
  csvRows([
    kitsTexts[language].csvColumns,
    ...purchase.lines.map(({ part, needed, packs, bought, costEur, kits }) => [
      part.id,
      part[`part_${language}`],
      needed,
      packs,
      part.pack,
      bought,
      part.price_eur,
      costEur,
      part.price_date,
      sourceKinds[part.source_1][language],
      sourceKinds[part.source_2][language],
      kits.join(" "),
    ]),
  ]);

const purchaseTable = (terminal: Terminal, purchase: Purchase): string => {
  const { language } = terminal;
  const texts = kitsTexts[language];
  const [head, ...lines] = alignRows([
    texts.buyColumns,
    ...purchase.lines.map(({ part, needed, packs, costEur }) => [
      part[`part_${language}`],
      { right: texts.figure(needed) },
      { right: texts.packs(packs, part.pack) },
      { right: euros(language, costEur) },
      `${sourceKinds[part.source_1][language]}, ${sourceKinds[part.source_2][language]}`,
    ]),
  ]);
  return [
    terminal.out.style("bold", head ?? ""),
    ...lines,
    "",
    ...purchase.kits.map(({ kit, count, partsEur }) =>
      texts.perKit(count, kit, euros(language, partsEur)),
    ),
    terminal.out.style("bold", texts.total(euros(language, purchase.totalEur))),
    texts.perHead(purchase.heads, euros(language, purchase.perHeadEur)),
    texts.priced(purchase.prices.from, purchase.prices.until),
    "",
  ].join("\n");
};

export interface BuyOptions {
  readonly csv?: boolean;
  readonly json?: boolean;
  readonly heads?: string;
}

export const buyKits = async (
  terminal: Terminal,
  words: readonly string[],
  options: BuyOptions,
): Promise<void> => {
  const texts = kitsTexts[terminal.language];
  if (words.length === 0) {
    refuse(terminal, texts.whichOrders(kitNames().join(", ")));
    return;
  }
  const heads = options.heads === undefined ? undefined : countOf(options.heads);
  if (options.heads !== undefined && heads === undefined) {
    refuse(terminal, texts.badHeads(options.heads));
    return;
  }
  const orders = readOrders(terminal, words);
  if (orders === undefined) return;
  const people = heads ?? orders.reduce((sum, { count }) => sum + count, 0);
  const list = purchaseList(orders, people);
  if (!list.ok) {
    terminal.err.say(`${texts.partDiffers(list.part)}\n`);
    terminal.exit(1);
    return;
  }
  if (options.csv === true) await terminal.out.data(purchaseCsv(list, terminal.language));
  else if (options.json === true)
    await terminal.out.data(`${JSON.stringify(list, undefined, 2)}\n`);
  else terminal.out.say(purchaseTable(terminal, list));
};
