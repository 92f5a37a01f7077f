/*
 * A library to preload that makes the system fail on demand. It counts the calls of a
 * program that can fail, and by its environment:
 *
 *	TORTURE_FAIL=N     has call number N fail
 *	TORTURE_STICKY=1   and all calls of its kind behind it
 *	TORTURE_ONLY=KIND  counts calls of that kind only
 *	TORTURE_ALSO=KIND  has all calls of that kind fail as well, uncounted
 *	TORTURE_KILL=N     kills the program before call number N
 *	TORTURE_BYTES=1    reads and writes one byte at a time
 *	TORTURE_EINTR=1    interrupts every other read and write
 *	TORTURE_REPORT=FD  says what happened: struct report, in the file behind FD
 *
 * What goes to stderr isn't counted: a message that was to be seen is.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The driver knows these by their numbers. */
enum kind {
	NONE,
	MALLOC,
	READ,
	WRITE,
	OPEN,
	CLOSE,
	FSYNC,
	RENAME,
	LINK,
	PREAD,
	PWRITE,
	CHMOD,
	STAT,
	ACCESS,
	CHOWN,
	SEEK,
	AFFINITY,
	THREAD,
	KINDS
};

static const int errors[KINDS] = {0, ENOMEM, EIO, ENOSPC, EMFILE, EIO, EIO, EACCES,
    EACCES, EIO, ENOSPC, EPERM, EIO, EACCES, EPERM, EIO, EPERM, EAGAIN};

struct report {
	int64_t calls, live, failed, kind;
};

static struct {
	struct report *report, here;
	int64_t fail, kill, only, also;
	bool sticky, bytes, interrupt;
	int64_t transfers;
	bool ready, ends;
	int (*create)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
} shim;

void *__libc_malloc(size_t n);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t n);
void __libc_free(void *p);

static int64_t
number(const char *name)
{
	const char *text = getenv(name);
	return text ? strtoll(text, NULL, 10) : 0;
}

__attribute__((constructor)) static void
begin(void)
{
	shim.fail = number("TORTURE_FAIL");
	shim.kill = number("TORTURE_KILL");
	shim.only = number("TORTURE_ONLY");
	shim.also = number("TORTURE_ALSO");
	shim.sticky = number("TORTURE_STICKY");
	shim.bytes = number("TORTURE_BYTES");
	shim.interrupt = number("TORTURE_EINTR");
	shim.report = &shim.here;
	*(void **)&shim.create = dlsym(RTLD_NEXT, "pthread_create");
	int fd = (int)number("TORTURE_REPORT");
	if (fd > 0) {
		void *p = mmap(
		    NULL, sizeof *shim.report, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
		if (p == MAP_FAILED)
			abort();
		shim.report = p;
		*shim.report = shim.here;
		syscall(SYS_close, fd);
	}
	shim.ready = true;
}

/* What comes behind the program's own end, as the counting of its covered lines, isn't
 * its doing. */
static void
end(void)
{
	shim.ready = false;
	shim.bytes = false;
	shim.interrupt = false;
}

/* Is this call to fail? If so with errno set. */
static bool
fails(enum kind kind)
{
	if (!shim.ready)
		return false;
	/* Not from begin(): handlers that come later run earlier, as the loader's would.
	 */
	if (!shim.ends) {
		shim.ends = true;
		atexit(end);
	}
	if (shim.also == (int64_t)kind) {
		errno = errors[kind];
		return true;
	}
	if (shim.only && shim.only != (int64_t)kind)
		return false;
	struct report *report = shim.report;
	int64_t call = __atomic_add_fetch(&report->calls, 1, __ATOMIC_RELAXED);
	if (call == shim.kill) {
		report->kind = kind;
		raise(SIGKILL);
	}
	bool first = call == shim.fail;
	if (!first && !(shim.sticky && report->failed && report->kind == (int64_t)kind))
		return false;
	if (first)
		report->kind = kind;
	report->failed++;
	errno = errors[kind];
	return true;
}

static void
lives(const void *p, int64_t change)
{
	if (p && shim.ready)
		__atomic_add_fetch(&shim.report->live, change, __ATOMIC_RELAXED);
}

void *
malloc(size_t n)
{
	void *p = fails(MALLOC) ? NULL : __libc_malloc(n);
	lives(p, 1);
	return p;
}

void *
calloc(size_t n, size_t size)
{
	void *p = fails(MALLOC) ? NULL : __libc_calloc(n, size);
	lives(p, 1);
	return p;
}

void *
realloc(void *p, size_t n)
{
	if (fails(MALLOC))
		return NULL;
	void *moved = __libc_realloc(p, n);
	if (!p)
		lives(moved, 1);
	return moved;
}

void *
reallocarray(void *p, size_t n, size_t size)
{
	size_t bytes;
	if (__builtin_mul_overflow(n, size, &bytes)) {
		errno = ENOMEM;
		return NULL;
	}
	return realloc(p, bytes);
}

void
free(void *p)
{
	lives(p, -1);
	__libc_free(p);
}

/* How many bytes of a transfer; 0: it is interrupted. */
static size_t
part(size_t n)
{
	if (shim.interrupt && ++shim.transfers % 2)
		return 0;
	return shim.bytes && n > 1 ? 1 : n;
}

static ssize_t
interrupted(void)
{
	errno = EINTR;
	return -1;
}

ssize_t
read(int fd, void *to, size_t n)
{
	if (fails(READ))
		return -1;
	size_t some = part(n);
	return n && !some ? interrupted() : syscall(SYS_read, fd, to, some);
}

ssize_t
write(int fd, const void *from, size_t n)
{
	if (fd == STDERR_FILENO)
		return syscall(SYS_write, fd, from, n);
	if (fails(WRITE))
		return -1;
	size_t some = part(n);
	return n && !some ? interrupted() : syscall(SYS_write, fd, from, some);
}

ssize_t
pread(int fd, void *to, size_t n, off_t at)
{
	if (fails(PREAD))
		return -1;
	size_t some = part(n);
	return n && !some ? interrupted() : syscall(SYS_pread64, fd, to, some, at);
}

ssize_t
pwrite(int fd, const void *from, size_t n, off_t at)
{
	if (fails(PWRITE))
		return -1;
	size_t some = part(n);
	return n && !some ? interrupted() : syscall(SYS_pwrite64, fd, from, some, at);
}

/* What a program compiled with _FORTIFY_SOURCE calls. */
ssize_t __read_chk(int fd, void *to, size_t n, size_t room);
ssize_t __pread_chk(int fd, void *to, size_t n, off_t at, size_t room);
int __open_2(const char *path, int flags);

ssize_t
__read_chk(int fd, void *to, size_t n, size_t room)
{
	if (n > room)
		abort();
	return read(fd, to, n);
}

ssize_t
__pread_chk(int fd, void *to, size_t n, off_t at, size_t room)
{
	if (n > room)
		abort();
	return pread(fd, to, n, at);
}

static int
open_at(int folder, const char *path, int flags, mode_t mode)
{
	return fails(OPEN) ? -1 : (int)syscall(SYS_openat, folder, path, flags, mode);
}

int
open(const char *path, int flags, ...)
{
	va_list args;
	va_start(args, flags);
	mode_t mode =
	    flags & (O_CREAT | (O_TMPFILE & ~O_DIRECTORY)) ? va_arg(args, mode_t) : 0;
	va_end(args);
	return open_at(AT_FDCWD, path, flags, mode);
}

int
openat(int folder, const char *path, int flags, ...)
{
	va_list args;
	va_start(args, flags);
	mode_t mode =
	    flags & (O_CREAT | (O_TMPFILE & ~O_DIRECTORY)) ? va_arg(args, mode_t) : 0;
	va_end(args);
	return open_at(folder, path, flags, mode);
}

int
__open_2(const char *path, int flags)
{
	return open_at(AT_FDCWD, path, flags, 0);
}

/* As on Linux the descriptor is gone, whatever close says. */
int
close(int fd)
{
	bool failed = fails(CLOSE);
	int error = errno;
	int status = (int)syscall(SYS_close, fd);
	if (!failed)
		return status;
	errno = error;
	return -1;
}

int
fsync(int fd)
{
	return fails(FSYNC) ? -1 : (int)syscall(SYS_fsync, fd);
}

int
rename(const char *from, const char *to)
{
	return fails(RENAME)
	           ? -1
	           : (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
}

int
linkat(int from_folder, const char *from, int to_folder, const char *to, int flags)
{
	return fails(LINK)
	           ? -1
	           : (int)syscall(SYS_linkat, from_folder, from, to_folder, to, flags);
}

int
fchmod(int fd, mode_t mode)
{
	return fails(CHMOD) ? -1 : (int)syscall(SYS_fchmod, fd, mode);
}

int
stat(const char *restrict path, struct stat *restrict to)
{
	return fails(STAT) ? -1 : fstatat(AT_FDCWD, path, to, 0);
}

int
lstat(const char *restrict path, struct stat *restrict to)
{
	return fails(STAT) ? -1 : fstatat(AT_FDCWD, path, to, AT_SYMLINK_NOFOLLOW);
}

int
fstat(int fd, struct stat *to)
{
	return fails(STAT) ? -1 : fstatat(fd, "", to, AT_EMPTY_PATH);
}

int
access(const char *path, int mode)
{
	return fails(ACCESS) ? -1 : faccessat(AT_FDCWD, path, mode, 0);
}

int
fchown(int fd, uid_t user, gid_t group)
{
	return fails(CHOWN) ? -1 : (int)syscall(SYS_fchown, fd, user, group);
}

off_t
lseek(int fd, off_t offset, int from)
{
	return fails(SEEK) ? -1 : (off_t)syscall(SYS_lseek, fd, offset, from);
}

int
sched_getaffinity(pid_t pid, size_t n, cpu_set_t *set)
{
	if (fails(AFFINITY))
		return -1;
	return syscall(SYS_sched_getaffinity, pid, n, set) < 0 ? -1 : 0;
}

int
pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
    void *(*start)(void *), void *argument)
{
	return fails(THREAD) ? EAGAIN : shim.create(thread, attributes, start, argument);
}
