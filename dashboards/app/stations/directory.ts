/** A page of a long list. Pages count from 1. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly page: number;
  readonly pages: number;
}

/** The page that an address asks for; what is no page of this list is its first or its last. */
export const pageOf = <T>(all: readonly T[], asked: string | null, size: number): Page<T> => {
  const pages = Math.max(1, Math.ceil(all.length / size));
  const wanted = Math.trunc(Number(asked ?? 1));
  const page = Math.min(pages, Math.max(1, Number.isNaN(wanted) ? 1 : wanted));
  return { items: all.slice((page - 1) * size, page * size), page, pages };
};
