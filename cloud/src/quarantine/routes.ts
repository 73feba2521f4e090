import { StationId } from "@datacityzen/hardware/identifiers";
import { QuarantineReason } from "@datacityzen/hardware/wire/receipt";
import * as z from "zod";
import type { Api } from "../api/api.ts";
import { apiProblems, Problem, refusals } from "../api/problems.ts";
import { InstantParameter, isoInstant } from "../api/times.ts";
import type { ModuleContext } from "../module.ts";
import { quarantineProblems } from "./problems.ts";
import { type Replayed, replay } from "./replay.ts";
import type { KeptMessage, QuarantineQuery } from "./store.ts";
import { isWithheld, WITHHELD } from "./withheld.ts";

const Message = z
  .object({
    id: z.int(),
    received: z.iso.datetime(),
    topic: z.string(),
    station: StationId.optional(),
    client: z.string().meta({ description: "User name or client id of the sender" }),
    reason: QuarantineReason,
    detail: z.string(),
    bytes: z.int().meta({ description: "Length of what it held" }),
  })
  .meta({ id: "QuarantinedMessage" });

const MessageWithPayload = Message.extend({
  payload: z.string().meta({
    description: "What it held, Base64; empty for a station that is not shown to whoever asks",
  }),
  text: z.string().optional().meta({ description: "The same as text, when it is text in UTF-8" }),
});

const filters = {
  station: StationId.optional(),
  reason: QuarantineReason.optional(),
  from: InstantParameter.optional().describe("Received at or after"),
  until: InstantParameter.optional().describe("Received before"),
};

const Cursor = z.coerce.number().int().min(0);

const Query = z.object({
  ...filters,
  cursor: Cursor.optional().describe("`next` of the page before"),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

const Filters = z.object(filters);

const Page = z.object({
  messages: z.array(Message),
  next: z.int().optional().meta({ description: "Cursor of the next page; absent on the last" }),
  total: z.int().meta({ description: "Messages on all pages" }),
});

const ReplayAnswer = z.object({
  outcome: z.enum(["accepted", "refused", "empty", "gone"]),
  reason: QuarantineReason.optional(),
  detail: z.string().optional(),
});

const BulkAnswer = z.object({
  accepted: z.int(),
  refused: z.int().meta({ description: "Still not accepted; they stay in quarantine" }),
  empty: z.int().meta({ description: "What they held was not kept" }),
});

const Removed = z.object({ removed: z.int() });

const asMessage = (
  { received, ...message }: KeptMessage,
  withheld: boolean,
): z.infer<typeof Message> => ({
  ...message,
  received: isoInstant(received),
  ...(withheld ? { detail: WITHHELD } : {}),
});

const textOf = (payload: Uint8Array): string | undefined => {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(payload);
  } catch {
    return undefined;
  }
};

const told = (replayed: Replayed): z.infer<typeof ReplayAnswer> => {
  if (replayed.outcome !== "refused") return replayed;
  const { reason, detail } = replayed.refusal;
  return { outcome: "refused", reason, detail };
};

/** So many messages are read at a time: what they hold is in memory meanwhile. */
const AT_A_TIME = 50;

/** A command without a single filter would concern everything: that must be meant. */
const refuseWithoutFilter = (query: z.infer<typeof Filters>): void => {
  if (Object.values(query).some((value) => value !== undefined)) return;
  throw new Problem(
    apiProblems.invalid_request,
    'Name what is concerned by "station", "reason", "from" or "until".',
  );
};

export const quarantineRoutes = (
  api: Api,
  {
    quarantine,
    ingest,
    knownStations,
  }: Pick<ModuleContext, "quarantine" | "ingest" | "knownStations">,
): void => {
  const find = async (id: number) => {
    const message = await quarantine.find(id);
    if (message === undefined)
      throw new Problem(
        quarantineProblems.message_unknown,
        `No message of the number ${id} is in quarantine: it was replayed, removed, or never there.`,
      );
    return message;
  };

  /** Every message that fits, a page at a time, the oldest last. */
  async function* pagesOf(query: Omit<QuarantineQuery, "limit">) {
    let before: number | undefined;
    while (true) {
      const page = await quarantine.list({ ...query, before, limit: AT_A_TIME });
      if (page.length === 0) return;
      yield page;
      before = page.at(-1)?.id;
    }
  }

  const params = z.object({ id: Cursor });

  api.get(
    "/api/v1/quarantine",
    {
      config: { access: "quarantine.read" },
      schema: {
        summary: "Messages that could not be accepted, the newest first",
        querystring: Query,
        response: { 200: Page, ...refusals },
      },
    },
    async ({ principal, query: { cursor, limit, ...query } }) => {
      const found = await quarantine.list({ ...query, before: cursor, limit: limit + 1 });
      const messages = found.slice(0, limit);
      const last = messages.at(-1);
      return {
        messages: messages.map((message) =>
          asMessage(message, isWithheld(knownStations, principal, message.station)),
        ),
        ...(found.length > limit && last !== undefined ? { next: last.id } : {}),
        total: quarantine.total({ ...query, limit }),
      };
    },
  );

  api.get(
    "/api/v1/quarantine/:id",
    {
      config: { access: "quarantine.read" },
      schema: {
        summary: "One message, with what it held",
        params,
        response: { 200: MessageWithPayload, ...refusals },
      },
    },
    async ({ principal, params: { id } }) => {
      const { payload, ...message } = await find(id);
      if (isWithheld(knownStations, principal, message.station))
        return { ...asMessage(message, true), payload: "", text: WITHHELD };
      const text = textOf(payload);
      return {
        ...asMessage(message, false),
        payload: Buffer.from(payload).toString("base64"),
        ...(text === undefined ? {} : { text }),
      };
    },
  );

  api.post(
    "/api/v1/quarantine/:id/replay",
    {
      config: { access: "quarantine.change" },
      schema: {
        summary: "Give a message to ingest again; it leaves the quarantine when it is accepted",
        params,
        response: { 200: ReplayAnswer, ...refusals },
      },
    },
    async ({ principal, params: { id } }) => {
      const message = await find(id);
      const answer = told(await replay(message, { quarantine, ingest }));
      const withheld = isWithheld(knownStations, principal, message.station);
      return withheld && answer.detail !== undefined ? { ...answer, detail: WITHHELD } : answer;
    },
  );

  api.post(
    "/api/v1/quarantine/replay",
    {
      config: { access: "quarantine.change" },
      schema: {
        summary: "Give all messages that fit to ingest again, after a fault was mended",
        querystring: Filters,
        response: { 200: BulkAnswer, ...refusals },
      },
    },
    async ({ query }) => {
      refuseWithoutFilter(query);
      const counts = { accepted: 0, refused: 0, empty: 0, gone: 0 };
      for await (const page of pagesOf(query))
        for (const message of page) {
          const { outcome } = await replay(message, { quarantine, ingest });
          counts[outcome] += 1;
        }
      const { gone: _, ...answer } = counts;
      return answer;
    },
  );

  api.delete(
    "/api/v1/quarantine/:id",
    {
      config: { access: "quarantine.change" },
      schema: {
        summary: "Remove a message for good",
        params,
        response: { 200: Removed, ...refusals },
      },
    },
    async ({ params: { id } }) => {
      await find(id);
      return { removed: await quarantine.remove([id]) };
    },
  );

  api.delete(
    "/api/v1/quarantine",
    {
      config: { access: "quarantine.change" },
      schema: {
        summary: "Remove all messages that fit, for good",
        querystring: Filters,
        response: { 200: Removed, ...refusals },
      },
    },
    async ({ query }) => {
      refuseWithoutFilter(query);
      let removed = 0;
      for await (const page of pagesOf(query))
        removed += await quarantine.remove(page.map(({ id }) => id));
      return { removed };
    },
  );
};
