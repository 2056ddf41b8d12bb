/* config.c - see config.h: bytes to a configuration with no problem, or to a list of problems. */
#include "config/config.h"

#include <stdlib.h>
#include <string.h>

#include "config/schema.h"

static enum err_kind report(struct config_problems *problems, const char *file, struct buf *out,
			    struct err *err)
{
	size_t n = problems_print(problems, out);

	if (!n)
		return ERR_NONE;
	return err_set(err, ERR_CONFIG, "%s: %zu problem%s in the configuration", file, n,
		       n == 1 ? "" : "s");
}

static void reader_init(struct config_reader *reader, struct arena *arena,
			struct config_problems *problems, const struct config_world *world,
			const char *file)
{
	const char *slash = strrchr(file, '/');
	const char *dir = slash ? arena_strndup(arena, file, (size_t)(slash - file) + 1) : "";

	*reader = (struct config_reader){
		.arena = arena, .problems = problems, .world = world, .dir = dir
	};
	problems_init(problems, arena);
	reader_remember_file(reader, file);
}

/* A file that cannot be had is a problem like others, at its beginning. */
static void load_failed(struct buf *problems_out, const char *file, struct err *err)
{
	buf_addf(problems_out, "%s:1:1: %s\n", file, err->text);
	(void)err_wrap(err, "%s", file);
}

enum err_kind config_read_from(const struct config_world *world, const char *file,
			       struct span bytes, struct config **out, struct buf *problems_out,
			       struct err *err)
{
	struct config *config = mem_zalloc(1, sizeof *config);
	struct config_problems *problems = mem_zalloc(1, sizeof *problems);
	struct config_reader reader;
	const struct config_node *top;
	enum err_kind kind;

	*out = NULL;
	config->arena = arena_new();
	config->file = arena_strdup(config->arena, file);
	reader_init(&reader, config->arena, problems, world, file);
	top = tree_read(config->arena, problems_source(problems, file), bytes, problems);
	if (top)
		config_read_top(&reader, top, config);
	config->files = reader.files;
	config->n_files = reader.n_files;
	kind = report(problems, file, problems_out, err);
	free(problems);
	if (kind)
		config_free(&config);
	*out = config;
	return kind;
}

enum err_kind config_people_from(const struct config_world *world, struct arena *arena,
				 const char *file, struct span bytes, struct people *out,
				 struct buf *problems_out, struct err *err)
{
	struct config_problems *problems = mem_zalloc(1, sizeof *problems);
	const struct config_node *root, *persons, *groups;
	struct people_set set = { 0 };
	struct config_reader reader;
	enum err_kind kind;

	*out = (struct people){ 0 };
	reader_init(&reader, arena, problems, world, file);
	root = tree_read(arena, problems_source(problems, file), bytes, problems);
	if (root && people_open(&reader, root, &persons, &groups)) {
		people_read_persons(&reader, persons, &set);
		if (groups)
			people_read_groups(&reader, groups, &set);
	}
	kind = report(problems, file, problems_out, err);
	free(problems);
	if (!kind)
		*out = set.people;
	return kind;
}

enum err_kind config_read(const char *file, struct config **out, struct buf *problems_out,
			  struct err *err)
{
	struct buf bytes;
	enum err_kind kind;

	*out = NULL;
	buf_init(&bytes, TREE_BYTES_MAX);
	kind = config_world.load(file, &bytes, err);
	if (kind)
		load_failed(problems_out, file, err);
	else
		kind = config_read_from(&config_world, file, buf_fitted(&bytes), out, problems_out,
					err);
	buf_free(&bytes);
	return kind;
}

enum err_kind config_read_people(struct arena *arena, const char *file, struct people *out,
				 struct buf *problems_out, struct err *err)
{
	struct buf bytes;
	enum err_kind kind;

	*out = (struct people){ 0 };
	buf_init(&bytes, TREE_BYTES_MAX);
	kind = config_world.load(file, &bytes, err);
	if (kind)
		load_failed(problems_out, file, err);
	else
		kind = config_people_from(&config_world, arena, file, buf_fitted(&bytes), out,
					  problems_out, err);
	buf_free(&bytes);
	return kind;
}

void config_free(struct config **config)
{
	struct arena *arena;

	if (!*config)
		return;
	arena = (*config)->arena;
	arena_free(&arena);
	free(*config);
	*config = NULL;
}

const char *config_guarded(struct arena *arena, const struct config *config, size_t i)
{
	if (i < config->n_files)
		return config->files[i];
	return i == config->n_files ? arena_printf(arena, "%s/ledger.db", config->state_dir) : NULL;
}

bool config_is_used(const struct config *config, const struct config_mailbox *mailbox)
{
	for (size_t i = 0; i < config->n_lists; i++) {
		if (strcmp(config->lists[i].mailbox, mailbox->name) == 0)
			return true;
	}
	return false;
}

const struct config_list *config_list(const struct config *config, const char *name)
{
	for (size_t i = 0; i < config->n_lists; i++) {
		if (strcmp(config->lists[i].name, name) == 0)
			return &config->lists[i];
	}
	return NULL;
}
