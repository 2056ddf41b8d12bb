/* banner_sentence.c - whether a sentence belongs to a banner (banner.h): the words, and which of
 * them it needs.
 *
 * In doubt the text is the writer's: a banner that stays is only answered as an unknown command,
 * but a sentence that goes is lost.
 */
#include <string.h>

#include "message/internal.h"

enum { LABEL_WORDS = 10, NEAR_WORDS = 12 };

/* How words begin that say where a mail comes from; folded, as all below. */
static const char *const outside[] = {
	"external",   "extern",	   "esterno",	"esterna",   "ekstern",	 "outside",    "außerhalb",
	"ausserhalb", "extérieur", "exterieur", "exterior",  "fuera de", "fora da",    "buiten",
	"utanför",    "udenfor",   "utenfor",	"zewnętrzn", "unknown",	 "unverified", "untrusted",
};
/* ... what it is about, ... */
static const char *const mail[] = {
	"email",      "e-mail",	   "mail",	 "message",    "sender",    "nachricht",
	"absender",   "courriel",  "expéditeur", "correo",     "remitente", "mensaje",
	"mensagem",   "remetente", "messaggio",	 "mittente",   "bericht",   "afzender",
	"meddelande", "avsändare", "melding",	 "meddelelse", "wiadomość",
};
/* ... and by what it is called "this". */
static const char *const these[] = {
	"this",
	"the following",
	"the message below",
	"the email below",
	"the sender",
	"the source",
	"the identity",
	"die identität",
	"you have received",
	"you received",
	"you are receiving",
	"diese",
	"der absender",
	"ce ",
	"cet",
	"l'expéditeur",
	"este",
	"esta",
	"el remitente",
	"questo",
	"questa",
	"il mittente",
	"dit",
	"deze",
	"detta",
	"denna",
	"denne",
	"dette",
	"ta wiadomość",
	"email from",
	"e-mail from",
	"mail from",
	"message from",
	"sent from",
	"originated",
	"received from",
};
static const char *const labels[] = {
	"caution",     "warning",     "attention",    "alert",	       "be careful",	"careful",
	"be cautious", "beware",      "think before", "security",      "external",	"extern",
	"vorsicht",    "achtung",     "warnung",      "avertissement", "mise en garde", "prudence",
	"aviso",       "advertencia", "precaución",   "atención",      "cuidado",	"atenção",
	"avviso",      "attenzione",  "let op",	      "waarschuwing",  "varning",	"advarsel",
	"uwaga",
};
/* Whole words that a label may consist of, beside those of mail and outside. */
static const char *const label_words[] = {
	"caution",	"warning", "attention", "alert",  "notice",   "be",	"careful",
	"security",	"ext",	   "source",	"origin", "incoming", "banner", "organization",
	"organisation", "company", "network",	"this",	  "is",	      "an",	"a",
	"from",		"of",	   "the",	"our",	  "your",     "please", "vorsicht",
	"achtung",	"warnung", "avviso",	"aviso",  "posta",    "correo", "electrónico",
};
/* What is said beside: only warnings say it of a mail. */
static const char *const advice[] = {
	"vorsicht",
	"prudent",
	"cuidado",
	"attenzione",
	"voorzichtig",
	"försiktig",
	"forsigtig",
	"ostrożn",
	"allow sender",
	"block sender",
	"check the sender",
	"verify before",
	"verify sender",
	"verify the",
	"you have not previously",
	"use caution",
	"exercise caution",
	"with caution",
	"be cautious",
	"be careful",
	"report suspicious",
	"report phishing",
	"report this",
	"learn why",
	"learnaboutsenderidentification",
	"content is safe",
	"know the content",
	"know the sender",
	"recognize the sender",
	"recognise the sender",
	"verify the sender",
	"trust the sender",
	"think before you",
	"phish",
	"malware",
	"suspicious",
	"impersonat",
	"spoof",
	"powered by mimecast",
	"powered by proofpoint",
	"help desk",
	"helpdesk",
	"service desk",
	"it department",
	"security team",
};
static const char *const opens[] = {
	"click", "open", "klick", "anklick", "öffne", "cliqu", "ouvr",	 "abra",    "abrir",
	"clic",	 "apri", "klik",  "klicka",  "åbn",   "åpne",  "klikaj", "respond",
};
static const char *const opened[] = {
	"link",	   "attachment", "anhang",  "anhäng", "lien",  "pièce",	    "enlace",
	"adjunto", "allegat",	 "bijlage", "bilag",  "anexo", "załącznik",
};
static const char *const unless[] = {
	"unless", "until",     "without",    "only",   "if you", "expect",	"recogni",
	"trust",  "safe",      "verif",	     "sofern", "wenn",	 "es sei denn", "nur",
	"sauf",	  "à moins",   "a menos",    "salvo",  "se non", "a meno",	"tenzij",
	"såvida", "medmindre", "med mindre", "chyba",
};
static const char *const seldom[] = {
	"often get",	 "often receive",   "not received", "häufig",	 "nicht oft", "souvent",
	"suele recibir", "costuma receber", "spesso",	    "niet vaak", "ofte",      "ofta",
};
/* Who writes of himself has written it. */
static const char *const oneself[] = { "i",   "we", "i'm", "i've", "i'll", "i'd", "my", "me",
				       "ich", "je", "yo",  "io",   "ik",   "jag", "jeg" };
/* A line that ends with one of these is wrapped. */
static const char *const joins[] = {
	"of",  "the", "a",   "an",   "from", "or",   "and",  "unless", "you",  "to",  "not",  "in",
	"is",  "are", "was", "your", "our",  "this", "with", "by",     "know", "und", "oder", "der",
	"die", "das", "von", "et",   "ou",   "de",   "la",   "le",     "y",    "e",   "en",   "van",
};
#define N(table) (sizeof(table) / sizeof((table)[0]))

static bool is_letter(char c)
{
	return ascii_is_alpha((unsigned char)c) || (unsigned char)c >= 0x80;
}

/* Where a word that begins with one of the table stands; -1: none does. */
static ptrdiff_t find_word(struct span s, const char *const *table, size_t n)
{
	for (size_t i = 0; i < s.len; i++) {
		if (i > 0 && is_letter(s.ptr[i - 1]))
			continue;
		for (size_t k = 0; k < n; k++) {
			if (table[k][0] == s.ptr[i] && span_starts(span_sub(s, i, s.len), table[k]))
				return (ptrdiff_t)i;
		}
	}
	return -1;
}
#define FIND(s, table) find_word((s), (table), N(table))

static bool begins_with(struct span s, const char *const *table, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (span_starts(s, table[i]))
			return true;
	}
	return false;
}
#define BEGINS(s, table) begins_with((s), (table), N(table))

static bool is_in(struct span word, const char *const *table, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (span_is(word, table[i]))
			return true;
	}
	return false;
}

/* Cuts the next word off; empty at the end.  What is neither letter nor digit separates words, but
 * for ' - and @ in them. */
static struct span next_word(struct span *rest)
{
	size_t from = 0, to;

	while (from < rest->len && !is_letter(rest->ptr[from]) &&
	       !ascii_is_digit((unsigned char)rest->ptr[from]))
		from++;
	for (to = from; to < rest->len; to++) {
		char c = rest->ptr[to];

		if (!is_letter(c) && !ascii_is_digit((unsigned char)c) && !strchr("'-@", c))
			break;
	}
	struct span word = span_sub(*rest, from, to - from);

	*rest = span_sub(*rest, to, rest->len);
	return word;
}

static bool has_whole_word(struct span s, const char *const *table, size_t n)
{
	for (struct span word = next_word(&s); word.len; word = next_word(&s)) {
		if (is_in(word, table, n))
			return true;
	}
	return false;
}

static bool has_small(struct span s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] >= 'a' && s.ptr[i] <= 'z')
			return true;
	}
	return false;
}

/* A word of the table, with an ending of two bytes at most: "extern", "externe", "externen". */
static bool is_form_of(struct span word, const char *const *table, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (span_starts(word, table[i]) && word.len <= strlen(table[i]) + 2)
			return true;
	}
	return false;
}

/* "EXTERNAL", "[EXT]", "CAUTION: External sender": nothing but words of a label, one of which says
 * "outside". */
static bool is_label(struct span folded, struct span written)
{
	struct span rest = folded, word;
	size_t n = 0;
	bool says_outside = false;

	while ((word = next_word(&rest)).len) {
		bool is_outside = is_form_of(word, outside, N(outside)) || span_is(word, "ext");

		if ((!is_outside && !is_form_of(word, mail, N(mail)) &&
		     !is_in(word, label_words, N(label_words))) ||
		    ++n > LABEL_WORDS)
			return false;
		says_outside = says_outside || is_outside;
	}
	/* one word alone may be a heading of the writer's */
	return says_outside && (n > 1 || !has_small(written) || strchr("[(", written.ptr[0]));
}

/* "[Example Official Use Only - General]", "Internal Use - Confidential", "Classification: Public":
 * how secret a mail is, as its sender's system says.  Two words at most are not of such a marking:
 * whose it is. */
static bool is_marking(struct span s, struct span written)
{
	static const char *const words[] = {
		"official",	  "use",	 "only",	 "internal",	"business",
		"distribution",	  "general",	 "confidential", "public",	"restricted",
		"classification", "sensitivity", "unclassified", "proprietary", "external",
		"non-business",	  "personal",
	};
	struct span rest = s, word;
	size_t n = 0, n_other = 0;

	while ((word = next_word(&rest)).len) {
		bool is_known = is_in(word, words, N(words));

		n += is_known;
		n_other += !is_known;
	}
	if (n + n_other > LABEL_WORDS || n_other > 2 || !n)
		return false;
	if (strchr("[(", written.ptr[0]))
		return n > n_other && strchr("])", written.ptr[written.len - 1]);
	return (n >= 2 && n > n_other && span_find(s, "use") >= 0 && span_find(s, ".") < 0) ||
	       span_starts(s, "classification:") || span_starts(s, "sensitivity:");
}

/* "This message came from outside": of which mail, and from where, said at once. */
static bool says_from_outside(struct span s)
{
	static const char *const other[] = { "about", "regarding", "concerning", "describes",
					     "discusses" };
	struct span rest = s, begin;

	for (size_t n = 0; n < NEAR_WORDS && next_word(&rest).len;)
		n++;
	begin = span_sub(s, 0, (size_t)(rest.ptr - s.ptr));
	return BEGINS(s, these) && FIND(begin, mail) >= 0 && FIND(begin, outside) >= 0 &&
	       FIND(begin, other) < 0;
}

/* Behind signs, emoji, and a label of few words: "Caution: ", "*** WARNING *** ". */
static struct span behind_label(struct span s, bool *labelled_out)
{
	size_t end = 0;

	*labelled_out = BEGINS(s, labels);
	for (size_t i = 0; *labelled_out && !end && i < s.len && i < 40; i++)
		end = strchr(":!*]-\n", s.ptr[i]) ? i + 1 : 0;
	s = span_sub(s, end, s.len);
	while (s.len && !is_letter(s.ptr[0]))
		s = span_sub(s, 1, s.len);
	return s;
}

static struct span without_signs(struct span s)
{
	for (;;) {
		unsigned char c = s.len ? (unsigned char)s.ptr[0] : 'a';
		size_t n = c == 0xE2 || c == 0xEF	    ? 3
			   : c == 0xF0			    ? 4
			   : ascii_is_alpha(c) || c >= 0x80 ? 0
							    : 1;

		if (!n || n > s.len)
			return s;
		s = span_sub(s, n, s.len);
	}
}

/* What a sentence has of a banner. */
struct sentence_signs {
	bool label;		/* it begins with a word of warning */
	bool mail, outside;	/* it speaks of a mail or its sender; of what is external or
				 * unknown */
	bool links;		/* of clicking links and opening attachments ... */
	bool condition;		/* ... unless something */
	bool advice;		/* it says what only warnings of mails say */
	bool seldom;		/* how often somebody's mail comes */
	bool sender;		/* it names the sender, or an address */
};

static struct sentence_signs signs_of(struct span s)
{
	return (struct sentence_signs){
		.mail = FIND(s, mail) >= 0,
		.outside = FIND(s, outside) >= 0,
		.condition = FIND(s, unless) >= 0,
		.links = FIND(s, opens) >= 0 && FIND(s, opened) >= 0,
		.advice = FIND(s, advice) >= 0,
		.seldom = FIND(s, seldom) >= 0,
		.sender = span_find(s, "@") > 0 || span_find(s, "sender") >= 0,
	};
}

/* Are these a banner by themselves? */
static bool are_enough(const struct sentence_signs *has)
{
	if (has->links && has->condition)
		return true;
	if (has->label && has->outside)
		return has->mail || has->sender;
	if (has->label && has->mail)
		return has->advice;
	return has->seldom && has->mail && has->sender;
}

enum banner_rating banner_rate(struct span sentence, const struct message_look *look)
{
	static const char *const unverified[] = { "we could not verify", "we couldn't verify" };
	char bytes[BANNER_SENTENCE_MAX + 8];
	size_t n = text_fold(sentence, bytes, sizeof bytes);
	struct span written = span_trim(sentence);

	for (size_t i = 0; i < n; i++)
		bytes[i] = bytes[i] == '\n' ? ' ' : bytes[i];
	struct span s = without_signs(span_from(bytes, n));
	struct sentence_signs has = signs_of(s);
	struct span said = behind_label(s, &has.label);

	if (sentence.len >= BANNER_SENTENCE_MAX)
		return BANNER_NONE;	/* this is its beginning */
	if (BEGINS(said, unverified))
		return has.mail ? BANNER_BY_ITSELF : BANNER_BESIDE;
	if (has_whole_word(s, oneself, N(oneself)) ||
	    (!has.links && message_may_hold(look, written, ASK_OBJECTION)))
		return BANNER_NONE;
	if (is_label(s, written) || is_marking(s, written) || says_from_outside(said) ||
	    are_enough(&has))
		return BANNER_BY_ITSELF;
	if (span_find(s, "learnaboutsenderidentification") >= 0)
		return BANNER_BY_ITSELF;
	bool is_beside = has.label || has.links || has.advice || (has.mail && has.outside) ||
			 span_starts(s, "http");

	return is_beside ? BANNER_BESIDE : BANNER_NONE;
}

bool banner_is_label(struct span text)
{
	char folded[BANNER_LABEL_MAX + 8];

	return text.len <= BANNER_LABEL_MAX &&
	       is_label(without_signs(span_from(folded, text_fold(text, folded, sizeof folded))),
			text);
}

bool banner_is_wrapped(struct span line)
{
	char folded[16];
	size_t from = line.len;

	while (from > 0 && is_letter(line.ptr[from - 1]))
		from--;
	struct span word = span_sub(line, from, line.len);

	return word.len < sizeof folded - 4 &&
	       is_in(span_from(folded, text_fold(word, folded, sizeof folded)), joins, N(joins));
}
