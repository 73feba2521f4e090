/** What DuckDB, PostgreSQL and the system say of a disk that is full, read-only, or cannot be read. */
const DISK_FAILS =
  /^IO Error|no space left|input\/output error|read-only file system|could not (fsync|write|read|open|truncate)\b.* file/i;

const CODES: readonly unknown[] = ["EIO", "ENOSPC", "EROFS", "EDQUOT"];

/** Whether the disk failed, and not what was asked of it. */
export const isDiskFault = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false;
  const { message, code, cause } = error as NodeJS.ErrnoException & { cause?: unknown };
  return CODES.includes(code) || DISK_FAILS.test(message) || isDiskFault(cause);
};
