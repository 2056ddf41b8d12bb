/* fuzz_config.c - bytes as a configuration and as a people file; problems or a structure, never both. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "config/schema.h"
#include "time/zone.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool zone_known(const char *name)
{
	return strlen(name) % 2 == 1;
}

/* Whatever file is named, it holds one of these. */
static enum err_kind load(const char *file, struct buf *out, struct err *err)
{
	if (strstr(file, "gone"))
		return err_set(err, ERR_CONFIG, "gone");
	if (strstr(file, "ics")) {
		buf_add_str(out, "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20230705T130000\nRRULE:FREQ=WEEKLY\nEND:VEVENT\n"
			    "END:VCALENDAR\n");
		return ERR_NONE;
	}
	buf_add_str(out, "people: [{name: Dave, aliases: [DT], address: dave@example.org}]\ngroups: {BSC: [DT]}\n");
	return ERR_NONE;
}

static const struct config_world world = { zone_known, load, rules_family_known, rules_families, rule_pattern_check };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span bytes = span_from((const char *)data, size);
	struct arena *arena = arena_new();
	struct config *config;
	struct people people;
	struct buf problems;
	struct err err;

	buf_init(&problems, 256 * 1024);
	if (!config_read_from(&world, "dir/x.yaml", bytes, &config, &problems, &err) != (config && !buf_len(&problems)))
		abort();
	config_free(&config);
	buf_clear(&problems);
	if (!config_people_from(&world, arena, "x.yaml", bytes, &people, &problems, &err) != !buf_len(&problems))
		abort();
	buf_free(&problems);
	arena_free(&arena);
	return 0;
}
