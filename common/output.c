#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "diag.h"
#include "mem.h"

enum { BUFFER = 64 * 1024, ATTEMPTS = 1000 };

struct output {
	int fd;
	const char *name; /* for messages */
	char *target;     /* the path to put in place, NULL: nothing to put */
	char *folder;     /* where the target is */
	mode_t mode;
	bool keep_mode; /* the file had this mode; else the umask has its say */
	char *buffer;
	size_t n, capacity; /* bytes in the buffer, and its room */
	size_t full;        /* so many are written at once; SIZE_MAX: they are kept */
};

static struct output *
new_output(int fd, const char *name)
{
	struct output *output = mem_new(1, sizeof *output);
	output->fd = fd;
	output->name = name;
	output->buffer = mem_grow(NULL, &output->capacity, BUFFER + OUTPUT_ROOM, 1);
	output->full = BUFFER;
	return output;
}

struct output *
output_stdout(void)
{
	return new_output(STDOUT_FILENO, "<stdout>");
}

struct output *
output_memory(void)
{
	struct output *output = new_output(-1, "");
	output->full = SIZE_MAX;
	return output;
}

struct slice
output_bytes(const struct output *output)
{
	return (struct slice){output->buffer, output->n};
}

void
output_memory_free(struct output *output)
{
	free(output->buffer);
	free(output);
}

static DIAG_NORETURN void
cannot_create(const char *path)
{
	diag_fatal(EX_CANTCREAT, "%s: can't create: %s", path, strerror(errno));
}

static DIAG_NORETURN void
cannot_write(const struct output *output)
{
	if (errno == EPIPE)
		diag_exit(128 + 13); /* what a shell reports of SIGPIPE */
	diag_fatal(EX_IOERR, "%s: write error: %s", output->name, strerror(errno));
}

static char *
folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	if (!slash)
		return mem_text(".", 1);
	return mem_text(path, slash == path ? 1 : (size_t)(slash - path));
}

/* FOLDER/.revutils-PID-N, which must be freed; nobody else's if it doesn't exist yet. */
static char *
temporary_name(const char *folder, unsigned attempt)
{
	char *name;
	if (asprintf(&name, "%s/.revutils-%ld-%u", folder, (long)getpid(), attempt) < 0)
		diag_fatal(EX_OSERR, "out of memory");
	return name;
}

/* A new file that nobody else has opened. Returns -1 with errno set, else *name, which
 * must be freed. */
static int
create_named(const char *folder, mode_t mode, char **name)
{
	for (unsigned attempt = 0; attempt < ATTEMPTS; attempt++) {
		*name = temporary_name(folder, attempt);
		int fd = open(*name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, mode);
		if (fd >= 0)
			return fd;
		free(*name);
		if (errno != EEXIST)
			break;
	}
	return -1;
}

/* A file without a name: O_TMPFILE, or where the file system can't, one that is unlinked
 * at once and copied at the end. */
static int
create_nameless(const char *folder, mode_t mode)
{
	int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, mode);
	if (fd >= 0)
		return fd;
	char *name;
	fd = create_named(folder, mode, &name);
	if (fd >= 0) {
		unlink(name);
		free(name);
	}
	return fd;
}

/*
 * In a folder where everybody may put files, such as /tmp, somebody else's link may be a
 * trap: it isn't followed, by the rule of Linux's fs.protected_symlinks.
 */
static bool
may_follow(const char *path, const struct stat *link)
{
	struct stat st;
	char *folder = folder_of(path);
	bool known = stat(folder, &st) == 0;
	free(folder);
	bool shared = known && (st.st_mode & S_ISVTX) && (st.st_mode & S_IWOTH);
	return known &&
	       (!shared || link->st_uid == geteuid() || link->st_uid == st.st_uid);
}

/* The path of the file itself, where `path` is a link to it; to be freed. */
static char *
without_links(const char *path)
{
	struct stat st;
	if (lstat(path, &st) != 0 || !S_ISLNK(st.st_mode))
		return mem_text(path, strlen(path));
	if (!may_follow(path, &st)) {
		errno = EACCES;
		cannot_create(path);
	}
	char *target = realpath(path, NULL);
	if (!target)
		cannot_create(path);
	return target;
}

/* A device or a pipe is written as it is. */
static struct output *
output_special(const char *path)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		cannot_create(path);
	return new_output(fd, path);
}

struct output *
output_file(const char *path)
{
	struct stat st;
	bool exists = stat(path, &st) == 0;
	if (exists && S_ISDIR(st.st_mode)) {
		errno = EISDIR;
		cannot_create(path);
	}
	if (exists && !S_ISREG(st.st_mode))
		return output_special(path);
	/* A file that may not be written isn't to be replaced either. */
	if (exists && access(path, W_OK) != 0)
		cannot_create(path);
	struct output *output = new_output(-1, path);
	output->target = without_links(path);
	output->folder = folder_of(output->target);
	output->mode = exists ? st.st_mode & 07777 : 0666;
	output->keep_mode = exists;
	output->fd = create_nameless(output->folder, output->mode);
	/* Only root may give files away; the mode comes last, for this may change it. */
	if (output->fd >= 0 && exists && fchown(output->fd, st.st_uid, st.st_gid) != 0)
		errno = 0;
	if (output->fd < 0 || (exists && fchmod(output->fd, output->mode) != 0))
		cannot_create(path);
	return output;
}

/* False with errno set. */
static bool
write_all(int fd, const char *bytes, size_t n)
{
	while (n) {
		ssize_t done = write(fd, bytes, n);
		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return false;
		bytes += done;
		n -= (size_t)done;
	}
	return true;
}

static void
put_out(const struct output *output, const char *bytes, size_t n)
{
	if (!write_all(output->fd, bytes, n))
		cannot_write(output);
}

char *
output_room(struct output *output, size_t n)
{
	/* What is written, and not kept, always leaves OUTPUT_ROOM. */
	if (n > output->capacity - output->n)
		output->buffer =
		    mem_grow(output->buffer, &output->capacity, output->n + n, 1);
	return output->buffer + output->n;
}

void
output_take(struct output *output, size_t n)
{
	output->n += n;
	if (output->n < output->full)
		return;
	put_out(output, output->buffer, output->full);
	output->n -= output->full;
	memmove(output->buffer, output->buffer + output->full, output->n);
}

/* What fills the buffer, as many whole ones as there are, and what is left. */
static void
write_much(struct output *output, const char *bytes, size_t n)
{
	size_t first = output->full - output->n;
	if (n >= output->full) {
		memcpy(output->buffer + output->n, bytes, first);
		output_take(output, first);
		size_t whole = (n - first) / output->full * output->full;
		put_out(output, bytes + first, whole);
		bytes += first + whole;
		n -= first + whole;
	}
	while (n) {
		size_t part = n < OUTPUT_ROOM ? n : OUTPUT_ROOM;
		memcpy(output_room(output, part), bytes, part);
		output_take(output, part);
		bytes += part;
		n -= part;
	}
}

void
output_write(struct output *output, const char *bytes, size_t n)
{
	if (n > OUTPUT_ROOM) {
		write_much(output, bytes, n);
		return;
	}
	char *to = output_room(output, n);
	if (n)
		memcpy(to, bytes, n);
	output_take(output, n);
}

static bool
copy(struct output *output, int to)
{
	ssize_t got;
	for (off_t at = 0; (got = pread(output->fd, output->buffer, BUFFER, at)) > 0;
	     at += got)
		if (!write_all(to, output->buffer, (size_t)got))
			return false;
	return got == 0;
}

/* Copies the nameless file into a new one, which takes its place. */
static bool
copy_to_named(struct output *output, char **name)
{
	int fd = create_named(output->folder, output->mode, name);
	if (fd < 0)
		return false;
	if ((output->keep_mode && fchmod(fd, output->mode) != 0) || !copy(output, fd) ||
	    fsync(fd) != 0) {
		int error = errno;
		unlink(*name);
		free(*name);
		close(fd);
		errno = error;
		return false;
	}
	close(output->fd);
	output->fd = fd;
	return true;
}

/* Gives the nameless file a name beside its target, which must be freed. False with
 * errno set. */
static bool
give_name(struct output *output, char **name)
{
	char proc[40];
	snprintf(proc, sizeof proc, "/proc/self/fd/%d", output->fd);
	for (unsigned attempt = 0; attempt < ATTEMPTS; attempt++) {
		*name = temporary_name(output->folder, attempt);
		if (linkat(AT_FDCWD, proc, AT_FDCWD, *name, AT_SYMLINK_FOLLOW) == 0)
			return true;
		free(*name);
		if (errno != EEXIST)
			break;
	}
	return copy_to_named(output, name);
}

/* A network file system reports a full disk only here. The descriptor is gone in any
 * case. */
static bool
close_file(const struct output *output)
{
	return close(output->fd) == 0 || errno == EINTR;
}

/* What takes time and what may fail comes first: the file has a name of its own only for
 * an instant, and its target is replaced once nothing else can go wrong. */
static void
put_in_place(struct output *output)
{
	char *name;
	if (fsync(output->fd) != 0 || !give_name(output, &name))
		cannot_write(output);
	if (!close_file(output) || rename(name, output->target) != 0) {
		int error = errno;
		unlink(name);
		errno = error;
		cannot_write(output);
	}
	free(name);
}

void
output_finish(struct output *output)
{
	put_out(output, output->buffer, output->n);
	output->n = 0;
	if (output->target)
		put_in_place(output);
	else if (!close_file(output))
		cannot_write(output);
	free(output->target);
	free(output->folder);
	output_memory_free(output);
}
