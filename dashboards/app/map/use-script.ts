import { useSyncExternalStore } from "react";

const never = () => () => undefined;

/** Whether script runs: false in the page that the server writes, and until the browser has taken it over. */
export const useScript = (): boolean =>
  useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
