import { createContext } from "react";

/** Where the first script of our pages is: the server knows it, a browser needs it no more. */
export const EntryAddress = createContext<string | undefined>(undefined);
