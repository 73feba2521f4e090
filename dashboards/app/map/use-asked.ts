import { useState } from "react";
import { type MapQuery, mapAddress } from "./map-query.ts";

/** What is asked for: as the address has it, and then as the slider does. The address follows, so that it can be sent. */
export const useAsked = (first: MapQuery) => {
  const [state, set] = useState({ first, asked: first });
  // Another page of ours was loaded.
  const current = state.first === first ? state : { first, asked: first };
  return {
    asked: current.asked,
    change: (asked: MapQuery) => {
      history.replaceState(history.state, "", mapAddress(asked));
      set({ first, asked });
    },
  };
};
