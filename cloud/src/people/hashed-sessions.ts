import type { DBAdapter, Where } from "better-auth";
import { hashOf } from "./secrets.ts";

/**
 * better-auth keeps the tokens of sessions as they are, and finds a session by its token. With this in
 * front of its adapter the database holds their hashes only; who asked by a token, or made it, gets it back.
 */
const isToken = (model: string, field: string): boolean => model === "session" && field === "token";

const hashed = (model: string, where: readonly Where[]): Where[] =>
  where.map((one) => {
    if (!isToken(model, one.field)) return one;
    const { value } = one;
    const hidden = Array.isArray(value) ? value.map(String).map(hashOf) : hashOf(String(value));
    return { ...one, value: hidden };
  });

const askedToken = (model: string, where: readonly Where[]): string | undefined => {
  const [found] = where.filter(({ field }) => isToken(model, field));
  return typeof found?.value === "string" ? found.value : undefined;
};

const withToken = <Row>(row: Row, token: string | undefined): Row =>
  row === null || row === undefined || token === undefined ? row : { ...row, token };

type Inner = Omit<DBAdapter, "transaction">;

const hiding = (inner: Inner): Inner => ({
  ...inner,
  create: async (given) => {
    const { token } = given.data as { token?: string };
    if (given.model !== "session" || token === undefined) return inner.create(given);
    const row = await inner.create({ ...given, data: { ...given.data, token: hashOf(token) } });
    return withToken(row as never, token);
  },
  findOne: async (asked) => {
    const found = await inner.findOne({ ...asked, where: hashed(asked.model, asked.where) });
    return withToken(found as never, askedToken(asked.model, asked.where));
  },
  findMany: (asked) =>
    inner.findMany({ ...asked, ...(asked.where && { where: hashed(asked.model, asked.where) }) }),
  count: (asked) =>
    inner.count({ ...asked, ...(asked.where && { where: hashed(asked.model, asked.where) }) }),
  update: async (asked) => {
    const row = await inner.update({ ...asked, where: hashed(asked.model, asked.where) });
    return withToken(row as never, askedToken(asked.model, asked.where));
  },
  updateMany: (asked) => inner.updateMany({ ...asked, where: hashed(asked.model, asked.where) }),
  delete: (asked) => inner.delete({ ...asked, where: hashed(asked.model, asked.where) }),
  deleteMany: (asked) => inner.deleteMany({ ...asked, where: hashed(asked.model, asked.where) }),
});

/** The adapter, with hashed tokens of sessions in and out of transactions. */
export const hideSessionTokens = (adapter: DBAdapter): DBAdapter => ({
  ...hiding(adapter),
  transaction: (run) => adapter.transaction((inner) => run(hiding(inner as Inner) as never)),
});
