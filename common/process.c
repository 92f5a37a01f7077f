#include "process.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "diag.h"

void
process_init(const char *program)
{
	diag_init(program);
	/* In the wrong direction, so that what was an error stays one. */
	static const int modes[] = {O_WRONLY, O_RDONLY, O_RDONLY};
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", modes[fd]) != fd)
			diag_fatal(EX_OSERR, "can't open /dev/null");
	signal(SIGPIPE, SIG_DFL);
	signal(SIGXFSZ, SIG_IGN);
}
