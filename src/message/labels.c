/* labels.c - the labels of the header block that Outlook and its kin put above a quoted mail.
 */
#include <string.h>

#include "message/internal.h"

/* Lower case.  French "De" and Czech "Od" are both who wrote; Danish "Til" is to whom. */
static const struct {
	const char *text;
	enum label label;
} labels[] = {
	{ "from", LABEL_FROM }, { "von", LABEL_FROM }, { "de", LABEL_FROM }, { "da", LABEL_FROM },
	{ "van", LABEL_FROM }, { "från", LABEL_FROM }, { "fra", LABEL_FROM }, { "lähettäjä", LABEL_FROM },
	{ "od", LABEL_FROM }, { "feladó", LABEL_FROM }, { "kimden", LABEL_FROM }, { "gönderen", LABEL_FROM },
	{ "от", LABEL_FROM }, { "от кого", LABEL_FROM }, { "від", LABEL_FROM }, { "από", LABEL_FROM },
	{ "de la", LABEL_FROM }, { "expéditeur", LABEL_FROM }, { "mittente", LABEL_FROM },
	{ "remitente", LABEL_FROM }, { "remetente", LABEL_FROM }, { "absender", LABEL_FROM },
	{ "avsändare", LABEL_FROM }, { "afzender", LABEL_FROM }, { "nadawca", LABEL_FROM }, { "pošiljatelj", LABEL_FROM },
	{ "差出人", LABEL_FROM }, { "送信者", LABEL_FROM }, { "发件人", LABEL_FROM }, { "寄件者", LABEL_FROM },
	{ "寄件人", LABEL_FROM }, { "보낸 사람", LABEL_FROM }, { "보낸사람", LABEL_FROM }, { "发信人", LABEL_FROM },
	{ "מאת", LABEL_FROM }, { "من", LABEL_FROM }, { "dari", LABEL_FROM }, { "từ", LABEL_FROM },
	{ "saatja", LABEL_FROM }, { "nuo", LABEL_FROM }, { "no", LABEL_FROM }, { "sender", LABEL_FROM },

	{ "sent", LABEL_DATE }, { "date", LABEL_DATE }, { "sent at", LABEL_DATE }, { "gesendet", LABEL_DATE },
	{ "datum", LABEL_DATE }, { "gesendet am", LABEL_DATE }, { "envoyé", LABEL_DATE },
	{ "envoyé le", LABEL_DATE }, { "date d'envoi", LABEL_DATE }, { "message du", LABEL_DATE },
	{ "enviado", LABEL_DATE }, { "enviado el", LABEL_DATE }, { "fecha", LABEL_DATE },
	{ "enviada", LABEL_DATE }, { "enviada em", LABEL_DATE }, { "enviado em", LABEL_DATE },
	{ "data", LABEL_DATE }, { "inviato", LABEL_DATE }, { "data invio", LABEL_DATE },
	{ "verzonden", LABEL_DATE }, { "verstuurd", LABEL_DATE }, { "skickat", LABEL_DATE },
	{ "sendt", LABEL_DATE }, { "dato", LABEL_DATE }, { "lähetetty", LABEL_DATE },
	{ "päivämäärä", LABEL_DATE }, { "päiväys", LABEL_DATE }, { "wysłano", LABEL_DATE }, { "wysłane", LABEL_DATE },
	{ "odesláno", LABEL_DATE }, { "odoslané", LABEL_DATE }, { "dátum", LABEL_DATE }, { "elküldve", LABEL_DATE },
	{ "küldve", LABEL_DATE }, { "trimis", LABEL_DATE }, { "dată", LABEL_DATE }, { "tarih", LABEL_DATE },
	{ "gönderildi", LABEL_DATE }, { "gönderme tarihi", LABEL_DATE }, { "отправлено", LABEL_DATE },
	{ "дата", LABEL_DATE }, { "надіслано", LABEL_DATE }, { "изпратено", LABEL_DATE },
	{ "στάλθηκε", LABEL_DATE }, { "ημερομηνία", LABEL_DATE }, { "poslano", LABEL_DATE }, { "poslato", LABEL_DATE },
	{ "送信日時", LABEL_DATE }, { "日時", LABEL_DATE }, { "日付", LABEL_DATE }, { "发送时间", LABEL_DATE },
	{ "寄件日期", LABEL_DATE }, { "日期", LABEL_DATE }, { "傳送時間", LABEL_DATE }, { "发送日期", LABEL_DATE },
	{ "보낸 날짜", LABEL_DATE }, { "날짜", LABEL_DATE }, { "נשלח", LABEL_DATE }, { "תאריך", LABEL_DATE },
	{ "تم الإرسال", LABEL_DATE }, { "التاريخ", LABEL_DATE }, { "dikirim", LABEL_DATE }, { "tanggal", LABEL_DATE },
	{ "saadetud", LABEL_DATE }, { "išsiųsta", LABEL_DATE }, { "nosūtīts", LABEL_DATE },

	{ "to", LABEL_TO }, { "an", LABEL_TO }, { "à", LABEL_TO }, { "a", LABEL_TO }, { "para", LABEL_TO },
	{ "aan", LABEL_TO }, { "till", LABEL_TO }, { "til", LABEL_TO }, { "vastaanottaja", LABEL_TO },
	{ "do", LABEL_TO }, { "komu", LABEL_TO }, { "címzett", LABEL_TO }, { "către", LABEL_TO },
	{ "kime", LABEL_TO }, { "alıcı", LABEL_TO }, { "кому", LABEL_TO }, { "до", LABEL_TO }, { "προς", LABEL_TO },
	{ "destinataire", LABEL_TO }, { "destinatario", LABEL_TO }, { "za", LABEL_TO }, { "prima", LABEL_TO },
	{ "宛先", LABEL_TO }, { "收件人", LABEL_TO }, { "收件者", LABEL_TO }, { "받는 사람", LABEL_TO },
	{ "받는사람", LABEL_TO }, { "אל", LABEL_TO }, { "إلى", LABEL_TO }, { "kepada", LABEL_TO }, { "đến", LABEL_TO },
	{ "saaja", LABEL_TO }, { "kam", LABEL_TO }, { "kai", LABEL_TO },

	{ "subject", LABEL_SUBJECT }, { "betreff", LABEL_SUBJECT }, { "objet", LABEL_SUBJECT },
	{ "sujet", LABEL_SUBJECT }, { "asunto", LABEL_SUBJECT }, { "assunto", LABEL_SUBJECT },
	{ "oggetto", LABEL_SUBJECT }, { "onderwerp", LABEL_SUBJECT }, { "ämne", LABEL_SUBJECT },
	{ "emne", LABEL_SUBJECT }, { "aihe", LABEL_SUBJECT }, { "temat", LABEL_SUBJECT },
	{ "předmět", LABEL_SUBJECT }, { "predmet", LABEL_SUBJECT }, { "tárgy", LABEL_SUBJECT },
	{ "subiect", LABEL_SUBJECT }, { "konu", LABEL_SUBJECT }, { "тема", LABEL_SUBJECT },
	{ "относно", LABEL_SUBJECT }, { "θέμα", LABEL_SUBJECT }, { "zadeva", LABEL_SUBJECT }, { "naslov", LABEL_SUBJECT },
	{ "件名", LABEL_SUBJECT }, { "主题", LABEL_SUBJECT }, { "主旨", LABEL_SUBJECT }, { "主題", LABEL_SUBJECT },
	{ "제목", LABEL_SUBJECT }, { "נושא", LABEL_SUBJECT }, { "الموضوع", LABEL_SUBJECT }, { "perihal", LABEL_SUBJECT },
	{ "subjek", LABEL_SUBJECT }, { "chủ đề", LABEL_SUBJECT }, { "assumpte", LABEL_SUBJECT }, { "teema", LABEL_SUBJECT },
	{ "tema", LABEL_SUBJECT }, { "thema", LABEL_SUBJECT },

	{ "cc", LABEL_OTHER }, { "bcc", LABEL_OTHER }, { "kopie", LABEL_OTHER }, { "copie à", LABEL_OTHER },
	{ "copie", LABEL_OTHER }, { "kopia", LABEL_OTHER }, { "kopi", LABEL_OTHER }, { "kopio", LABEL_OTHER },
	{ "dw", LABEL_OTHER }, { "másolat", LABEL_OTHER }, { "bilgi", LABEL_OTHER }, { "копия", LABEL_OTHER },
	{ "копія", LABEL_OTHER }, { "κοιν.", LABEL_OTHER }, { "抄送", LABEL_OTHER }, { "副本", LABEL_OTHER },
	{ "참조", LABEL_OTHER }, { "reply-to", LABEL_OTHER }, { "reply to", LABEL_OTHER }, { "importance", LABEL_OTHER },
	{ "attachments", LABEL_OTHER }, { "organization", LABEL_OTHER }, { "wichtigkeit", LABEL_OTHER },
	{ "priorität", LABEL_OTHER }, { "importanza", LABEL_OTHER }, { "priority", LABEL_OTHER },
	{ "message-id", LABEL_OTHER }, { "resent-from", LABEL_OTHER }, { "newsgroups", LABEL_OTHER },
	{ "anlagen", LABEL_OTHER }, { "pièces jointes", LABEL_OTHER }, { "reply to all", LABEL_OTHER },
	{ "antwort an", LABEL_OTHER }, { "répondre à", LABEL_OTHER }, { "responder a", LABEL_OTHER },
};

static enum label find_label(struct span t)
{
	if (t.len == 0 || t.len > 40)
		return LABEL_NONE;
	for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++)
		if (t.ptr[0] == labels[i].text[0] && span_is(t, labels[i].text))
			return labels[i].label;
	return LABEL_NONE;
}

enum label label_of(struct span line)
{
	char folded[80];

	line = span_sub(line, 0, 160);
	if (!memchr(line.ptr, ':', line.len) && span_find(line, "\xEF\xBC\x9A") < 0)
		return LABEL_NONE;
	struct span t = span_from(folded, text_fold(line, folded, sizeof folded));

	while (t.len > 0 && strchr(" *_|", t.ptr[0]))
		t = span_sub(t, 1, t.len);
	ptrdiff_t colon = span_find_char(t, ':'), wide = span_find(t, "\xEF\xBC\x9A");

	if (wide >= 0 && (colon < 0 || wide < colon))
		colon = wide;
	if (colon <= 0)
		return LABEL_NONE;
	t = span_sub(t, 0, (size_t)colon);
	while (t.len > 0 && strchr(" *_", t.ptr[t.len - 1]))
		t.len--;
	return find_label(t);
}

enum label label_alone(struct span line)
{
	char folded[40];

	line = span_trim(line);
	return line.len < 30 ? find_label(span_from(folded, text_fold(line, folded, sizeof folded))) : LABEL_NONE;
}
