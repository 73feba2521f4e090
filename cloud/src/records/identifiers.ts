import { v7 } from "uuid";

/**
 * A UUID of version 7 that sorts after all that this process made before, also within one millisecond and when the
 * clock goes back (RFC 9562, section 6.2). Node's `randomUUIDv7` leaves the order within a millisecond to chance:
 * lists that go from page to page by identifier would show what was written together in any order.
 */
export const newIdentifier = (): string => v7();
