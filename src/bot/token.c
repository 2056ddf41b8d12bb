/* token.c - see token.h. */
#include "bot/token.h"

#include <errno.h>
#include <fcntl.h>
#include <gnutls/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/failpoint.h"
#include "base/file.h"

enum {
	KEY_BYTES = 32,
	MARK_LEN = 4,
	DAY_LEN = 4,
	MAC_LEN = 16,
	DAY_S = 24 * 3600,
	FILE_MAX = 1024,
	N_KEYS = 2
};

/* What stands before the token in an address, and what it is an HMAC of. */
static const struct purpose {
	const char *mark, *name;
} purposes[] = { [TOKEN_ANSWER] = { "", "answer" }, [TOKEN_BOUNCE] = { "b-", "bounce" } };

static const char digits[] = "abcdefghijklmnopqrstuvwxyz234567"; /* RFC 4648, in small letters */

struct token_key {
	unsigned char bytes[KEY_BYTES];
	int64_t made_at_s;		/* 0: there is none */
};

struct token_keys {
	struct token_key *keys;		/* N_KEYS in a mapping of their own: the present one, and
					 * the one before */
	int64_t valid_s;
	char *path;			/* NULL: fixed */
};

static char *join(const char *a, const char *b)
{
	size_t size = strlen(a) + strlen(b) + 1;
	char *text = mem_alloc(size);

	snprintf(text, size, "%s%s", a, b);
	return text;
}

static struct token_keys *keys_new(int64_t valid_s)
{
	struct token_keys *keys = mem_zalloc(1, sizeof *keys);
	size_t size = N_KEYS * sizeof *keys->keys;

	keys->keys = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (keys->keys == MAP_FAILED)
		abort();
#ifdef MADV_WIPEONFORK
	(void)madvise(keys->keys, size, MADV_WIPEONFORK);
#endif
	(void)madvise(keys->keys, size, MADV_DONTDUMP);
	keys->valid_s = valid_s;
	return keys;
}

void token_keys_free(struct token_keys **keys)
{
	struct token_keys *k = *keys;

	if (!k)
		return;
	explicit_bzero(k->keys, N_KEYS * sizeof *k->keys);
	munmap(k->keys, N_KEYS * sizeof *k->keys);
	free(k->path);
	free(k);
	*keys = NULL;
}

struct token_keys *token_keys_fixed(int64_t valid_s)
{
	struct token_keys *keys = keys_new(valid_s);

	keys->keys[0].made_at_s = 1;
	return keys;
}

/* ---- the file: a line per key, "SECONDS HEX", the present one first ---- */

static void put_hex(const struct token_key *key, char *out)
{
	for (size_t i = 0; i < KEY_BYTES; i++)
		snprintf(out + 2 * i, 3, "%02x", key->bytes[i]);
}

static bool take_key(struct span *rest, struct token_key *out)
{
	struct span line;
	unsigned long made_at_s;

	if (!span_next_line(rest, &line))
		return false;
	ptrdiff_t blank = span_find_char(line, ' ');

	if (blank < 1 || line.len != (size_t)blank + 1 + 2 * KEY_BYTES ||
	    !span_to_uint(span_sub(line, 0, (size_t)blank), INT64_MAX, &made_at_s))
		return false;
	out->made_at_s = (int64_t)made_at_s;
	for (size_t i = 0; i < KEY_BYTES; i++) {
		char hex[3] = { line.ptr[(size_t)blank + 1 + 2 * i],
				line.ptr[(size_t)blank + 2 + 2 * i], '\0' };
		char *end;

		out->bytes[i] = (unsigned char)strtoul(hex, &end, 16);
		if (end != hex + 2)
			return false;
	}
	return true;
}

/* A new file takes the old one's place: after a crash it is the one or the other. */
static enum err_kind write_keys(const struct token_keys *keys, struct err *err)
{
	char text[N_KEYS * (2 * KEY_BYTES + 24)], hex[2 * KEY_BYTES + 1],
		*path = join(keys->path, ".new");
	size_t len = 0;
	enum err_kind kind = ERR_NONE;
	int fd;

	for (size_t i = 0; i < N_KEYS && keys->keys[i].made_at_s; i++) {
		put_hex(&keys->keys[i], hex);
		len += (size_t)snprintf(text + len, sizeof text - len, "%lld %s\n",
					(long long)keys->keys[i].made_at_s, hex);
	}
	(void)unlink(path);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		kind = err_set(err, ERR_CONFIG, "%s: %s", path, strerror(errno));
	else if (!file_write_all(fd, span_from(text, len)) || fsync(fd) != 0)
		kind = err_set(err, ERR_RETRY, "%s: %s", path, strerror(errno));
	if (fd >= 0 && close(fd) != 0 && !kind)
		kind = err_set(err, ERR_RETRY, "%s: %s", path, strerror(errno));
	failpoint("token.written");
	if (!kind && rename(path, keys->path) != 0)
		kind = err_set(err, ERR_CONFIG, "%s: %s", keys->path, strerror(errno));
	explicit_bzero(text, sizeof text);
	explicit_bzero(hex, sizeof hex);
	free(path);
	return kind;
}

static enum err_kind read_keys(struct token_keys *keys, bool *found_out, struct err *err)
{
	char text[FILE_MAX];
	int fd = open(keys->path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	struct stat st;
	ssize_t n;

	*found_out = fd >= 0;
	if (fd < 0)
		return errno == ENOENT
			       ? ERR_NONE
			       : err_set(err, ERR_CONFIG, "%s: %s", keys->path, strerror(errno));
	n = fstat(fd, &st) == 0 ? read(fd, text, sizeof text) : -1;
	close(fd);
	if (n < 0)
		return err_set(err, ERR_RETRY, "%s: %s", keys->path, strerror(errno));
	if (st.st_mode & 077)
		return err_set(err, ERR_CONFIG,
			       "others can read %s: chmod 600 it; or remove it, and all answers "
			       "asked for so far become void",
			       keys->path);
	struct span rest = span_from(text, (size_t)n);
	bool good = take_key(&rest, &keys->keys[0]);

	if (good && !take_key(&rest, &keys->keys[1]))
		keys->keys[1].made_at_s = 0;
	explicit_bzero(text, sizeof text);
	return good ? ERR_NONE
		    : err_set(err, ERR_DATA, "%s holds no key: remove it, and beadle makes a new "
					     "one",
			      keys->path);
}

enum err_kind token_keys_rotate(struct token_keys *keys, int64_t now_s, struct err *err)
{
	struct token_key *now = &keys->keys[0];

	if (!keys->path || (now->made_at_s && now_s < now->made_at_s + keys->valid_s))
		return ERR_NONE;
	struct token_key before = *now;

	keys->keys[1] = before;
	explicit_bzero(&before, sizeof before);
	now->made_at_s = now_s > 0 ? now_s : 1;
	if (gnutls_rnd(GNUTLS_RND_KEY, now->bytes, sizeof now->bytes) != 0)
		return err_set(err, ERR_RETRY, "cannot get random bytes for %s", keys->path);
	return write_keys(keys, err);
}

enum err_kind token_keys_open(const char *state_dir, int64_t valid_s, int64_t now_s,
			      struct token_keys **out, struct err *err)
{
	struct token_keys *keys = keys_new(valid_s);
	bool found;

	keys->path = join(state_dir, "/answer.key");
	if (read_keys(keys, &found, err) || token_keys_rotate(keys, now_s, err)) {
		token_keys_free(&keys);
		*out = NULL;
		return err->kind;
	}
	*out = keys;
	return ERR_NONE;
}

enum err_kind token_keys_check(const char *state_dir, struct err *err)
{
	struct token_keys *keys = keys_new(0);
	bool found;

	keys->path = join(state_dir, "/answer.key");
	enum err_kind kind = read_keys(keys, &found, err);

	token_keys_free(&keys);
	return kind;
}

/* ---- the token ---- */

static void put_number(char *out, size_t n, uint64_t value)
{
	while (n-- > 0) {
		out[n] = digits[value & 31];
		value >>= 5;
	}
}

static bool take_number(struct span s, uint64_t *out)
{
	*out = 0;
	for (size_t i = 0; i < s.len; i++) {
		const char *at = memchr(digits, ascii_lower((unsigned char)s.ptr[i]), 32);

		if (!at)
			return false;
		*out = *out << 5 | (uint64_t)(at - digits);
	}
	return true;
}

/* FNV-1a: it tells a few lists apart and proves nothing. */
static void put_mark(char *out, const char *list)
{
	put_number(out, MARK_LEN,
		   (uint32_t)span_hash(span_of(list), FNV32_PRIME, FNV32_BASIS));
}

/* The digits behind "beadle." that every Message-ID of a notice has. */
static const char *ref_of(const char *message_id)
{
	const char *dot = strchr(message_id, '.');

	return dot && strlen(dot) > TOKEN_REF_LEN ? dot + 1 : NULL;
}

void token_mac(struct span key, struct span text, size_t n, char *out)
{
	unsigned char mac[32];

	if (gnutls_hmac_fast(GNUTLS_MAC_SHA256, key.ptr, key.len, text.ptr, text.len, mac) != 0)
		abort();
	for (size_t i = 0; i < n; i++) {	/* five bits each, from the front */
		size_t bit = 5 * i;
		unsigned pair = (unsigned)mac[bit / 8] << 8 | mac[bit / 8 + 1];

		out[i] = digits[pair >> (11 - bit % 8) & 31];
	}
}

static void put_mac(char *out, const struct token_key *key, const struct token_notice *notice,
		    uint64_t day)
{
	struct buf text;

	buf_init(&text, 64 * 1024);
	/* lengths in front: no two notices make the same text */
	buf_addf(&text, "beadle %s 1\n%zu %s\n%zu %s\n%zu %s\n%llu\n",
		 purposes[notice->purpose].name, strlen(notice->list), notice->list,
		 strlen(notice->person), notice->person, strlen(notice->message_id),
		 notice->message_id, (unsigned long long)day);
	struct span whole;

	if (!buf_whole(&text, &whole))
		abort();
	token_mac(span_from((const char *)key->bytes, KEY_BYTES), whole, MAC_LEN, out);
	buf_free(&text);
}

const char *token_make(struct arena *arena, const struct token_keys *keys,
		       const struct token_notice *notice, int64_t now_s)
{
	const char *ref = ref_of(notice->message_id);
	uint64_t day = (uint64_t)(now_s > 0 ? now_s / DAY_S : 0);
	char token[TOKEN_LEN];

	if (!ref)
		return "";
	put_mark(token, notice->list);
	memcpy(token + MARK_LEN, ref, TOKEN_REF_LEN);
	put_number(token + MARK_LEN + TOKEN_REF_LEN, DAY_LEN, day);
	put_mac(token + TOKEN_LEN - MAC_LEN, &keys->keys[0], notice, day);
	return arena_strndup(arena, token, TOKEN_LEN);
}

/* All of it is looked at, whatever the first difference. */
static bool is_same(struct span s, const char *mac)
{
	unsigned differ = 0;

	for (size_t i = 0; i < MAC_LEN; i++)
		differ |= (unsigned)(ascii_lower((unsigned char)s.ptr[i]) ^ (unsigned char)mac[i]);
	return differ == 0;
}

const char *token_fault(const struct token_keys *keys, struct span token,
			const struct token_notice *notice, int64_t now_s)
{
	const char *ref = ref_of(notice->message_id);
	char mac[MAC_LEN];
	uint64_t day;
	bool ours = false;

	if (token.len != TOKEN_LEN || !ref ||
	    !take_number(span_sub(token, MARK_LEN + TOKEN_REF_LEN, DAY_LEN), &day))
		return "its token is not ours";
	for (size_t i = 0; i < N_KEYS && !ours; i++) {
		if (!keys->keys[i].made_at_s)
			continue;
		put_mac(mac, &keys->keys[i], notice, day);
		ours = is_same(span_sub(token, TOKEN_LEN - MAC_LEN, MAC_LEN), mac) &&
		       token_is_of_list(token, notice->list) &&
		       span_eq_ci(span_sub(token, MARK_LEN, TOKEN_REF_LEN),
				  span_from(ref, TOKEN_REF_LEN));
	}
	if (!ours)
		return "its token is not ours, or its key has been removed";
	if (now_s > (int64_t)day * DAY_S + DAY_S + keys->valid_s)
		return "its token has expired";
	return NULL;
}

const char *token_message_id_start(struct arena *arena, struct span token)
{
	char *start;

	if (token.len != TOKEN_LEN)
		return "";
	start = arena_printf(arena, "beadle." SPAN_FMT,
			     SPAN_ARG(span_sub(token, MARK_LEN, TOKEN_REF_LEN)));
	for (char *p = start; *p; p++)
		*p = (char)ascii_lower((unsigned char)*p);
	return start;
}

bool token_is_of_list(struct span token, const char *list)
{
	char mark[MARK_LEN];

	put_mark(mark, list);
	return token.len == TOKEN_LEN &&
	       span_eq_ci(span_sub(token, 0, MARK_LEN), span_from(mark, MARK_LEN));
}

const char *token_address(struct arena *arena, const char *pattern, enum token_purpose purpose,
			  const char *token)
{
	const char *star = strchr(pattern, '*');

	if (!star)
		return pattern;
	return arena_printf(arena, "%.*s%s%s%s", (int)(star - pattern), pattern,
			    purposes[purpose].mark, token, star + 1);
}

/* Cuts text off the front, in either case. */
static bool skip(struct span *s, struct span text)
{
	if (!span_eq_ci(span_sub(*s, 0, text.len), text))
		return false;
	*s = span_sub(*s, text.len, s->len);
	return true;
}

struct span token_in_address(const char *pattern, enum token_purpose purpose, const char *addr)
{
	const char *star = strchr(pattern, '*');
	struct span rest = span_of(addr);

	if (!star || !skip(&rest, span_from(pattern, (size_t)(star - pattern))) ||
	    !skip(&rest, span_of(purposes[purpose].mark)))
		return span_from(addr, 0);
	struct span token = span_sub(rest, 0, TOKEN_LEN);

	for (size_t i = 0; i < token.len; i++) {
		if (!ascii_is_alpha((unsigned char)token.ptr[i]) &&
		    !ascii_is_digit((unsigned char)token.ptr[i]))
			return span_from(addr, 0);
	}
	return span_eq_ci(span_sub(rest, TOKEN_LEN, rest.len), span_of(star + 1))
		       ? token
		       : span_from(addr, 0);
}
