const QUARTER = 900_000;

/**
 * The instants in [from, until) at which the zone's clocks show a multiple of `hours`: 0:00, 3:00,
 * 6:00 … Where clocks change, the marks follow the clocks.
 */
export const hourMarks = (
  { from, until }: { readonly from: number; readonly until: number },
  { hours, zone }: { readonly hours: number; readonly zone: string },
): readonly number[] => {
  const clock = new Intl.DateTimeFormat("en-GB", {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone: zone,
  });
  // Every zone's offset is a whole number of quarters of an hour.
  const first = Math.ceil(from / QUARTER) * QUARTER;
  const count = Math.max(0, Math.ceil((until - first) / QUARTER));
  return Array.from({ length: count }, (_, index) => first + index * QUARTER).filter((at) => {
    const [hour, minute] = clock.format(at).split(":").map(Number);
    return minute === 0 && hour !== undefined && hour % hours === 0;
  });
};
