/**
 * DuckDB, the disk and name look-ups share the process's thread pool, whose four threads are made at
 * the first use: this file is imported before all others. Reads have their own bound and leave the rest
 * to commits.
 */
// biome-ignore lint/style/noProcessEnv: Node reads the size of its pool from there, and nowhere else.
process.env.UV_THREADPOOL_SIZE ??= "16";
