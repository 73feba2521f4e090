import { useEffect, useRef, useState } from "react";

const BETWEEN_MS = 60_000;

/** The text as a screen reader should hear it: at most once a minute, whatever happens meanwhile. */
export const useAnnouncement = (text: string): string => {
  const [announced, announce] = useState("");
  const latest = useRef(text);
  useEffect(() => {
    latest.current = text;
  }, [text]);
  useEffect(() => {
    const timer = setInterval(() => announce(latest.current), BETWEEN_MS);
    return () => clearInterval(timer);
  }, []);
  return announced;
};
