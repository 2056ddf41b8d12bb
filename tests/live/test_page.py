#!/usr/bin/env python3
"""The exported page in a browser: it renders, at any width and in both colour schemes, takes nothing from anywhere,
can be read by those who listen, and what a mail said is only text in it.

With BEADLE_PICTURES=FOLDER there are pictures of it there afterwards.
"""
import os
import pathlib
import re
import shutil
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "lib"))
import tap  # noqa: E402
from browser import Browser, need_browser  # noqa: E402
from program import Program, need_beadle  # noqa: E402

DEMO = HERE.parents[1] / "demo"
NOW = "2023-07-04T18:00:00Z"
MEETINGS = """\
    archive: https://lists.example.org/g/sc/message/{message-id}
    meetings:
      place: "Room 5, https://meet.example.org/a-very-long-address-which-no-phone-has-room-for-in-one-line"
      rule: FREQ=WEEKLY;INTERVAL=2;BYDAY=WE
      start: "13:00"
      first: {number: 38, date: 2023-06-28}
      chairs: {order: alphabetical}
"""
LONG = "https://example.org/" + "a-very-long-address-" * 12
HOSTILE = ("<script>document.title = 'taken'</script>", "\"><img src=x onerror=\"document.title='taken'\">",
           "<svg onload=document.title='taken'>", LONG)
MAILS = [("2023-06-30T10:00:00Z", "Tags", "[AI] nobody has taken this\n\n" + "".join("[AI Dave] %s\n\n" % text for text in HOSTILE)),
         ("2023-06-30T11:00:00Z", "A deadline", "[SILENT 2w] %s\n" % HOSTILE[1]),
         ("2023-07-03T11:00:00Z", "The agenda", "[AGENDA 50m Dave] Budget %s\n\n[AGENDA 20m] %s\n" % (HOSTILE[2], LONG)),
         ("2023-07-03T12:00:00Z", "Done", "[DONE #1] forwarded\n")]
COLUMNS = {"Agenda": ["Topic", "Presenter", "Minutes"], "Meetings after it": ["Meeting", "Time", "Chair"],
           "What the committee, its chair or an owner is asked": ["About", "Question", "Due"],
           "Open, and ended in the last eight weeks": ["Deadline", "State", "Ends"],
           "How many, by owner and age": ["Owner", "to 2 weeks", "to 2 months", "to 6 months", "older", "all"],
           "Each item, by owner": ["Item", "Due", "Open for"],
           "Items by month": ["Month", "Raised", "Closed", "Open at its end"],
           "Done in the last four weeks": ["Item", "Owner", "Done"],
           "As the minutes say, the newest first": ["Member", "#38 Wed 28 Jun"]}
# The least contrast of a text that is seen, with what it is; backgrounds that let through are laid over each other.
CONTRAST = """
const rgba = text => { const n = text.match(/[\\d.]+/g).map(Number); return n.length < 4 ? [...n, 1] : n };
const over = (top, below) => [0, 1, 2].map(i => top[i] * top[3] + below[i] * (1 - top[3])).concat(1);
const light = c => { const [r, g, b] = c.map(v => v / 255).map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b };
const behind = e => { const layers = []; for (; e; e = e.parentElement) layers.push(rgba(getComputedStyle(e).backgroundColor));
    return layers.reverse().reduce((below, top) => over(top, below), [255, 255, 255, 1]) };
let least = [99, ''];
for (const e of document.body.querySelectorAll('*')) {
    if (![...e.childNodes].some(n => n.nodeType == 3 && n.data.trim()) || !e.getClientRects().length) continue;
    const style = getComputedStyle(e), back = behind(e);
    const ink = over(rgba(e instanceof SVGElement ? style.fill : style.color), back);
    const [a, b] = [light(ink), light(back)].sort((x, y) => y - x), ratio = (a + .05) / (b + .05);
    if (ratio < least[0]) least = [ratio, e.tagName + ': ' + e.textContent.slice(0, 40)];
}
return least"""
# Tables that have less room than a phone, but for those that are to be opened.
UNSEEN = """
return [...document.querySelectorAll('table')].filter(t => !t.closest('details:not([open])') && t.parentElement.clientWidth < 200)
    .map(t => t.caption.textContent)"""
TABLES = """
const out = {};
for (const t of document.querySelectorAll('table'))
    out[t.caption.textContent] = [...t.querySelectorAll('thead th')].map(h => [h.scope, (h.querySelector('.wide') || h).textContent]);
return out"""


def make_page(bot):
    for sub in ("new", "cur", "tmp"):
        os.makedirs(bot.path("inbox", sub))
    bot.configure((DEMO / "beadle.yaml").read_text() + MEETINGS)
    bot.once("2023-06-28T20:00:00Z")
    shutil.copy(DEMO / "mails" / "1-minutes.eml", bot.path("inbox", "new", "minutes"))
    os.utime(bot.path("inbox", "new", "minutes"), (1687987260, 1687987260))
    bot.once("2023-06-28T21:21:00Z")
    for n, (now, subject, body) in enumerate(MAILS):
        bot.write("inbox/new/%d" % n, "Date: Fri, 30 Jun 2023 10:00:00 +0000\nFrom: Dave Miller <dave@example.org>\n"
                  "To: sc@lists.example.org\nList-Id: <sc.lists.example.org>\nMessage-ID: <page-%d@example.org>\nSubject: %s\n\n%s"
                  % (n, subject, body))
        done = bot.once(now)
    tap.check_equal((done.status, bot.call("export", "html", "--now", NOW, bot.path("page")).err), (0, ""), "there is a page")
    return bot.path("page", "index.html")


def check_looks(browser, page):
    papers = {}
    for width in (320, 360, 768, 1280, 1920):
        for dark in (False, True):
            where = "%d px, %s" % (width, "dark" if dark else "light")
            browser.screen(width, 800, dark)
            browser.open(page)
            across = browser.run("return [document.documentElement.scrollWidth, document.body.scrollWidth, window.innerWidth]")
            tap.check(max(across) <= width, where + ": nothing to scroll across", across=across)
            ratio, what = browser.run(CONTRAST)
            tap.check(ratio >= 4.5, where + ": all text has a contrast of 4.5 and more", least=ratio, what=what)
            tap.check_equal(browser.run(UNSEEN), [], where + ": each table is seen")
            papers[dark] = browser.run("return getComputedStyle(document.body).backgroundColor")
            if os.environ.get("BEADLE_PICTURES"):
                os.makedirs(os.environ["BEADLE_PICTURES"], exist_ok=True)
                browser.picture(os.path.join(os.environ["BEADLE_PICTURES"], where.replace(" px, ", "-") + ".png"))
    tap.check_not_equal(papers[True], papers[False], "dark and light are not the same paper")


def check_renders(browser):
    heights = browser.run("return [...document.querySelectorAll('section, svg')].map(e => e.getBoundingClientRect().height)")
    tap.check(len(heights) >= 7 and min(heights) > 20, "each section and drawing is seen", heights=heights)
    sides = browser.run("return [...document.querySelectorAll('svg text')].map(t => t.getBoundingClientRect()).filter("
                        "r => r.left < 0 || r.right > innerWidth).length")
    tap.check_equal(sides, 0, "and no text of a drawing beyond its edge")
    tap.check_equal(browser.run("return performance.getEntriesByType('resource').map(e => e.name)"), [], "nothing was fetched")
    tap.check_equal(browser.run("return [document.title, document.scripts.length, document.images.length]"), ["SC", 0, 0],
                    "no script ran, and no mail made an element")
    links = browser.run("return [...document.links].map(a => a.href).filter(h => !h.startsWith('file:'))")
    tap.check_equal({re.sub(r"[^/]*$", "", link) for link in links}, {"https://lists.example.org/g/sc/message/", "https://meet.example.org/"},
                    "links lead to the list's archive and to where they meet, and nowhere else")
    shown = browser.run("return document.body.innerText")
    tap.check_equal([text for text in HOSTILE if text not in shown], [], "what they wrote is seen as they wrote it")


def check_heard(browser, page, width):
    browser.screen(width, 800)
    browser.open(page)
    tap.check_equal(browser.run(TABLES), {caption: [["col", name] for name in names] for caption, names in COLUMNS.items()},
                    "each table has its caption, and each column a header of that scope")
    browser.run("document.querySelectorAll('details').forEach(d => d.open = true)")
    nodes = browser.accessibility()

    def named(role):
        return [node["name"] for node in nodes if node["role"] == role]
    where = "%d px: " % width
    tap.check_equal({role: len(named(role)) for role in ("banner", "navigation", "main", "contentinfo")},
                    {"banner": 1, "navigation": 1, "main": 1, "contentinfo": 1}, where + "landmarks")
    tap.check_equal(named("heading"), ["SC", "Needs a decision", "Next meeting", "Deadlines by silence", "Open items", "Open items over time",
                                       "Recently done", "Attendance", "Parked", "Decisions"], where + "headings")
    tap.check_equal(named("region"), named("heading")[1:], where + "a region for each")
    tap.check_equal(sorted(named("table")), sorted(COLUMNS), where + "tables, by their captions")
    tap.check_equal(sorted(named("columnheader")), sorted(n for names in COLUMNS.values() for n in names), where + "headers of columns")
    rows = named("rowheader")
    wanted = ("#2 find somebody to hold the pen", "Alexei Novak", "July 2023", "Minutes of meeting #38")
    tap.check_equal([text for text in wanted if not any(text in row for row in rows)], [], where + "headers of rows")
    pictures = named("img") + named("image")
    tap.check_equal([re.split(r" From | \d", name)[0] for name in pictures], ["Deadlines on a time line", "Open items over time"],
                    where + "drawings have a title")
    tap.check(all(len(name) > 60 for name in pictures), where + "and say what they show", pictures=pictures)


def main():
    reason = need_beadle() or need_browser()
    if reason:
        tap.skip_all(reason)
    with Program() as bot, Browser() as browser:
        page = make_page(bot)
        check_looks(browser, page)
        check_renders(browser)
        for width in (360, 1280):
            check_heard(browser, page, width)
        tap.check_equal(browser.console(), [], "the console is empty")
    tap.done()


if __name__ == "__main__":
    main()
