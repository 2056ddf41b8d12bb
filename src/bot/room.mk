# bot: see HACKING.md for what this room may use.

libshell_a_SOURCES += \
	src/bot/answers.c \
	src/bot/at_hand.c \
	src/bot/at_hand.h \
	src/bot/bounces.c \
	src/bot/deadlines.c \
	src/bot/delivery.c \
	src/bot/digest_mails.c \
	src/bot/digest_mails.h \
	src/bot/dispatch.c \
	src/bot/duties.c \
	src/bot/feed_worker.c \
	src/bot/feeds.c \
	src/bot/fetch_worker.c \
	src/bot/follow.c \
	src/bot/frame.c \
	src/bot/frame.h \
	src/bot/intake.c \
	src/bot/judge.c \
	src/bot/keeper.c \
	src/bot/keeper.h \
	src/bot/keeper_parts.h \
	src/bot/notify.c \
	src/bot/notify.h \
	src/bot/past.c \
	src/bot/operator.c \
	src/bot/operator.h \
	src/bot/plan.c \
	src/bot/plan.h \
	src/bot/publish.c \
	src/bot/publish.h \
	src/bot/publishing.c \
	src/bot/read_worker.c \
	src/bot/reading.c \
	src/bot/reading.h \
	src/bot/rebuild.c \
	src/bot/rebuild.h \
	src/bot/send_worker.c \
	src/bot/simulate.c \
	src/bot/simulate.h \
	src/bot/token.c \
	src/bot/token.h \
	src/bot/unsaid.c \
	src/bot/unsaid.h \
	src/bot/worker.c \
	src/bot/worker.h
