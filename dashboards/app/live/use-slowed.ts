import { useEffect, useRef, useState } from "react";

/** The value, changed at most once in `ms`: the last one always comes through. */
export const useSlowed = <T>(value: T, ms: number): T => {
  const [shown, show] = useState(value);
  const changed = useRef(0);
  useEffect(() => {
    const wait = changed.current + ms - Date.now();
    const timer = setTimeout(
      () => {
        changed.current = Date.now();
        show(value);
      },
      Math.max(0, wait),
    );
    return () => clearTimeout(timer);
  }, [value, ms]);
  return shown;
};
