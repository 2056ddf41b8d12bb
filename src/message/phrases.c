/* phrases.c - fixed phrases around quoted mails, in signatures and in the footers of lists.
 *
 * Tables in lower case; the line is folded (fold.c) before it is compared.
 */
#include <string.h>

#include "message/internal.h"

enum { FOLDED_MAX = 400 };

static const char *const original_texts[] = {
	"original message", "original mail", "original email", "original appointment",
	"ursprüngliche nachricht", "originalnachricht", "original-nachricht",
	"ursprüngliche mail", "message d'origine", "message original", "message d’origine",
	"e-mail d'origine", "courriel original", "mensaje original", "missatge original",
	"mensagem original", "messaggio originale", "messaggio di origine",
	"oorspronkelijk bericht", "origineel bericht", "originele bericht",
	"ursprungligt meddelande", "originalmeddelande", "ursprungligt mejl",
	"oprindelig meddelelse", "oprindelig besked", "opprinnelig melding",
	"opprinnelig e-post", "alkuperäinen viesti", "wiadomość oryginalna",
	"oryginalna wiadomość", "wiadomość pierwotna", "původní zpráva", "pôvodná správa",
	"eredeti üzenet", "mesaj original", "mesajul original", "orijinal mesaj",
	"orijinal ileti", "исходное сообщение", "оригинальное сообщение", "вихідне повідомлення",
	"оригинално съобщение", "αρχικό μήνυμα", "izvorna poruka", "originalna poruka",
	"izvirno sporočilo", "元のメッセージ", "原始邮件", "原始郵件", "원본 메시지", "원본 메일", "pesan asli",
	"thư gốc", "algne kiri", "ההודעה המקורית", "הודעה מקורית", "الرسالة الأصلية",
	"reply message", "in reply to", "quoted message", NULL,
};

/* Those of them that others write, too: they need the dashes. */
static const char *const vague_originals[] = { "reply message", "in reply to", "quoted message",
					       NULL };

static const char *const forward_texts[] = {
	"forwarded message", "forwarded by", "forwarded mail", "forwarded email",
	"forward message", "forwarded", "begin forwarded message", "start of forwarded message",
	"weitergeleitete nachricht", "anfang der weitergeleiteten nachricht",
	"anfang der weitergeleiteten e-mail", "weitergeleitet von", "message transféré",
	"message transmis", "début du message transféré", "début du message réexpédié",
	"réexpédié par", "mensaje reenviado", "inicio del mensaje reenviado",
	"missatge reenviat", "mensagem encaminhada", "mensagem reencaminhada",
	"início da mensagem encaminhada", "início da mensagem reencaminhada",
	"messaggio inoltrato", "inizio messaggio inoltrato", "messaggio reinviato",
	"doorgestuurd bericht", "begin doorgestuurd bericht", "vidarebefordrat meddelande",
	"vidarebefordrat brev", "vidarebefordrat mejl", "videresendt meddelelse",
	"videresendt besked", "videresendt melding", "start på videresendt besked",
	"edelleenlähetetty viesti", "välitetty viesti", "przekazana wiadomość",
	"treść przekazanej wiadomości", "wiadomość przekazana", "přeposlaná zpráva",
	"preposlaná správa", "továbbított üzenet", "mesaj redirecționat", "mesaj redirectat",
	"iletilen mesaj", "yönlendirilen ileti", "пересылаемое сообщение",
	"пересланное сообщение", "начало переадресованного сообщения", "переслане повідомлення",
	"препратено съобщение", "προωθημένο μήνυμα", "proslijeđena poruka",
	"posredovano sporočilo", "転送メッセージ", "転送されたメッセージ", "转发的邮件", "转发邮件信息", "轉寄郵件", "以下是转发的邮件",
	"전달된 메시지", "전달된 메일", "pesan terusan", "thư được chuyển tiếp", "הודעה מועברת",
	"רסالة معاد توجيهها", NULL,
};

/* These need no dashes around them (Apple Mail), but a colon. */
static const char *const bare_forwards[] = {
	"begin forwarded message", "anfang der weitergeleiteten nachricht",
	"anfang der weitergeleiteten e-mail", "début du message transféré",
	"début du message réexpédié", "inicio del mensaje reenviado",
	"início da mensagem encaminhada", "início da mensagem reencaminhada",
	"inizio messaggio inoltrato", "begin doorgestuurd bericht", "vidarebefordrat brev",
	"start på videresendt besked", "videresendt melding", "välitetty viesti",
	"treść przekazanej wiadomości", "přeposlaná zpráva", "továbbított üzenet",
	"начало переадресованного сообщения", "転送されたメッセージ", "以下是转发的邮件", "전달된 메시지", NULL,
};

static struct span strip(struct span t, const char *chars)
{
	return span_strip_end(span_strip_start(t, chars), chars);
}

static bool is_forward(struct span t)
{
	return span_any(t, span_is, forward_texts) || span_starts(t, "forwarded message from ") ||
	       span_starts(t, "forwarded by ");
}

/* What lines of dashes and their like are made of. */
static const char *const rule_dashes[] = { "\u2013", "\u2014", "\u2015", "\u2500",
					   "\u2501", "\u2550", NULL };
#define RULE_CHARS "-_=*~#+.<>[] \t"

/* Takes lines of dashes and their like off both ends; how many columns, or bytes, were in front. */
static size_t strip_rule(struct span *t)
{
	const char *begin = t->ptr;
	size_t before;

	do {
		before = t->len;
		*t = strip(*t, RULE_CHARS);
		if (span_any(*t, span_starts, rule_dashes))
			*t = span_sub(*t, 3, t->len);
		if (span_any(*t, span_ends, rule_dashes))
			t->len -= 3;
	} while (t->len < before);
	return (size_t)(t->ptr - begin);
}

/* "Message from Dave <dave@example.org>" between dashes: a webmail program. */
static bool is_message_from(struct span t)
{
	static const char *const starts[] = {
		"message from ", "nachricht von ", "message de ", "mensaje de ", "messaggio da ",
		"bericht van ", "meddelande från ", "besked fra ", "melding fra ", "mensagem de ",
		"wiadomość od ", "zpráva od ", "viesti lähettäjältä ", "сообщение от ", NULL,
	};

	return span_find_char(t, '@') > 0 && span_any(t, span_starts, starts);
}

/* Without what says that it follows. */
static struct span strip_follows(struct span t)
{
	static const char *const ends[] = { " follows", " below", " folgt", " suit", " sigue",
					    " segue", NULL };
	const char *end = span_any(t, span_ends, ends);

	return end ? span_sub(t, 0, t.len - strlen(end)) : t;
}

const char *phrase_separator(struct span line, enum line_kind *kind_out)
{
	char folded[FOLDED_MAX];

	line = span_trim(line);
	if (line.len < 6 || line.len > FOLDED_MAX - 8)
		return NULL;
	bool colon = span_ends(line, ":") || span_ends(line, WIDE_COLON);
	bool bracketed = line.ptr[0] == '[' && line.ptr[line.len - 1] == ']';
	bool ruled = !ascii_is_alpha(line.ptr[0]) && !ascii_is_alpha(line.ptr[1]) &&
		     (strchr(RULE_CHARS, line.ptr[0]) ||
		      span_any(line, span_starts, rule_dashes));

	if (!colon && !bracketed && !ruled)
		return NULL;
	struct span t = span_from(folded, text_fold(line, folded, sizeof folded));

	if (span_ends(t, WIDE_COLON))
		t.len -= strlen(WIDE_COLON);
	t = span_strip_end(t, ": ");
	bool dashed = strip_rule(&t) >= 2 && ruled;

	t = span_strip_end(t, ": ");
	bool original = span_any(strip_follows(t), span_is, original_texts) != NULL;
	bool vague = span_any(t, span_is, vague_originals) != NULL;

	if (original && (dashed || ((colon || bracketed) && !vague))) {
		*kind_out = LINE_QUOTE;
		return "original-message";
	}
	if (dashed && is_message_from(t)) {
		*kind_out = LINE_QUOTE;
		return "original-message";
	}
	if ((dashed && is_forward(t)) || (colon && span_any(t, span_is, bare_forwards))) {
		*kind_out = LINE_FORWARDED;
		return "forwarded-message";
	}
	return NULL;
}

bool phrase_ends_forward(struct span line)
{
	static const char *const ends[] = {
		"End forwarded message", "End of forwarded", "Ende der weitergeleiteten Nachricht",
		"Fin du message transf", NULL,
	};

	line = span_trim(line);
	return span_starts(line, "--") && span_any(strip(line, "- "), span_starts_ci, ends);
}

const char *phrase_mobile(struct span line, bool *sure_out)
{
	static const char *const starts[] = {
	"sent from my ", "sent from ", "sent via ", "sent with ", "sent on the go",
	"get outlook for ", "get bluemail for ", "gesendet von ", "gesendet mit ", "von meinem ",
	"von unterwegs ", "envoyé de mon ", "envoyé depuis ", "envoyé à partir ", "envoyé avec ",
	"envoyé de ", "enviado desde ", "enviado con ", "enviado de ", "enviado do ",
	"enviado a partir ", "enviado via ", "obtener outlook ", "obter o outlook ",
	"inviato da ", "inviato dal ", "ottieni outlook ", "télécharger outlook ",
	"outlook für ", "verzonden vanaf ", "verzonden met ", "verstuurd vanaf ",
	"download outlook ", "skickat från ", "skickades från ", "sendt fra ", "sendt via ",
	"lähetetty ", "wysłane z ", "wysłano z ", "odesláno z ", "odoslané z ", "odoslane z ",
	"poslano z ", "poslato sa ", "elküldve ", "az iphone-omról ", "trimis de pe ",
	"trimis din ", "отправлено с ", "отправлено из ", "послано с ", "надіслано з ",
	"изпратено от ", "στάλθηκε από ", "发自我的", "发自", "從我的", "從我的 ", "iphoneから送信", "私のiphone",
	"나의 ", "dikirim dari ", "đã gửi từ ", "saadetud ", "išsiųsta ", "נשלח מה", "أُرسلت من ",
	"تم الإرسال من ", "yahoo mail", "diese nachricht wurde von meinem ", NULL,
};
	static const char *const ends[] = { "gönderildi", "から送信", "에서 보냄", "küldve", NULL };
	static const char *const devices[] = {
	"iphone", "ipad", "ipod", "android", "samsung", "galaxy", "blackberry", "outlook",
	"windows", "yahoo", "proton", "huawei", "xiaomi", "redmi", "nokia", "mobile", "phone",
	"handy", "tablet", "gmail", "pixel", "telefon", "téléphone", "telefoon", "móvil",
	"movil", "celular", "cellulare", "oneplus", "sony", "motorola", "honor", "oppo", "wiko",
	"sparrow", "thunderbird", "spark", "airmail", "aquamail", "k-9", "bluemail", "typeapp",
	"mailbird", "verizon", "t-mobile", "palm", "htc", "lg ", "superhuman", "ios", "macbook",
	"mac", "телефон", "смартфон", "手机", "puhelimesta", "matkapuhelin", "mail.ru", "mailo",
	"tutanota", "fairphone", NULL,
};
	char folded[FOLDED_MAX];

	line = span_trim(line);
	*sure_out = false;
	if (line.len < 6 || line.len > 160)
		return NULL;
	struct span t = span_from(folded, text_fold(line, folded, sizeof folded));

	t = strip(t, " *_-~.[(");
	if (!span_any(t, span_starts, starts) && !(t.len < 60 && span_any(t, span_ends, ends)))
		return NULL;
	/* The link that some programs add tells nothing; a sentence does. */
	ptrdiff_t link = span_find_char(t, '<');

	if (link > 0)
		t = span_trim(span_sub(t, 0, (size_t)link));
	if (t.len > 90 || span_has(t, ", ") || span_has(t, ". "))
		return NULL;
	unsigned words = 1;

	for (size_t i = 0; i < t.len; i++)
		words += t.ptr[i] == ' ';
	/* Few words and a device; "Sent from my Windows notes to Joe" is a remark. */
	bool few = words <= 4 || (words <= 7 && !span_has(t, " the "));

	*sure_out = few && !span_has(t, " to ") && span_any(t, span_has, devices);
	return "signature-mobile";
}

const char *phrase_footer_alone(struct span line)
{
	static const char *const groupsio[] = { "Groups.io Links:", "View/Reply Online (#", NULL };
	static const char *const google =
		"You received this message because you are subscribed to the Google Groups";
	static const char *const microsoft[] = {
		"You're receiving this message because you're a member of the ",
		"You\u2019re receiving this message because you\u2019re a member of the ", NULL
	};

	line = span_trim(line);
	if (span_any(line, span_starts_ci, groupsio))
		return "footer-groupsio";
	if (span_starts_ci(line, google))
		return "footer-googlegroups";
	if (span_any(line, span_starts_ci, microsoft))
		return "footer-microsoft365";
	return NULL;
}

/* What the footers of a kind hold, begin with, and end with where they are short. */
static const struct footer {
	const char *name, *always;
	const char *holds[14], *starts[5], *ends[5];
} footers[] = {
	{ .name = "footer-groupsio", .always = "",
	  .starts = { "groups.io links:", "view/reply online (#" } },
	{ .name = "footer-googlegroups", .always = "google",
	  .holds = { "subscribed to the google groups", "groups.google.com/d/",
		     "+unsubscribe@googlegroups.com", "groupe google groups",
		     "groupe google groupes", "grupo de google", "gruppe von google groups",
		     "google groups-gruppe", "gruppo google", "grupo \"", "google-groep",
		     "google グループ", "google 网上论坛" } },
	{ .name = "footer-mailman", .always = "",
	  .holds = { "/mailman/listinfo", "/listinfo/", "/mailman3/lists/", "/mailman/options/",
		     " mailing list -- ", "/postorius/lists/", "/cgi-bin/mailman" },
	  .ends = { " mailing list", " maillist", " mailing liste", " mailingliste" } },
	{ .name = "footer-unsubscribe", .always = "",
	  .starts = { "to unsubscribe", "unsubscribe: ", "list archive: ",
		      "mailing-list archive" } },
	{ .name = "footer-github", .always = "",
	  .starts = { "reply to this email directly", "you are receiving this because" } },
	{ .name = "footer-topicbox", .always = "", .holds = { "topicbox.com/groups/" } },
};

static bool is_footer(struct span t, const struct footer *f)
{
	if (!span_has(t, f->always))
		return false;
	return span_any(t, span_starts, f->starts) || span_any(t, span_has, f->holds) ||
	       (t.len < 120 && span_any(t, span_ends, f->ends));
}

const char *phrase_footer(struct span line)
{
	char folded[FOLDED_MAX];

	line = span_sub(span_trim(line), 0, FOLDED_MAX - 8);
	if (line.len < 8)
		return NULL;
	struct span t = span_from(folded, text_fold(line, folded, sizeof folded));

	for (size_t i = 0; i < sizeof footers / sizeof footers[0]; i++) {
		if (is_footer(t, &footers[i]))
			return footers[i].name;
	}
	return NULL;
}
