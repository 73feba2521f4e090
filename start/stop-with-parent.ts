/**
 * Loaded into each child of `dcz start`. When the parent ends, even by SIGKILL, the channel to it closes;
 * the child then stops as after SIGTERM, and leaves no port in use.
 */
process.on("disconnect", () => process.kill(process.pid, "SIGTERM"));
// A listener keeps the process alive; this one must not.
process.channel?.unref();
