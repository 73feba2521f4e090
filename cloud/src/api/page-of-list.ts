import * as z from "zod";

/** Which page of a list is asked for. */
export const pageParameters = z.object({
  search: z.string().max(100).optional(),
  cursor: z.uuid().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

/** The page, of one row more than fit on it, and the cursor of the page after it, if there is one. */
export const pageOf = <Row extends { readonly id: string }>(
  rows: readonly Row[],
  limit: number,
): { readonly page: Row[]; readonly next?: string } => {
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return { page, ...(last === undefined ? {} : { next: last.id }) };
};
