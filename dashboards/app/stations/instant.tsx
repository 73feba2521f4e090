import { useFormats } from "../site/formats-context.tsx";

/** How long ago an instant is; the instant itself, in UTC, for machines and on hovering. */
export const Age = ({ at, now }: { at: number; now: number }) => {
  const { age } = useFormats();
  const utc = new Date(at).toISOString();
  // The browser's locale data may word it slightly otherwise than the server's; either will do.
  return (
    <time dateTime={utc} title={utc} suppressHydrationWarning>
      {age(now - at)}
    </time>
  );
};

/** A time of day in the territory's zone. */
export const Clock = ({ at }: { at: number }) => {
  const { clock } = useFormats();
  const utc = new Date(at).toISOString();
  return (
    <time dateTime={utc} title={utc} suppressHydrationWarning>
      {clock(at)}
    </time>
  );
};
