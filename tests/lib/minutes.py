"""Minutes to play with: the committee's own where ../shared/bsc is at hand, cut into one mail a meeting as its
chair would have mailed it the day after, and otherwise some of ours."""
import csv
import datetime
import email.message
import email.policy
import os
import re

WHAT = ("agenda", "budget", "charter", "invoice", "newsletter", "policy", "roadmap", "slides", "survey", "website")
OWN_MINUTES = """\
## Meeting #{n} - {date}

- **Duration: 1h**
- **Chair: {chair}**
- **Participants:**
  - **Dave Thaler**
  - **Joe Stringer**
- **Agenda**
  - Projects
    - AI(Dave): write chapter {n} of the {what} guide
    - Joe: the old one has been read by nobody
  - Next steps - AI: Joe to call the printers about volume {n} of the {what} guide
"""


def address(name):
    return name.split()[0].lower() + "@example.org"


def shared(name):
    """A file of the committee, or None."""
    places = [os.path.join(os.environ.get("srcdir", "."), "..", "shared", "bsc")]
    if os.environ.get("BEADLE_CORPORA"):
        places.insert(0, os.path.join(os.environ["BEADLE_CORPORA"], "..", "bsc"))
    for place in places:
        if os.path.exists(os.path.join(place, name)):
            return os.path.join(place, name)
    return None


def table(name):
    with open(shared(name), encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def real_minutes():
    """(number, date, chair, text) of each meeting, the oldest first."""
    with open(shared("minutes.md"), encoding="utf-8") as file:
        parts = re.split(r"^(?=## .*#\d+)", file.read(), flags=re.M)[1:]
    rows = {int(row["meeting"]): row for row in table("meetings.tsv")}
    found = []
    for part in parts:
        number = int(re.match(r"## .*?#(\d+)", part).group(1))
        found.append((number, rows[number]["date"], rows[number]["chair"] or "KP Singh", part))
    return sorted(found)


def own_minutes():
    chairs = ["Dave Thaler", "Joe Stringer", "KP Singh"]
    found = []
    for n in range(1, 11):
        date = (datetime.date(2023, 1, 4) + datetime.timedelta(weeks=2 * n)).isoformat()
        found.append((n, date, chairs[n % 3], OWN_MINUTES.format(n=n, date=date, chair=chairs[n % 3],
                                                                 what=WHAT[n % len(WHAT)])))
    return found


def all_minutes():
    return real_minutes() if shared("minutes.md") else own_minutes()


def minutes_mail(number, date, chair, text, to, list_id=None):
    """As the chair would have mailed it the day after."""
    sent = datetime.datetime.fromisoformat(date + "T19:00:00+00:00") + datetime.timedelta(days=1)
    mail = email.message.EmailMessage(policy=email.policy.SMTP)
    mail["Date"] = sent
    mail["From"] = "%s <%s>" % (chair, address(chair))
    mail["To"] = to
    if list_id:
        mail["List-Id"] = "<%s>" % list_id
    mail["Subject"] = "[BSC] Minutes of meeting #%d" % number
    mail["Message-ID"] = "<minutes-%d@example.org>" % number
    mail.set_content(text, charset="utf-8", cte="quoted-printable")
    return mail.as_bytes()
