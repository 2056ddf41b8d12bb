/* export.c - see export.h: the table of formats. */
#include "export/export.h"

#include <string.h>

#include "export/view.h"

static const struct {
	const char *name;
	void (*make)(struct arena *arena, const struct export_view *views, size_t n,
		     struct export_files *out);
} formats[N_EXPORT_FORMATS] = {
	[EXPORT_ICS] = { "ics", export_ics }, [EXPORT_HTML] = { "html", export_html },
	[EXPORT_JSON] = { "json", export_json }, [EXPORT_CSV] = { "csv", export_csv },
};

bool export_format_from_name(const char *name, enum export_format *out)
{
	for (size_t i = 0; i < N_EXPORT_FORMATS; i++) {
		if (strcmp(formats[i].name, name) != 0)
			continue;
		*out = (enum export_format)i;
		return true;
	}
	return false;
}

enum err_kind export_make(struct arena *arena, enum export_format format,
			  const struct meeting_context *lists, size_t n_lists, int64_t now_s,
			  struct export_files *out, struct err *err)
{
	struct export_view *views = arena_alloc(arena, n_lists, sizeof *views);

	for (size_t i = 0; i < n_lists; i++)
		export_view_fill(arena, &lists[i], now_s, &views[i]);
	formats[format].make(arena, views, n_lists, out);
	return out->too_large ? err_set(err, ERR_DATA, "%s would be too large", out->too_large)
			      : ERR_NONE;
}
