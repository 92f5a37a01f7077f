/*
 * rounds RUNS: times commands against each other. Reads lines NAME<tab>COMMAND, runs each
 * command once in each of RUNS rounds, so that whatever else the machine does falls on
 * all of them alike, with its output to /dev/null, and writes CSV: the name, the medians
 * of seconds and of seconds of processor time, and the most memory that one of its
 * processes took, in megabytes.
 *
 * A command without any sign of the shell's is run without a shell. This program is small
 * because a process's peak memory counts that of the one it was forked from.
 */
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

enum { COMMANDS = 64, WORDS = 64 };

struct command {
	char *name, *text, *words[WORDS + 1];
	double *seconds, *cpu;
	long peak_kb;
};

static void
fail(const struct command *command, const char *what)
{
	fprintf(stderr, "rounds: %s: %s: %s\n", command->name, what, command->text);
	exit(EXIT_FAILURE);
}

/* What to execute: the words of the command, or a shell. */
static void
prepare(struct command *command, size_t runs)
{
	static char sh[] = "sh", dash_c[] = "-c";
	size_t n = 0;
	if (strpbrk(command->text, "|&;<>()$`\\\"'*?[#~=%{") == NULL) {
		for (char *word = strtok(command->text, " "); word && n < WORDS;
		     word = strtok(NULL, " "))
			command->words[n++] = word;
	} else {
		command->words[0] = sh;
		command->words[1] = dash_c;
		command->words[2] = command->text;
	}
	command->seconds = calloc(runs, sizeof *command->seconds);
	command->cpu = calloc(runs, sizeof *command->cpu);
	if (!command->seconds || !command->cpu)
		fail(command, "out of memory");
}

static double
now(void)
{
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static double
seconds_of(struct timeval time)
{
	return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

static void
run(struct command *command, size_t round, const posix_spawn_file_actions_t *actions)
{
	extern char **environ;
	struct rusage usage;
	pid_t child;
	int status;
	double begin = now();
	if (posix_spawnp(
	        &child, command->words[0], actions, NULL, command->words, environ))
		fail(command, "can't be run");
	if (wait4(child, &status, 0, &usage) != child || status != 0)
		fail(command, "failed");
	command->seconds[round] = now() - begin;
	command->cpu[round] = seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
	if (usage.ru_maxrss > command->peak_kb)
		command->peak_kb = usage.ru_maxrss;
}

static int
ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static double
median(double *values, size_t n)
{
	qsort(values, n, sizeof *values, ascending);
	return (values[(n - 1) / 2] + values[n / 2]) / 2;
}

static int
usage(void)
{
	fputs("usage: rounds RUNS, with lines NAME<tab>COMMAND on stdin\n", stderr);
	return 64;
}

int
main(int argc, char **argv)
{
	static struct command commands[COMMANDS];
	size_t n = 0, runs = argc == 2 ? strtoul(argv[1], NULL, 10) : 0, room = 0;
	posix_spawn_file_actions_t actions;
	if (runs == 0)
		return usage();
	char *line = NULL;
	while (n < COMMANDS && getline(&line, &room, stdin) > 0) {
		struct command *command = &commands[n++];
		line[strcspn(line, "\n")] = '\0';
		command->name = line;
		command->text = strchr(line, '\t');
		if (!command->text)
			return usage();
		*command->text++ = '\0';
		prepare(command, runs);
		line = NULL;
	}
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", 0, 0);
	posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", 1, 0);
	for (size_t round = 0; round < runs; round++)
		for (size_t i = 0; i < n; i++)
			run(&commands[i], round, &actions);
	for (size_t i = 0; i < n; i++)
		printf("%s,%.6f,%.6f,%.1f\n", commands[i].name,
		    median(commands[i].seconds, runs), median(commands[i].cpu, runs),
		    (double)commands[i].peak_kb / 1000);
	return fclose(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
