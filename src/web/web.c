/* web.c - see web.h. */
#include "web/web.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "base/span.h"
#include "web/address.h"
#include "web/web_curl.h"

enum { REDIRECTIONS_MAX = 5, CONNECT_MS = 20 * 1000 };

struct fetch {
	const struct web_request *request;
	struct web_answer *answer;
	CURL *curl;
	struct curl_slist *fields;
	bool plain_refused;
	const char *certificate_fault;	/* NULL: none */
	char why[CURL_ERROR_SIZE];	/* curl's words */
};

static bool is_https(const char *url)
{
	return span_starts_ci(span_of(url), "https://");
}

struct span web_url_host(const char *url)
{
	const char *host = strstr(url, "://");

	host = host ? host + 3 : url;
	if (*host == '[')		/* an IPv6 address */
		return span_from(host, strcspn(host, "]") + 1);
	return span_from(host, strcspn(host, ":/?#"));
}

static size_t on_body(char *bytes, size_t size, size_t count, void *user)
{
	struct fetch *f = user;

	buf_add(&f->answer->bytes, bytes, size * count);
	return buf_is_cut(&f->answer->bytes) ? 0 : size * count;
}

/* What can be sent again as it is; anything else is as good as nothing. */
static void keep_field(struct span line, const char *name, char *out)
{
	size_t n = strlen(name);

	if (!span_starts_ci(line, name))
		return;
	struct span value = span_trim(span_sub(line, n, line.len));
	bool clean = value.len && value.len < WEB_TAG_MAX;

	for (size_t i = 0; i < value.len; i++)
		clean = clean && (unsigned char)value.ptr[i] >= ' ' &&
			(unsigned char)value.ptr[i] <= '~';
	snprintf(out, WEB_TAG_MAX, SPAN_FMT, clean ? (int)value.len : 0,
		 value.ptr ? value.ptr : "");
}

static size_t on_header(char *bytes, size_t size, size_t count, void *user)
{
	struct fetch *f = user;
	struct span line = span_from(bytes, size * count);

	if (span_starts(line, "HTTP/")) {	/* another answer, after a redirection */
		f->answer->etag[0] = f->answer->modified[0] = '\0';
		buf_clear(&f->answer->bytes);
	}
	keep_field(line, "ETag:", f->answer->etag);
	keep_field(line, "Last-Modified:", f->answer->modified);
	return line.len;
}

static curl_socket_t on_open_socket(void *user, curlsocktype purpose, struct curl_sockaddr *address)
{
	struct fetch *f = user;

	(void)purpose;
	if (!is_https(f->request->url) && !web_is_loopback(&address->addr)) {
		f->plain_refused = true;
		return CURL_SOCKET_BAD;
	}
	return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/* Connected, and nothing said yet: the path of the URL may be a secret. */
static int before_request(void *user, char *remote_ip, char *local_ip, int remote_port,
			  int local_port)
{
	struct fetch *f = user;

	(void)remote_ip;
	(void)local_ip;
	(void)remote_port;
	(void)local_port;
	f->certificate_fault = web_tls_fault(f->curl);
	return f->certificate_fault ? CURL_PREREQFUNC_ABORT : CURL_PREREQFUNC_OK;
}

static void add_condition(struct fetch *f, const char *name, const char *value)
{
	char field[WEB_TAG_MAX + 40];

	if (!*value)
		return;
	snprintf(field, sizeof field, "%s: %s", name, value);
	f->fields = curl_slist_append(f->fields, field);
}

static enum err_kind prepare(struct fetch *f, struct err *err)
{
	const struct web_request *r = f->request;
	CURL *curl = f->curl;

#if LIBCURL_VERSION_NUM >= 0x075500
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "https,http");
	curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, "https");
#else
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTPS | CURLPROTO_HTTP));
	curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS, (long)CURLPROTO_HTTPS);
#endif
	curl_easy_setopt(curl, CURLOPT_URL, r->url);
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L);
	curl_easy_setopt(curl, CURLOPT_MAXREDIRS, (long)REDIRECTIONS_MAX);
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_USERAGENT, "beadle/" PACKAGE_VERSION);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS,
			 (long)(r->timeout_ms < CONNECT_MS ? r->timeout_ms : CONNECT_MS));
	curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)r->timeout_ms);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, f->why);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, f);
	curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(curl, CURLOPT_HEADERDATA, f);
	curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, on_open_socket);
	curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, f);
	curl_easy_setopt(curl, CURLOPT_PREREQFUNCTION, before_request);
	curl_easy_setopt(curl, CURLOPT_PREREQDATA, f);
	f->fields = curl_slist_append(f->fields, "Accept: text/calendar, */*;q=0.1");
	add_condition(f, "If-None-Match", r->etag);
	add_condition(f, "If-Modified-Since", r->modified);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, f->fields);
	return web_tls_verify(curl, r->ca_file, err);
}

/* How far it came: "name", "TCP", "TLS", "answer". */
static const char *step_of(const struct fetch *f)
{
	curl_off_t name = 0, tcp = 0, tls = 0;

	curl_easy_getinfo(f->curl, CURLINFO_NAMELOOKUP_TIME_T, &name);
	curl_easy_getinfo(f->curl, CURLINFO_CONNECT_TIME_T, &tcp);
	curl_easy_getinfo(f->curl, CURLINFO_APPCONNECT_TIME_T, &tls);
	return tls || (tcp && !is_https(f->request->url)) ? "answer"
	       : tcp					  ? "TLS"
	       : name					  ? "TCP"
							  : "name";
}

static enum err_kind cause(struct fetch *f, CURLcode rc, struct err *err)
{
	const char *words = f->why[0] ? f->why : curl_easy_strerror(rc);
	char host[256], text[ERR_TEXT_MAX];

	if (buf_is_cut(&f->answer->bytes))
		return err_set(err, ERR_DATA, "answer: larger than %zu bytes",
			       f->request->max_bytes);
	if (f->plain_refused)
		return err_set(
			err, ERR_REFUSED,
			"TCP: plain http is only for this machine, and the host is another one");
	if (f->certificate_fault)
		return err_set(err, ERR_REFUSED, "TLS: %s", f->certificate_fault);
	if (rc == CURLE_PEER_FAILED_VERIFICATION) {
		snprintf(host, sizeof host, SPAN_FMT, SPAN_ARG(web_url_host(f->request->url)));
		web_tls_cause(f->curl, words, host, f->request->ca_file, text, sizeof text);
		return err_set(err, ERR_REFUSED, "%s", text);
	}
	return err_set(err, ERR_RETRY, "%s: %s", step_of(f), words);
}

static enum err_kind judge(struct fetch *f, struct err *err)
{
	long status = 0;

	curl_easy_getinfo(f->curl, CURLINFO_RESPONSE_CODE, &status);
	f->answer->unchanged = status == 304;
	if (status == 200)
		return ERR_NONE;
	if (status == 304)
		return *f->request->etag || *f->request->modified
			       ? ERR_NONE
			       : err_set(err, ERR_RETRY,
					 "answer: HTTP status 304 (not changed), and there is no "
					 "copy yet");
	return err_set(err,
		       status >= 500 || status == 408 || status == 429 ? ERR_RETRY : ERR_REFUSED,
		       "answer: HTTP status %ld", status);
}

static void tell_steps(const struct fetch *f, step_report *report, void *user)
{
	const char *step = step_of(f);
	char date[100], detail[160];

	if (strcmp(step, "name") == 0)
		return;
	report(user, "name", "");
	if (strcmp(step, "TCP") == 0)
		return;
	report(user, "TCP", "");
	if (strcmp(step, "TLS") == 0 || !is_https(f->request->url))
		return;
	web_tls_end_date(f->curl, date, sizeof date);
	snprintf(detail, sizeof detail, "%s%s", date[0] ? "certificate valid until " : "", date);
	report(user, "TLS", detail);
}

enum err_kind web_fetch(const struct web_request *request, step_report *report, void *user,
			struct web_answer *out, struct err *err)
{
	struct fetch f = { .request = request, .answer = out };
	enum err_kind kind;

	*out = (struct web_answer){ 0 };
	buf_init(&out->bytes, request->max_bytes);
	if (curl_global_init(CURL_GLOBAL_DEFAULT))
		return err_set(err, ERR_BUG, "libcurl cannot be started");
	f.curl = curl_easy_init();
	kind = f.curl ? prepare(&f, err) : err_set(err, ERR_BUG, "libcurl cannot make a handle");
	if (!kind) {
		CURLcode rc = curl_easy_perform(f.curl);

		kind = rc == CURLE_OK ? judge(&f, err) : cause(&f, rc, err);
		if (report)
			tell_steps(&f, report, user);
	}
	curl_easy_cleanup(f.curl);
	curl_slist_free_all(f.fields);
	curl_global_cleanup();
	return kind;
}

void web_answer_free(struct web_answer *answer)
{
	buf_free(&answer->bytes);
}
