import * as z from "zod";
import type { Language } from "../app/i18n/language.ts";
import type { MadePrint, Prints } from "../app/prints.ts";
import { BookletOrder, booklet } from "./booklet.ts";
import { BulletinOrder, bulletin } from "./bulletin.ts";
import { HandOverOrder, handOver } from "./hand-over.ts";
import { labels } from "./labels.ts";
import { ListOrder, listPoster, PlaceOrder, placePoster } from "./posters.ts";
import { PracticeCardOrder, practiceCard } from "./practice-card.ts";
import type { Print, PrintedDocument } from "./print.ts";
import { StationOrder } from "./station-order.ts";

type Make<T> = (order: T, language: Language, made: number) => PrintedDocument;

/** The documents that pages offer; each checks what it is given. */
export const createPrints = (print: Print, now: () => number): Prints => {
  const offered =
    <T>(schema: z.ZodType<T>, make: Make<T>) =>
    async (given: unknown, language: Language): Promise<MadePrint> => {
      const order = schema.safeParse(given);
      if (!order.success)
        return { ok: false, reason: "wrong_order", detail: z.prettifyError(order.error) };
      return print(make(order.data, language, now()));
    };
  return {
    labels: offered(StationOrder, labels),
    handOver: offered(HandOverOrder, handOver),
    booklet: offered(BookletOrder, booklet),
    placePoster: offered(PlaceOrder, placePoster),
    listPoster: offered(ListOrder, listPoster),
    bulletin: offered(BulletinOrder, bulletin),
    practiceCard: offered(PracticeCardOrder, practiceCard),
  };
};
