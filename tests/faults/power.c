// Shows what a cut of power would leave, in a process that preloads it: what was not synchronised is not there.
//   LD_PRELOAD=power.so POWER_PATH=part-of-a-path POWER_SHADOW=/folder
// On each fsync of a file whose path holds POWER_PATH the file, as it is then, is copied to the folder by its
// name. Writes, truncations and new files that nobody synchronised never arrive there. Renames and removals of
// files are done there with the next fsync of any file: it writes the journal of the file system, in order.
// Calls are counted in "fsyncs".
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <libgen.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;

static const char *shadow(void) { return getenv("POWER_SHADOW"); }

static int concerns(const char *path) {
  const char *part = getenv("POWER_PATH");
  return shadow() && part && strstr(path, part);
}

static void place(char *to, size_t size, const char *path, const char *ending) {
  char copy[4096];
  snprintf(copy, sizeof copy, "%s", path);
  snprintf(to, size, "%s/%s%s", shadow(), basename(copy), ending);
}

// Renames (to != "") and removals that no fsync has made lasting yet.
static struct { char from[4200], to[4200]; } pending[64];
static int waiting;

static void later(const char *before, const char *after) {
  pthread_mutex_lock(&turn);
  if (waiting == 64) abort();
  place(pending[waiting].from, 4200, before, "");
  pending[waiting].to[0] = 0;
  if (after) place(pending[waiting].to, 4200, after, "");
  waiting++;
  pthread_mutex_unlock(&turn);
}

static void catch_up(void) {
  static int (*move)(const char *, const char *), (*forget)(const char *);
  if (!move) move = dlsym(RTLD_NEXT, "rename");
  if (!forget) forget = dlsym(RTLD_NEXT, "unlink");
  for (int i = 0; i < waiting; i++)
    if (pending[i].to[0]) move(pending[i].from, pending[i].to);
    else forget(pending[i].from);
  waiting = 0;
}

static void keep(int fd) {
  char link[64], path[4096], name[4200], fresh[4200], piece[65536];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  struct stat file;
  if (length < 0) return;
  path[length] = 0;
  if (!concerns(path) || fstat(fd, &file) || !S_ISREG(file.st_mode)) return;
  pthread_mutex_lock(&turn);
  catch_up();
  place(name, sizeof name, path, "");
  place(fresh, sizeof fresh, path, ".copying");
  int to = open(fresh, O_WRONLY | O_CREAT | O_TRUNC, 0600), from = open(path, O_RDONLY);
  off_t at = 0;
  for (ssize_t n; to >= 0 && from >= 0 && (n = pread(from, piece, sizeof piece, at)) > 0; at += n)
    if (pwrite(to, piece, n, at) != n) abort();
  if (from >= 0) close(from);
  if (to >= 0) close(to);
  // Whole or not at all, whenever the process is killed.
  static int (*move)(const char *, const char *);
  if (!move) move = dlsym(RTLD_NEXT, "rename");
  move(fresh, name);
  snprintf(name, sizeof name, "%s/fsyncs", shadow());
  to = open(name, O_WRONLY | O_CREAT | O_APPEND, 0600);
  if (to >= 0 && dprintf(to, "%s\n", path) < 0) abort();
  close(to);
  pthread_mutex_unlock(&turn);
}

#define SYNC(name) int name(int fd) { \
  static int (*real)(int); \
  if (!real) real = dlsym(RTLD_NEXT, #name); \
  int result = real(fd); \
  if (result == 0) keep(fd); \
  return result; }
SYNC(fsync) SYNC(fdatasync)

int rename(const char *before, const char *after) {
  static int (*real)(const char *, const char *);
  if (!real) real = dlsym(RTLD_NEXT, "rename");
  int result = real(before, after);
  if (result == 0 && concerns(after)) later(before, after);
  return result;
}

int unlink(const char *path) {
  static int (*real)(const char *);
  if (!real) real = dlsym(RTLD_NEXT, "unlink");
  int result = real(path);
  if (result == 0 && concerns(path)) later(path, 0);
  return result;
}
