import { createContext } from "react-router";
import type { Api } from "./api/client.ts";

/** What loaders get from outside: everything that is not the request itself. */
export interface Services {
  readonly api: Api;
  /** UTC milliseconds. */
  readonly now: () => number;
  readonly report: (error: unknown, where: { readonly path: string }) => void;
}

export const services = createContext<Services>();
