/* snapshot.c - the state as of an event, in a file beside the ledger: what has come since is folded
 * on top (see ledger.h).
 *
 * A cache, and nothing else: whatever is odd about it, all events are folded.  The ledger has the
 * name of the newest snapshot, made of random bytes, since after the event that it ends with.  So
 * it is of this ledger and of what lies in it, whichever copy was restored; where the file has
 * another name, it is not.
 */
#include "ledger/ledger_internal.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/failpoint.h"
#include "base/file.h"
#include "base/log.h"
#include "committee/image.h"

enum { NAME_BYTES = 16, EVENTS_BETWEEN = 20000 };

#define MAGIC "beadle1\n"

/* In front of the image.  A file of another machine, program or form has another one. */
struct snapshot_head {
	char magic[8];
	uint64_t check;			/* of all that follows */
	uint64_t program;
	int64_t last_event, last_rebuild;
	char name[NAME_BYTES];
};

/* Whatever changes in the bytes, the result does. */
static uint64_t check_of(struct span bytes)
{
	uint64_t hash = FNV64_BASIS ^ bytes.len, word = 0;
	size_t tail = bytes.len % sizeof word;

	for (size_t i = 0; i < bytes.len - tail; i += sizeof word) {
		memcpy(&word, bytes.ptr + i, sizeof word);
		hash = (hash ^ word) * FNV64_PRIME;
		hash ^= hash >> 32;
	}
	word = 0;
	if (tail)
		memcpy(&word, bytes.ptr + bytes.len - tail, tail);
	return (hash ^ word) * FNV64_PRIME;
}

/* A program that is another one may fold otherwise, whatever its version. */
static uint64_t program_of(void)
{
	struct stat st = { 0 };

	(void)stat("/proc/self/exe", &st);
	const int64_t facts[] = { st.st_size, st.st_mtim.tv_sec, st.st_mtim.tv_nsec,
				  (int64_t)image_layout() };

	return span_hash(span_from((const char *)facts, sizeof facts), FNV64_PRIME,
			 span_hash(span_of(PACKAGE_VERSION), FNV64_PRIME, FNV64_BASIS));
}

static struct span head_checked(const struct span *file)
{
	return span_sub(*file, offsetof(struct snapshot_head, program), file->len);
}

static char *path_of(const struct ledger *ledger, const char *suffix)
{
	char *path;

	if (asprintf(&path, "%.*s/ledger.snapshot%s",
		     (int)(strrchr(ledger->path, '/') - ledger->path), ledger->path, suffix) < 0)
		abort();
	return path;
}

/* ---- reading ---- */

/* Owned by the caller; NULL: there is none, or it cannot be read. */
static char *read_file(const char *path, size_t *len_out)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	char *bytes = NULL;
	struct stat st;
	size_t len = 0;
	ssize_t n = 1;

	if (fd < 0)
		return NULL;
	bool is_file = fstat(fd, &st) == 0 && S_ISREG(st.st_mode);

	if (is_file && st.st_size > 0 && (uint64_t)st.st_size < IMAGE_BYTES_MAX)
		bytes = mem_alloc((size_t)st.st_size);
	while (bytes && len < (size_t)st.st_size && n > 0) {
		n = read(fd, bytes + len, (size_t)st.st_size - len);
		len += n > 0 ? (size_t)n : 0;
	}
	close(fd);
	*len_out = len;
	return bytes;
}

/* The name of the newest snapshot of what lies in this ledger. */
static bool has_name(struct ledger *ledger, const char *name)
{
	sqlite3_stmt *stmt;
	struct err err;
	enum err_kind kind = ledger_query(ledger, &stmt, &err,
					  "SELECT value FROM meta WHERE key = 'snapshot'");
	bool is_it = ledger_next(ledger, stmt, &kind, &err) &&
		     sqlite3_column_bytes(stmt, 0) == NAME_BYTES &&
		     memcmp(sqlite3_column_blob(stmt, 0), name, NAME_BYTES) == 0;

	ledger_done(stmt);
	return is_it;
}

static bool has_event(struct ledger *ledger, int64_t id)
{
	sqlite3_stmt *stmt;
	struct err err;
	enum err_kind kind = ledger_query(ledger, &stmt, &err, "SELECT 1 FROM event WHERE id = ?1",
					  V_NUM(id));
	bool has = ledger_next(ledger, stmt, &kind, &err);

	ledger_done(stmt);
	return has;
}

/* Why it is not to be used; NULL: it is. */
static const char *fault_of(struct ledger *ledger, struct span file, struct snapshot_head *head)
{
	if (file.len <= sizeof *head)
		return "it is too short";
	memcpy(head, file.ptr, sizeof *head);
	if (memcmp(head->magic, MAGIC, sizeof head->magic) != 0)
		return "it has another form";
	if (head->check != check_of(head_checked(&file)))
		return "it is damaged";
	if (head->program != program_of())
		return "another program has made it";
	if (head->last_rebuild != ledger->last_rebuild)
		return "there was a rebuild";
	if (!has_name(ledger, head->name) || !has_event(ledger, head->last_event))
		return "it is of another ledger";
	return NULL;
}

/* The new state gets what an old one has beside what the events made. */
static void take_over(struct state *out, struct state **read, char *bytes)
{
	struct state old = *out;

	*out = **read;
	out->image = bytes;
	out->born_at_s = old.born_at_s;
	memcpy(out->secret, old.secret, sizeof out->secret);
	out->source = old.source;
	out->source_user = old.source_user;
	**read = old;
	state_free(read);
}

void ledger_load_snapshot(struct ledger *ledger, struct state *out)
{
	char *path = path_of(ledger, "");
	struct snapshot_head head;
	struct state *read = NULL;
	size_t len = 0;
	char *bytes = read_file(path, &len);
	const struct span file = span_from(bytes, len);
	const char *fault = bytes ? fault_of(ledger, file, &head) : NULL;

	if (bytes && !fault) {
		read = image_read(span_sub(file, sizeof head, len));
		if (!read || read->last_event != head.last_event)
			fault = "it says something else";
	}
	if (bytes && !fault) {
		take_over(out, &read, bytes);
		bytes = NULL;
		ledger->last_event = ledger->kept_event = ledger->snapshot_event = head.last_event;
	}
	if (fault)
		log_info("snapshot", L_STR("file", path), L_STR("not-used", fault));
	if (read)
		state_free(&read);
	free(bytes);
	free(path);
}

/* ---- writing ---- */

static enum err_kind write_file(const char *path, struct span bytes, struct err *err)
{
	enum err_kind kind = ERR_NONE;
	int fd;

	unlink(path);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return ledger_system_error(err, path);
	if (!file_write_all(fd, bytes) || fsync(fd) != 0)
		kind = ledger_system_error(err, path);
	close(fd);
	return kind;
}

/* From here on the ledger knows the new one alone. */
static enum err_kind set_name(struct ledger *ledger, const char *name, struct err *err)
{
	enum err_kind kind = ledger_begin(ledger, err);

	if (kind)
		return kind;
	kind = ledger_write(ledger, err,
			    "INSERT INTO meta (key, value) VALUES ('snapshot', ?1)"
			    " ON CONFLICT (key) DO UPDATE SET value = ?1",
			    V_BLOB(span_from(name, NAME_BYTES)));
	if (!kind)
		kind = ledger_commit(ledger, err);
	ledger_rollback(ledger);
	return kind;
}

static enum err_kind write_snapshot(struct ledger *ledger, struct snapshot_head *head,
				    struct span bytes, struct err *err)
{
	char *path = path_of(ledger, ""), *part = path_of(ledger, ".part");
	enum err_kind kind = write_file(part, bytes, err);

	if (!kind)
		failpoint("snapshot.written");
	if (!kind && rename(part, path) != 0)
		kind = ledger_system_error(err, path);
	if (!kind)
		failpoint("snapshot.renamed");
	if (!kind)
		kind = set_name(ledger, head->name, err);
	if (kind)
		unlink(part);
	else
		log_info("snapshot", L_STR("file", path), L_NUM("events", head->last_event),
			 L_NUM("bytes", bytes.len));
	free(path);
	free(part);
	return kind;
}

/* Head and image in one, since one number checks both. */
static enum err_kind make(struct ledger *ledger, const struct state *state,
			  struct snapshot_head *head, struct buf *out, struct span *whole_out,
			  struct err *err)
{
	enum err_kind kind = ledger_random(ledger, head->name, sizeof head->name, err);

	if (kind)
		return kind;
	buf_add(out, head, sizeof *head);
	image_write(state, out);
	if (!buf_whole(out, whole_out))
		return err_set(err, ERR_REFUSED, "a snapshot would be too large");
	head->check = check_of(head_checked(whole_out));
	memcpy(buf_writable(out), head, sizeof *head);
	return ERR_NONE;
}

enum err_kind ledger_keep_snapshot(struct ledger *ledger, const struct state *state,
				   struct err *err)
{
	struct snapshot_head head = { .magic = MAGIC,
				      .program = program_of(),
				      .last_event = ledger->kept_event,
				      .last_rebuild = ledger->last_rebuild };
	bool is_in_file = ledger->mode == LEDGER_WRITE && !ledger->in_transaction;
	enum err_kind kind;
	struct buf bytes;
	struct span whole;

	if (!is_in_file || ledger->kept_event - ledger->snapshot_event < EVENTS_BETWEEN)
		return ERR_NONE;
	if (state->last_event != ledger->kept_event)
		return err_set(err, ERR_BUG, "the state is not that of the ledger");
	buf_init(&bytes, IMAGE_BYTES_MAX);
	kind = make(ledger, state, &head, &bytes, &whole, err);
	if (!kind)
		kind = write_snapshot(ledger, &head, whole, err);
	buf_free(&bytes);
	if (!kind)
		ledger->snapshot_event = head.last_event;
	return kind;
}
