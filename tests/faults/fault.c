// Makes writes and syncs of chosen files fail, in a process that preloads it:
//   LD_PRELOAD=fault.so FAULT_PATH=part-of-a-path FAULT_OP=fsync|write|short|read|truncate FAULT_N=3 FAULT_ERRNO=28
// The N-th call fails, or FAULT_TIMES calls from it, and with FAULT_STICKY=1 every later one. Files whose path
// holds one of FAULT_EXCEPT (parted by colons) are left alone. With FAULT_ARM=/path calls are counted
// and fail only while that file exists.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <stdatomic.h>
#include <unistd.h>
#include <sys/uio.h>
#include <sys/types.h>
static atomic_long cnt;
static int excepted(const char*file){ const char*x=getenv("FAULT_EXCEPT"); while(x&&*x){ size_t n=strcspn(x,":"); if(n>0&&memmem(file,strlen(file),x,n))return 1; x+=n; if(*x)x++; } return 0;}
static int hit(int fd,const char*op){ const char*o=getenv("FAULT_OP"),*p=getenv("FAULT_PATH"),*arm=getenv("FAULT_ARM"); if(!o||strcmp(o,op))return 0;
 char l[64],b[4096]; snprintf(l,64,"/proc/self/fd/%d",fd); ssize_t n=readlink(l,b,4095); if(n<0)return 0; b[n]=0; if(p&&!strstr(b,p))return 0; if(excepted(b))return 0;
 if(arm&&access(arm,F_OK))return 0; long k=atomic_fetch_add(&cnt,1)+1, N=atol(getenv("FAULT_N")?:"1"), T=atol(getenv("FAULT_TIMES")?:"1"); if(k>=N&&(k<N+T||getenv("FAULT_STICKY"))){errno=atoi(getenv("FAULT_ERRNO")?:"5");return 1;} return 0;}
#define S1(name) int name(int fd){static int(*r)(int);if(!r)r=dlsym(RTLD_NEXT,#name);return hit(fd,"fsync")?-1:r(fd);}
S1(fsync) S1(fdatasync)
ssize_t write(int fd,const void*b,size_t n){static ssize_t(*r)(int,const void*,size_t);if(!r)r=dlsym(RTLD_NEXT,"write");if(n>1&&hit(fd,"short"))n/=2;return hit(fd,"write")?-1:r(fd,b,n);}
// "short": the call takes half of what it is given, as write(2) may.
#define PW(name) ssize_t name(int fd,const void*b,size_t n,off64_t o){static ssize_t(*r)(int,const void*,size_t,off64_t);if(!r)r=dlsym(RTLD_NEXT,#name);if(n>1&&hit(fd,"short"))n/=2;return hit(fd,"write")?-1:r(fd,b,n,o);}
PW(pwrite) PW(pwrite64)
#define PR(name) ssize_t name(int fd,void*b,size_t n,off64_t o){static ssize_t(*r)(int,void*,size_t,off64_t);if(!r)r=dlsym(RTLD_NEXT,#name);return hit(fd,"read")?-1:r(fd,b,n,o);}
PR(pread) PR(pread64)
#define WV(name) ssize_t name(int fd,const struct iovec*v,int c,off64_t o){static ssize_t(*r)(int,const struct iovec*,int,off64_t);if(!r)r=dlsym(RTLD_NEXT,#name);return hit(fd,"write")?-1:r(fd,v,c,o);}
WV(pwritev) WV(pwritev64)
ssize_t writev(int fd,const struct iovec*v,int c){static ssize_t(*r)(int,const struct iovec*,int);if(!r)r=dlsym(RTLD_NEXT,"writev");return hit(fd,"write")?-1:r(fd,v,c);}
#define TR(name) int name(int fd,off64_t o){static int(*r)(int,off64_t);if(!r)r=dlsym(RTLD_NEXT,#name);return hit(fd,"truncate")?-1:r(fd,o);}
TR(ftruncate) TR(ftruncate64)
