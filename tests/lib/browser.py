"""A headless Chromium, by way of chromedriver: WebDriver spoken with the standard library alone.

    with Browser() as browser:
        browser.open(path)                      # a file
        browser.screen(360, 800, dark=True)
        browser.run("return document.title")
        browser.accessibility()                 # nodes of the accessibility tree that are not ignored
        browser.console()                       # what the page and the browser complained of
        browser.picture("page.png")

The profile is a new folder each time; nothing is asked of any network.
"""
import base64
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import urllib.error
import urllib.request

import procs

SWITCHES = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--hide-scrollbars"]
PORT_LINE = "was started successfully on port "


def need_browser():
    """None, or why there is none."""
    for program in ("chromium", "chromedriver"):
        if not shutil.which(program):
            return "%s is not installed" % program
    return None


class Browser:
    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="beadle-browser-")
        self.log = os.path.join(self.folder, "driver.log")
        with open(self.log, "wb") as log:
            self.driver = subprocess.Popen(["chromedriver", "--port=0"], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                           cwd=self.folder, preexec_fn=procs.die_with_parent(),
                                           env=dict(os.environ, HOME=self.folder))
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        self.session = None
        try:
            self.port = self._wait_port()
            self.session = self._begin()
        except BaseException:
            self.close()
            raise

    def _port(self):
        with open(self.log, encoding="utf-8", errors="replace") as log:
            _, found, rest = log.read().partition(PORT_LINE)
        return rest.split(".")[0] if found and "." in rest else None

    def _wait_port(self):
        try:
            return procs.wait_until(self._port, "chromedriver's port", 3 * procs.DEADLINE_S)
        except procs.ServerError as error:
            raise procs.ServerError("%s\n%s" % (error, procs.tail(self.log))) from None

    def _begin(self):
        options = {"binary": shutil.which("chromium"),
                   "args": SWITCHES + ["--user-data-dir=" + os.path.join(self.folder, "profile")]}
        wanted = {"browserName": "chrome", "goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}
        return self._ask("POST", "", {"capabilities": {"alwaysMatch": wanted}})["sessionId"]

    def _ask(self, method, path, body=None):
        url = "http://127.0.0.1:%s/session%s%s" % (self.port, "/" + self.session if self.session else "", path)
        data = json.dumps(body if body is not None else {}).encode() if method == "POST" else None
        request = urllib.request.Request(url, data, {"Content-Type": "application/json"}, method=method)
        try:
            with self.opener.open(request, timeout=procs.DEADLINE_S) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise procs.ServerError("%s %s: %s" % (method, path, error.read().decode("utf-8", "replace")[:2000])) from None

    def devtools(self, command, **params):
        return self._ask("POST", "/goog/cdp/execute", {"cmd": command, "params": params})

    def open(self, path):
        self._ask("POST", "/url", {"url": pathlib.Path(path).resolve().as_uri()})

    def screen(self, width, height, dark=False):
        self.devtools("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600)
        self.devtools("Emulation.setEmulatedMedia",
                      features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])

    def run(self, script, *args):
        return self._ask("POST", "/execute/sync", {"script": script, "args": list(args)})

    def accessibility(self):
        nodes = self.devtools("Accessibility.getFullAXTree")["nodes"]
        return [{"role": node["role"]["value"], "name": node.get("name", {}).get("value", ""),
                 "description": node.get("description", {}).get("value", "")}
                for node in nodes if not node.get("ignored")]

    def console(self):
        return self._ask("POST", "/se/log", {"type": "browser"})

    def picture(self, path):
        shot = self.devtools("Page.captureScreenshot", format="png", captureBeyondViewport=True,
                             clip=dict(x=0, y=0, scale=1, width=self.run("return window.innerWidth"),
                                       height=self.run("return document.documentElement.scrollHeight")))
        with open(path, "wb") as out:
            out.write(base64.b64decode(shot["data"]))

    def close(self):
        if self.session:
            try:
                self._ask("DELETE", "")
            except (OSError, procs.ServerError):
                pass
        self.driver.terminate()
        try:
            self.driver.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.driver.kill()
            self.driver.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
