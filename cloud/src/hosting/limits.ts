/** docs/limits.md says what happens beyond. */
export const hostingLimits = {
  /** Unknown stations that wait for an administrator. */
  waiting: 1_000,
  /** That one address, or one gateway, brings between two starts. */
  waitingOfSender: 50,
  gateways: 20_000,
  /** Gateways that may relay one station: it moves now and then. */
  gatewaysOfStation: 4,
} as const;

export type HostingLimits = { readonly [limit in keyof typeof hostingLimits]: number };
