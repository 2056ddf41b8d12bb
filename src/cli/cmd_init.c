/* cmd_init.c - `beadle init`: a first configuration out of a few answers.
 *
 * At a terminal each question that no option answers is asked, and asked again until its answer
 * will do; elsewhere the options are all there is.  What comes of it is read as any configuration
 * before it is written.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/cli.h"
#include "cli/output.h"
#include "cli/terminal.h"
#include "config/draft.h"
#include "config/schema.h"

enum { FILE_MAX_BYTES = 1024 * 1024, ANSWER_MAX = 1000 };

/* ---- the answers */

/* A file as the configuration will name it, which counts from the configuration's own folder. */
static const char *seen_from_config(struct config_draft *draft, const char *path)
{
	const char *slash = strrchr(draft->file, '/'), *back = "";
	struct span dir = span_from(draft->file, slash ? (size_t)(slash - draft->file) : 0);
	char whole[PATH_MAX];

	if (path[0] == '/')
		return path;
	while (dir.len && dir.ptr[0] != '/') {
		ptrdiff_t end = span_find_char(dir, '/');
		struct span part = span_sub(dir, 0, end < 0 ? dir.len : (size_t)end);

		if (span_is(part, ".."))	/* where that leads back from is not said */
			break;
		if (part.len && !span_is(part, "."))
			back = arena_printf(draft->arena, "../%s", back);
		dir = span_sub(dir, part.len + 1, dir.len);
	}
	if (dir.len)
		return realpath(path, whole) ? arena_strdup(draft->arena, whole) : path;
	return arena_printf(draft->arena, "%s%s", back, path);
}

static const char *take_archive(struct config_draft *draft, const char *text)
{
	struct stat st;

	if (stat(text, &st) != 0)
		return arena_printf(draft->arena, "%s: %s", text, strerror(errno));
	draft->archive = seen_from_config(draft, text);
	draft->archive_is_folder = S_ISDIR(st.st_mode);
	return NULL;
}

/* People as the configuration has them, rather than a line for each? */
static bool is_people_file(struct span text)
{
	struct span line;

	while (span_next_line(&text, &line)) {
		line = span_trim(line);
		if (line.len && line.ptr[0] != '#')
			return line.ptr[0] == '-' || span_ends(line, ":");
	}
	return false;
}

static const char *take_people_lines(struct config_draft *draft, const char *file, struct span text)
{
	struct arena *arena = draft->arena;
	const char *fault = NULL;
	struct span line;

	for (unsigned n = 1; !fault && span_next_line(&text, &line); n++) {
		line = span_trim(line);
		if (!line.len || line.ptr[0] == '#')
			continue;
		fault = draft_take_person(draft, arena_strndup(arena, line.ptr, line.len));
		if (fault)
			fault = arena_printf(arena, "%s:%u: %s", file, n, fault);
	}
	if (!fault && !draft->people.n_persons)
		fault = arena_printf(arena, "%s: nobody is named there", file);
	return fault;
}

static const char *take_people_file(struct config_draft *draft, const char *file)
{
	struct arena *arena = draft->arena;
	struct buf bytes, problems;
	const char *fault = NULL;
	struct err err;

	buf_init(&bytes, FILE_MAX_BYTES);
	buf_init(&problems, FILE_MAX_BYTES);
	if (config_world.load(file, &bytes, &err)) {
		fault = arena_printf(arena, "%s: %s", file, err.text);
	} else if (!is_people_file(buf_fitted(&bytes))) {
		fault = take_people_lines(draft, file, buf_fitted(&bytes));
	} else if (config_read_people(arena, file, &draft->people, &problems, &err)) {
		fault = arena_printf(arena, "%s\n%s", err.text, buf_fitted(&problems).ptr);
	} else {
		draft->people_file = seen_from_config(draft, file);
	}
	buf_free(&bytes);
	buf_free(&problems);
	return fault;
}

/* ---- the questions */

enum { OPT_LIST = 256, OPT_ADDRESS, OPT_PEOPLE, OPT_CHAIR, OPT_ZONE, OPT_MEETS, OPT_NEXT,
       OPT_OPERATOR, OPT_ARCHIVE };

struct question {
	int opt;
	const char *name;		/* of the option */
	const char *text;		/* NULL: it is not asked */
	const char *(*take)(struct config_draft *draft, const char *answer);	/* the option's */
	/* of many lines */
	const char *(*take_line)(struct config_draft *draft, const char *answer);
	bool needed;
	const char *otherwise;		/* what an empty answer means; NULL: nothing */
};

static const struct question questions[] = {
	{ OPT_LIST, "list", "A short name for the list", draft_take_list, .needed = true },
	{ OPT_ADDRESS, "address", "The address where members post", draft_take_address,
	  .needed = true },
	{ OPT_PEOPLE, "people",
	  "The members, one a line, as Dave Miller <dave@example.org>; an "
	  "empty line ends them",
	  take_people_file, .take_line = draft_take_person, .needed = true },
	{ OPT_CHAIR, "chair", "Who chairs it", draft_take_chair, .otherwise = "nobody" },
	{ OPT_ZONE, "zone", "Its time zone", draft_take_zone, .needed = false },
	{ OPT_MEETS, "meets", "How often it meets (every 2 weeks, every first Monday, monthly)",
	  draft_take_rhythm, .otherwise = "it does not" },
	{ OPT_NEXT, "next", "When it meets next (2026-12-09 13:00, next Wednesday 13:00)",
	  draft_take_first, .needed = true },
	{ OPT_OPERATOR, "operator", "Your own address, for what goes wrong", draft_take_operator,
	  .otherwise = "nobody is told" },
	{ OPT_ARCHIVE, "archive", "Where mail of the list is (an mbox file or a Maildir folder)",
	  take_archive, .otherwise = "an empty folder" },
};

enum { N_QUESTIONS = sizeof questions / sizeof questions[0] };

/* A line from the terminal, without white space around it; NULL at its end. */
static const char *read_line(struct config_draft *draft, const char *prompt)
{
	char line[ANSWER_MAX];
	struct span text;

	fputs(prompt, stdout);
	fflush(stdout);
	if (!fgets(line, sizeof line, stdin))
		return NULL;
	text = span_trim(span_of(line));
	return arena_strndup(draft->arena, text.ptr, text.len);
}

/* Many lines.  False at the end of the input. */
static bool ask_lines(struct config_draft *draft, const struct question *q)
{
	size_t n = 0;

	printf("%s:\n", q->text);
	for (;;) {
		const char *line = read_line(draft, "  "), *fault;

		if (!line)
			return false;
		if (!*line && n)
			return true;
		fault = *line ? q->take_line(draft, line) : "at least one is needed";
		n += !fault;
		if (fault)
			printf("  %s\n", fault);
	}
}

static bool ask(struct config_draft *draft, const struct question *q)
{
	const char *otherwise = q->opt == OPT_ZONE ? draft->zone : q->otherwise;
	const char *prompt = arena_printf(draft->arena, "%s%s%s%s: ", q->text,
					  otherwise ? " [" : "", otherwise ? otherwise : "",
					  otherwise ? "]" : "");

	if (q->take_line)
		return ask_lines(draft, q);
	for (;;) {
		const char *line = read_line(draft, prompt), *fault;

		if (!line)
			return false;
		if (!*line && !q->needed)
			return true;
		fault = *line ? q->take(draft, line) : "an answer is needed";
		if (!fault)
			return true;
		printf("  %s\n", fault);
	}
}

/* The day of the next meeting goes with a rhythm. */
static bool is_wanted(const struct config_draft *draft, const struct question *q)
{
	return q->opt != OPT_NEXT || draft->rule;
}

/* The machine's own, where it says so. */
static const char *zone_here(struct arena *arena)
{
	char path[PATH_MAX];
	ssize_t len = readlink("/etc/localtime", path, sizeof path - 1);
	const char *name;

	path[len < 0 ? 0 : len] = '\0';
	name = strstr(path, "zoneinfo/");
	name = name ? name + strlen("zoneinfo/") : "UTC";
	if (strcmp(name, "Etc/UTC") == 0 || !config_world.zone_known(name))
		return "UTC";
	return arena_strdup(arena, name);
}

/* Options first, in the order of the questions; then, at a terminal, what they leave open. */
static int get_answers(struct cli *cli, struct config_draft *draft,
		       const char *const answers[N_QUESTIONS])
{
	bool asks = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);

	for (size_t i = 0; i < N_QUESTIONS; i++) {
		const struct question *q = &questions[i];
		const char *fault;

		if (answers[i]) {
			fault = is_wanted(draft, q) ? q->take(draft, answers[i])
						   : "it means nothing without --meets";
			if (fault)
				return cli_usage(cli, "--%s: %s", q->name, fault);
		} else if (asks && is_wanted(draft, q)) {
			if (!ask(draft, q)) {
				printf("\n");
				cli_complain("nothing was written");
				return STATUS_FAILED;
			}
		} else if (q->needed && is_wanted(draft, q)) {
			return cli_usage(cli, "init needs --%s where there is no terminal to "
						    "ask at", q->name);
		}
	}
	return -1;
}

/* ---- the file */

/* New, for its owner alone. */
static enum err_kind write_new(const char *file, struct span bytes, struct err *err)
{
	int fd = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	bool good;

	if (fd < 0)
		return err_set(err, ERR_DATA, "%s: %s", file, strerror(errno));
	good = file_write_all(fd, bytes);
	if (!good)
		(void)err_set(err, ERR_DATA, "%s: %s", file, strerror(errno));
	close(fd);
	return good ? ERR_NONE : err->kind;
}

/* An empty Maildir beside the configuration, to put mails into. */
static enum err_kind make_inbox(struct config_draft *draft, struct err *err)
{
	static const char *const parts[] = { "", "/cur", "/new", "/tmp" };
	const char *slash = strrchr(draft->file, '/');
	int dir_len = slash ? (int)(slash - draft->file) + 1 : 0;

	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
		const char *path = arena_printf(draft->arena, "%.*sinbox%s", dir_len,
						draft->file, parts[i]);

		if (mkdir(path, 0700) != 0 && errno != EEXIST)
			return err_set(err, ERR_DATA, "%s: %s", path, strerror(errno));
	}
	return ERR_NONE;
}

static int write_config(struct config_draft *draft, struct span bytes)
{
	struct config *config;
	struct buf problems;
	struct err err;
	int status = -1;

	buf_init(&problems, FILE_MAX_BYTES);
	if (config_read_from(&config_world, draft->file, bytes, &config, &problems, &err)) {
		cli_problems(buf_shown(&problems).ptr);
		cli_complain("these answers do not go together; nothing was written");
		status = STATUS_CONFIG;
	} else if (write_new(draft->file, bytes, &err) ||
		   (!draft->archive && !*draft->folder && make_inbox(draft, &err))) {
		status = cli_fail(&err);
	}
	config_free(&config);
	buf_free(&problems);
	return status;
}

/* Where the systemd units keep the state of a configuration of the system: docs.yaml is that of
 * beadle@docs.service.  "" for one that lies elsewhere. */
static const char *state_of(struct arena *arena, const char *file)
{
	size_t folder = (size_t)(strrchr(cli_default_config, '/') + 1 - cli_default_config);
	const char *name = strrchr(file, '/');
	struct span stem = span_of(name ? name + 1 : file);

	if (strncmp(file, cli_default_config, folder) != 0 &&
	    !span_starts(span_of(file), "/etc/"))
		return "";
	if (span_ends(stem, ".yaml"))
		stem.len -= strlen(".yaml");
	if (span_is(stem, "beadle"))
		return "/var/lib/beadle";
	return arena_printf(arena, "/var/lib/beadle-%.*s", (int)stem.len, stem.ptr);
}

static void say_written(const struct cli *cli, const struct config_draft *draft)
{
	struct terminal t = terminal_of(stdout);

	if (cli->json) {
		output_json(json_pack("{s:s, s:s, s:i}", "file", draft->file, "list",
				      draft->list, "people",
				      (int)draft->people.n_persons));
		return;
	}
	terminal_say(&t, STYLE_PLAIN, "%s: written (list %s, %zu people)\n", draft->file,
		     draft->list, draft->people.n_persons);
	terminal_say(&t, STYLE_PLAIN, "next: beadle check -c %s\n", draft->file);
}

/* The folder of the configuration, made before anything is asked: paths are
 * seen from there, and who may not write there hears of it at once. */
static enum err_kind make_folder(struct config_draft *draft, struct err *err)
{
	const char *slash = strchr(draft->file + (*draft->file == '/'), '/');

	for (; slash; slash = strchr(slash + 1, '/')) {
		const char *path = arena_printf(draft->arena, "%.*s", (int)(slash - draft->file),
						draft->file);

		if (mkdir(path, 0755) != 0 && errno != EEXIST)
			return err_set(err, ERR_DATA, "%s: %s", path, strerror(errno));
	}
	return ERR_NONE;
}

static int init(struct cli *cli, int argc, char **argv)
{
	struct config_draft draft = { .now_s = cli->now_s };
	struct option own[N_QUESTIONS + 1] = { 0 };
	const char *answers[N_QUESTIONS] = { 0 };
	int status = STATUS_DONE, opt;
	struct buf text;
	struct err err;

	for (size_t i = 0; i < N_QUESTIONS; i++)
		own[i] = (struct option){ questions[i].name, required_argument, NULL,
					  questions[i].opt };
	while ((opt = cli_option(cli, &command_init, argc, argv, own, &status)) != -1) {
		if (opt == CLI_STOP)
			return status;
		answers[opt - OPT_LIST] = optarg;
	}
	if (optind < argc)
		return cli_usage(cli, "init takes no argument: %s; name the file with -c",
				 argv[optind]);
	draft.file = cli->config_file == cli_default_config ? "beadle.yaml" : cli->config_file;
	if (access(draft.file, F_OK) == 0) {
		cli_complain("%s is there already; name another file with -c", draft.file);
		return STATUS_FAILED;
	}
	draft.arena = arena_new();
	draft.folder = state_of(draft.arena, draft.file);
	draft.zone = zone_here(draft.arena);
	status = make_folder(&draft, &err) ? cli_fail(&err) : get_answers(cli, &draft, answers);
	if (status < 0) {
		buf_init(&text, FILE_MAX_BYTES);
		draft_write(&draft, &text);
		status = write_config(&draft, buf_fitted(&text));
		buf_free(&text);
	}
	if (status < 0) {
		say_written(cli, &draft);
		status = STATUS_DONE;
	}
	arena_free(&draft.arena);
	return status;
}

const struct cli_command command_init = {
	.name = "init",
	.synopsis = "[-c FILE] [--list NAME] [--address ADDRESS] [--people FILE] [--chair NAME] "
		    "[--zone ZONE] [--meets HOW-OFTEN] [--next TIME] [--operator ADDRESS] "
		    "[--archive FILE] [--json]",
	.does = "Write a first configuration, from the answers to a few questions",
	.help = "At a terminal it asks what no option says.\n"
		"  -c, --config FILE   the file to write (default: beadle.yaml in this folder)\n"
		"  --list NAME         a short name for the list\n"
		"  --address ADDRESS   where members post\n"
		"  --people FILE       the members: lines such as Dave Miller <dave@example.org>, "
		"or "
		"a people\n"
		"                      file as in beadle.yaml(5)\n"
		"  --chair NAME        who settles what only a chair can\n"
		"  --zone ZONE         the list's time zone (default: this machine's)\n"
		"  --meets HOW-OFTEN   \"every 2 weeks\", \"every first Monday\", monthly\n"
		"  --next TIME         its next meeting: \"2026-12-09 13:00\"\n"
		"  --operator ADDRESS  whom to tell when something goes wrong\n"
		"  --archive FILE      mail of the list, an mbox file or a Maildir folder "
		"(default: "
		"an empty\n"
		"                      folder, inbox)\n",
	.run = init,
};
