export interface FilterLimits {
  readonly filtersOfClient: number;
  /** Of all clients together. */
  readonly filters: number;
  /** Filters that were refused to a connection before it is closed. */
  readonly refusedFilters: number;
}

export interface GrantedFilters<Client extends object> {
  /** Whether the client may have this filter, which is then its own; `isAllowed` is asked for a new one. */
  grant(client: Client, filter: string, isAllowed: () => boolean): boolean;
  has(client: Client, filter: string): boolean;
  remove(client: Client, filter: string): void;
  removeAll(client: Client): void;
}

/** The filters that each client was granted, and how many there are. Refusals count too: who goes on is closed. */
export const createGrantedFilters = <Client extends object>(
  limits: FilterLimits,
  onTooManyRefused: (client: Client) => void,
): GrantedFilters<Client> => {
  const granted = new WeakMap<Client, Set<string>>();
  const refused = new WeakMap<Client, number>();
  let filters = 0;
  const refuse = (client: Client): false => {
    const times = (refused.get(client) ?? 0) + 1;
    refused.set(client, times);
    if (times === limits.refusedFilters) onTooManyRefused(client);
    return false;
  };
  return {
    grant(client, filter, isAllowed) {
      const own = granted.get(client) ?? new Set();
      if (own.has(filter)) return true;
      const hasRoom = own.size < limits.filtersOfClient && filters < limits.filters;
      if (!hasRoom || !isAllowed()) return refuse(client);
      granted.set(client, own.add(filter));
      filters += 1;
      return true;
    },
    has: (client, filter) => granted.get(client)?.has(filter) ?? false,
    remove(client, filter) {
      if (granted.get(client)?.delete(filter) === true) filters -= 1;
    },
    removeAll(client) {
      filters -= granted.get(client)?.size ?? 0;
      granted.delete(client);
    },
  };
};
