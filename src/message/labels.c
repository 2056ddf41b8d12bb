/* labels.c - the labels of the header block that Outlook and its kin put above a quoted mail.
 */
#include <string.h>

#include "message/internal.h"

/* Lower case.  French "De" and Czech "Od" are both who wrote; Danish "Til" is to whom. */
static const char *const *const words[] = {
	[LABEL_FROM] = (const char *const[]){
		"from", "von", "de", "da", "van", "från", "fra", "lähettäjä", "od", "feladó",
		"kimden", "gönderen", "от", "от кого", "від", "από", "de la", "expéditeur",
		"mittente", "remitente", "remetente", "absender", "avsändare", "afzender",
		"nadawca", "pošiljatelj", "差出人", "送信者", "发件人", "寄件者", "寄件人", "보낸 사람", "보낸사람",
		"发信人", "מאת", "من", "dari", "từ", "saatja", "nuo", "no", "sender", NULL,
	},
	[LABEL_DATE] = (const char *const[]){
		"sent", "date", "sent at", "gesendet", "datum", "gesendet am", "envoyé",
		"envoyé le", "date d'envoi", "message du", "enviado", "enviado el", "fecha",
		"enviada", "enviada em", "enviado em", "data", "inviato", "data invio",
		"verzonden", "verstuurd", "skickat", "sendt", "dato", "lähetetty", "päivämäärä",
		"päiväys", "wysłano", "wysłane", "odesláno", "odoslané", "dátum", "elküldve",
		"küldve", "trimis", "dată", "tarih", "gönderildi", "gönderme tarihi",
		"отправлено", "дата", "надіслано", "изпратено", "στάλθηκε", "ημερομηνία",
		"poslano", "poslato", "送信日時", "日時", "日付", "发送时间", "寄件日期", "日期", "傳送時間", "发送日期",
		"보낸 날짜", "날짜", "נשלח", "תאריך", "تم الإرسال", "التاريخ", "dikirim", "tanggal",
		"saadetud", "išsiųsta", "nosūtīts", NULL,
	},
	[LABEL_TO] = (const char *const[]){
		"to", "an", "à", "a", "para", "aan", "till", "til", "vastaanottaja", "do",
		"komu", "címzett", "către", "kime", "alıcı", "кому", "до", "προς",
		"destinataire", "destinatario", "za", "prima", "宛先", "收件人", "收件者", "받는 사람",
		"받는사람", "אל", "إلى", "kepada", "đến", "saaja", "kam", "kai", NULL,
	},
	[LABEL_SUBJECT] = (const char *const[]){
		"subject", "betreff", "objet", "sujet", "asunto", "assunto", "oggetto",
		"onderwerp", "ämne", "emne", "aihe", "temat", "předmět", "predmet", "tárgy",
		"subiect", "konu", "тема", "относно", "θέμα", "zadeva", "naslov", "件名", "主题",
		"主旨", "主題", "제목", "נושא", "الموضوع", "perihal", "subjek", "chủ đề", "assumpte",
		"teema", "tema", "thema", NULL,
	},
	[LABEL_OTHER] = (const char *const[]){
		"cc", "bcc", "kopie", "copie à", "copie", "kopia", "kopi", "kopio", "dw",
		"másolat", "bilgi", "копия", "копія", "κοιν.", "抄送", "副本", "참조", "reply-to",
		"reply to", "importance", "attachments", "organization", "wichtigkeit",
		"priorität", "importanza", "priority", "message-id", "resent-from", "newsgroups",
		"anlagen", "pièces jointes", "reply to all", "antwort an", "répondre à",
		"responder a", NULL,
	},
};

static enum label find_label(struct span t)
{
	if (t.len == 0 || t.len > 40)
		return LABEL_NONE;
	for (enum label label = LABEL_FROM; label <= LABEL_OTHER; label++) {
		if (span_any(t, span_is, words[label]))
			return label;
	}
	return LABEL_NONE;
}

enum label label_of(struct span line)
{
	char folded[80];

	line = span_sub(line, 0, 160);
	if (span_find_char(line, ':') < 0 && !span_has(line, WIDE_COLON))
		return LABEL_NONE;
	struct span t = span_from(folded, text_fold(line, folded, sizeof folded));

	t = span_strip_start(t, " *_|");
	ptrdiff_t colon = span_find_char(t, ':'), wide = span_find(t, WIDE_COLON);

	if (wide >= 0 && (colon < 0 || wide < colon))
		colon = wide;
	if (colon <= 0)
		return LABEL_NONE;
	return find_label(span_strip_end(span_sub(t, 0, (size_t)colon), " *_"));
}

struct span label_value(struct span line)
{
	ptrdiff_t colon = span_find_char(line, ':'), wide = span_find(line, WIDE_COLON);

	if (wide >= 0 && (colon < 0 || wide < colon))
		return span_sub(line, (size_t)wide + strlen(WIDE_COLON), line.len);
	return span_sub(line, (size_t)(colon + 1), line.len);
}

enum label label_alone(struct span line)
{
	char folded[40];

	line = span_trim(line);
	if (line.len >= 30)
		return LABEL_NONE;
	return find_label(span_from(folded, text_fold(line, folded, sizeof folded)));
}
