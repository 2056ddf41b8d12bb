/* phrases.c - fixed phrases around quoted mails, in signatures and in the footers of lists.
 *
 * Tables in lower case; the line is folded (fold.c) before it is compared.
 */
#include <string.h>

#include "message/internal.h"

enum { FOLDED_MAX = 400 };

static const char *const original_texts[] = {
	"original message", "original mail", "original email", "original appointment",
	"ursprüngliche nachricht", "originalnachricht", "original-nachricht", "ursprüngliche mail",
	"message d'origine", "message original", "message d’origine", "e-mail d'origine", "courriel original",
	"mensaje original", "missatge original", "mensagem original", "messaggio originale",
	"messaggio di origine", "oorspronkelijk bericht", "origineel bericht", "originele bericht",
	"ursprungligt meddelande", "originalmeddelande", "ursprungligt mejl", "oprindelig meddelelse",
	"oprindelig besked", "opprinnelig melding", "opprinnelig e-post", "alkuperäinen viesti",
	"wiadomość oryginalna", "oryginalna wiadomość", "wiadomość pierwotna", "původní zpráva",
	"pôvodná správa", "eredeti üzenet", "mesaj original", "mesajul original", "orijinal mesaj",
	"orijinal ileti", "исходное сообщение", "оригинальное сообщение", "вихідне повідомлення",
	"оригинално съобщение", "αρχικό μήνυμα", "izvorna poruka", "originalna poruka", "izvirno sporočilo",
	"元のメッセージ", "原始邮件", "原始郵件", "원본 메시지", "원본 메일", "pesan asli", "thư gốc", "algne kiri",
	"ההודעה המקורית", "הודעה מקורית", "الرسالة الأصلية", "reply message", "in reply to", "quoted message",
};

static const char *const forward_texts[] = {
	"forwarded message", "forwarded by", "forwarded mail", "forwarded email", "forward message", "forwarded",
	"begin forwarded message", "start of forwarded message", "weitergeleitete nachricht",
	"anfang der weitergeleiteten nachricht", "anfang der weitergeleiteten e-mail", "weitergeleitet von",
	"message transféré", "message transmis", "début du message transféré", "début du message réexpédié", "réexpédié par",
	"mensaje reenviado", "inicio del mensaje reenviado", "missatge reenviat", "mensagem encaminhada",
	"mensagem reencaminhada", "início da mensagem encaminhada", "início da mensagem reencaminhada",
	"messaggio inoltrato", "inizio messaggio inoltrato", "messaggio reinviato", "doorgestuurd bericht",
	"begin doorgestuurd bericht", "vidarebefordrat meddelande", "vidarebefordrat brev",
	"vidarebefordrat mejl", "videresendt meddelelse", "videresendt besked", "videresendt melding",
	"start på videresendt besked", "edelleenlähetetty viesti", "välitetty viesti", "przekazana wiadomość",
	"treść przekazanej wiadomości", "wiadomość przekazana", "přeposlaná zpráva", "preposlaná správa",
	"továbbított üzenet", "mesaj redirecționat", "mesaj redirectat", "iletilen mesaj", "yönlendirilen ileti",
	"пересылаемое сообщение", "пересланное сообщение", "начало переадресованного сообщения",
	"переслане повідомлення", "препратено съобщение", "προωθημένο μήνυμα", "proslijeđena poruka",
	"posredovano sporočilo", "転送メッセージ", "転送されたメッセージ", "转发的邮件", "转发邮件信息", "轉寄郵件",
	"以下是转发的邮件", "전달된 메시지", "전달된 메일", "pesan terusan", "thư được chuyển tiếp",
	"הודעה מועברת", "רסالة معاد توجيهها",
};

/* These need no dashes around them (Apple Mail), but a colon. */
static const char *const bare_forwards[] = {
	"begin forwarded message", "anfang der weitergeleiteten nachricht", "anfang der weitergeleiteten e-mail",
	"début du message transféré", "début du message réexpédié", "inicio del mensaje reenviado",
	"início da mensagem encaminhada", "início da mensagem reencaminhada", "inizio messaggio inoltrato",
	"begin doorgestuurd bericht", "vidarebefordrat brev", "start på videresendt besked",
	"videresendt melding", "välitetty viesti", "treść przekazanej wiadomości", "přeposlaná zpráva",
	"továbbított üzenet", "начало переадресованного сообщения", "転送されたメッセージ", "以下是转发的邮件",
	"전달된 메시지",
};

static struct span strip(struct span t, const char *chars)
{
	while (t.len > 0 && strchr(chars, t.ptr[0]))
		t = span_sub(t, 1, t.len);
	while (t.len > 0 && strchr(chars, t.ptr[t.len - 1]))
		t.len--;
	return t;
}

static bool is_in(struct span t, const char *const *table, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (span_is(t, table[i]))
			return true;
	return false;
}
#define IS_IN(t, table) is_in((t), (table), sizeof(table) / sizeof((table)[0]))

const char *phrase_separator(struct span line, enum line_kind *kind_out)
{
	char folded[FOLDED_MAX];

	line = span_trim(line);
	if (line.len < 6 || line.len > FOLDED_MAX - 8)
		return NULL;
	if (line.ptr[0] == '*' || line.ptr[0] == '_')	/* in bold: "*---- Original Message ----*" */
		line = span_starts(strip(line, "*_"), "--") ? strip(line, "*_") : line;
	bool dashed = span_starts(line, "--") || span_starts(line, "__") || span_starts(line, "==") ||
		      span_starts(line, "**") || span_starts(line, "\xE2\x80\x94");
	bool colon = line.ptr[line.len - 1] == ':' || span_ends(line, "\xEF\xBC\x9A");

	if (!dashed && !colon)
		return NULL;
	struct span t = span_from(folded, text_fold(line, folded, sizeof folded));

	if (span_starts(t, "\xE2\x80\x94"))
		t = span_sub(t, 3, t.len);
	if (span_ends(t, "\xEF\xBC\x9A"))
		t.len -= 3;
	t = strip(t, "-_=* :");
	if (dashed && IS_IN(t, original_texts)) {
		*kind_out = LINE_QUOTE;
		return "original-message";
	}
	if ((dashed && (IS_IN(t, forward_texts) || span_starts(t, "forwarded message from ") ||
			span_starts(t, "forwarded by "))) ||
	    (colon && IS_IN(t, bare_forwards))) {
		*kind_out = LINE_FORWARDED;
		return "forwarded-message";
	}
	return NULL;
}

bool phrase_ends_forward(struct span line)
{
	line = span_trim(line);
	if (!span_starts(line, "--"))
		return false;
	line = strip(line, "- ");
	return span_starts_ci(line, "End forwarded message") || span_starts_ci(line, "End of forwarded") ||
	       span_starts_ci(line, "Ende der weitergeleiteten Nachricht") ||
	       span_starts_ci(line, "Fin du message transf");
}

static bool contains_any(struct span t, const char *const *table, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (span_find(t, table[i]) >= 0)
			return true;
	return false;
}
#define CONTAINS(t, table) contains_any((t), (table), sizeof(table) / sizeof((table)[0]))

const char *phrase_mobile(struct span line, bool *sure_out)
{
	static const char *const starts[] = {
		"sent from my ", "sent from ", "sent via ", "sent with ", "sent on the go", "get outlook for ",
		"get bluemail for ", "gesendet von ", "gesendet mit ", "von meinem ", "von unterwegs ", "envoyé de mon ",
		"envoyé depuis ", "envoyé à partir ", "envoyé avec ", "envoyé de ", "enviado desde ", "enviado con ",
		"enviado de ", "enviado do ", "enviado a partir ", "enviado via ", "obtener outlook ", "obter o outlook ",
		"inviato da ", "inviato dal ", "ottieni outlook ", "télécharger outlook ", "outlook für ",
		"verzonden vanaf ", "verzonden met ", "verstuurd vanaf ", "download outlook ", "skickat från ",
		"skickades från ", "sendt fra ", "sendt via ", "lähetetty ", "wysłane z ", "wysłano z ", "odesláno z ",
		"odoslané z ", "odoslane z ", "poslano z ", "poslato sa ", "elküldve ", "az iphone-omról ", "trimis de pe ",
		"trimis din ", "отправлено с ", "отправлено из ", "послано с ", "надіслано з ", "изпратено от ",
		"στάλθηκε από ", "发自我的", "发自", "從我的", "從我的 ", "iphoneから送信", "私のiphone", "나의 ",
		"dikirim dari ", "đã gửi từ ", "saadetud ", "išsiųsta ", "נשלח מה", "أُرسلت من ", "تم الإرسال من ",
		"yahoo mail", "diese nachricht wurde von meinem ",
	};
	static const char *const ends[] = { "gönderildi", "から送信", "에서 보냄", "küldve" };
	static const char *const devices[] = {
		"iphone", "ipad", "ipod", "android", "samsung", "galaxy", "blackberry", "outlook", "windows", "yahoo",
		"proton", "huawei", "xiaomi", "redmi", "nokia", "mobile", "phone", "handy", "tablet", "gmail", "pixel",
		"telefon", "téléphone", "telefoon", "móvil", "movil", "celular", "cellulare", "oneplus", "sony", "motorola",
		"honor", "oppo", "wiko", "sparrow", "thunderbird", "spark", "airmail", "aquamail", "k-9", "bluemail",
		"typeapp", "mailbird", "verizon", "t-mobile", "palm", "htc", "lg ", "superhuman", "ios", "macbook", "mac",
		"телефон", "смартфон", "手机", "puhelimesta", "matkapuhelin", "mail.ru", "mailo", "tutanota", "fairphone",
	};
	char folded[FOLDED_MAX];

	line = span_trim(line);
	*sure_out = false;
	if (line.len < 6 || line.len > 160)
		return NULL;
	struct span t = strip(span_from(folded, text_fold(line, folded, sizeof folded)), " *_-~.[(");
	bool fits = false;

	for (size_t i = 0; i < sizeof starts / sizeof starts[0] && !fits && t.len > 0; i++)
		fits = t.ptr[0] == starts[i][0] && span_starts(t, starts[i]);
	for (size_t i = 0; i < sizeof ends / sizeof ends[0] && !fits; i++)
		fits = t.len < 60 && span_ends(t, ends[i]);
	if (!fits)
		return NULL;
	/* The link that some programs add tells nothing; a sentence does. */
	ptrdiff_t link = span_find_char(t, '<');

	if (link > 0)
		t = span_trim(span_sub(t, 0, (size_t)link));
	if (t.len > 90 || span_find(t, ", ") >= 0 || span_find(t, ". ") >= 0)
		return NULL;
	unsigned words = 1;

	for (size_t i = 0; i < t.len; i++)
		words += t.ptr[i] == ' ';
	/* Few words and a device; "Sent from my Windows notes to Joe" is a remark. */
	*sure_out = CONTAINS(t, devices) && words <= 7 && span_find(t, " to ") < 0 &&
		    (words <= 4 || span_find(t, " the ") < 0);
	return "signature-mobile";
}

const char *phrase_footer_alone(struct span line)
{
	line = span_trim(line);
	if (span_starts_ci(line, "Groups.io Links:") || span_starts_ci(line, "View/Reply Online (#"))
		return "footer-groupsio";
	if (span_starts_ci(line, "You received this message because you are subscribed to the Google Groups"))
		return "footer-googlegroups";
	return NULL;
}

const char *phrase_footer(struct span line)
{
	char folded[FOLDED_MAX];

	line = span_trim(line);
	if (line.len < 8)
		return NULL;
	struct span t = span_from(folded, text_fold(span_sub(line, 0, FOLDED_MAX - 8), folded, sizeof folded));

	if (span_starts(t, "groups.io links:") || span_starts(t, "view/reply online (#"))
		return "footer-groupsio";
	static const char *const google[] = {
		"subscribed to the google groups", "groups.google.com/d/", "+unsubscribe@googlegroups.com",
		"groupe google groups", "groupe google groupes", "grupo de google", "gruppe von google groups",
		"google groups-gruppe", "gruppo google", "grupo \"", "google-groep", "google グループ", "google 网上论坛",
	};
	if (CONTAINS(t, google) && (span_find(t, "google") >= 0))
		return "footer-googlegroups";
	static const char *const mailman[] = {
		"/mailman/listinfo", "/listinfo/", "/mailman3/lists/", "/mailman/options/", " mailing list -- ",
		"/postorius/lists/", "/cgi-bin/mailman",
	};
	if (CONTAINS(t, mailman) || (t.len < 120 && (span_ends(t, " mailing list") || span_ends(t, " maillist") ||
						     span_ends(t, " mailing liste") || span_ends(t, " mailingliste"))))
		return "footer-mailman";
	if (span_starts(t, "to unsubscribe") || span_starts(t, "unsubscribe: ") ||
	    span_starts(t, "list archive: ") || span_starts(t, "mailing-list archive"))
		return "footer-unsubscribe";
	if (span_starts(t, "reply to this email directly") || span_starts(t, "you are receiving this because"))
		return "footer-github";
	if (span_find(t, "topicbox.com/groups/") >= 0)
		return "footer-topicbox";
	return NULL;
}
