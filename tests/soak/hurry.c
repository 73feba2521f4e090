// Makes time pass HURRY times faster for the process that preloads it: its clocks, and what it waits for.
//   LD_PRELOAD=hurry.so HURRY=30
// libfaketime does the clocks alone: a loop that sleeps in epoll_pwait then wakes for each timer half a minute late.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/time.h>
#include <time.h>

#define SECOND 1000000000LL

static long times(void) {
  static long value;
  if (!value) value = atol(getenv("HURRY") ?: "1");
  return value;
}

static int real_clock(clockid_t clock, struct timespec *time) {
  static int (*real)(clockid_t, struct timespec *);
  if (!real) real = dlsym(RTLD_NEXT, "clock_gettime");
  return real(clock, time);
}

static long long passed(clockid_t clock) {
  struct timespec time;
  real_clock(clock, &time);
  return time.tv_sec * SECOND + time.tv_nsec;
}

// When the process started, by each clock that it may ask.
static long long begun[16];

__attribute__((constructor)) static void begin(void) {
  for (int clock = 0; clock < 16; clock++) begun[clock] = passed(clock);
}

int clock_gettime(clockid_t clock, struct timespec *time) {
  int result = real_clock(clock, time);
  // Time of the processor is what it is.
  if (result || clock < 0 || clock >= 16 || clock == CLOCK_PROCESS_CPUTIME_ID || clock == CLOCK_THREAD_CPUTIME_ID)
    return result;
  long long now = time->tv_sec * SECOND + time->tv_nsec;
  now = begun[clock] + (now - begun[clock]) * times();
  time->tv_sec = now / SECOND;
  time->tv_nsec = now % SECOND;
  return 0;
}

int gettimeofday(struct timeval *restrict time, void *restrict zone) {
  (void)zone;
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  time->tv_sec = now.tv_sec;
  time->tv_usec = now.tv_nsec / 1000;
  return 0;
}

time_t time(time_t *to) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (to) *to = now.tv_sec;
  return now.tv_sec;
}

static int shorter(int ms) { return ms <= 0 ? ms : (int)((ms + times() - 1) / times()); }

int epoll_pwait(int fd, struct epoll_event *events, int most, int ms, const sigset_t *signals) {
  static int (*real)(int, struct epoll_event *, int, int, const sigset_t *);
  if (!real) real = dlsym(RTLD_NEXT, "epoll_pwait");
  return real(fd, events, most, shorter(ms), signals);
}

int epoll_wait(int fd, struct epoll_event *events, int most, int ms) {
  static int (*real)(int, struct epoll_event *, int, int);
  if (!real) real = dlsym(RTLD_NEXT, "epoll_wait");
  return real(fd, events, most, shorter(ms));
}
