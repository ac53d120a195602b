#!/usr/bin/env python3
"""Renders pages in headless Chromium: browser.py CHROMIUM FOLDER PAGE... prints a line for each page, scheme
and width: "PAGE light 400: ok", or what is wrong. A page may say nothing on the console, be no wider than its
window, must show a value under the pointer, and run no script but its own (window.hacked)."""

import re
import subprocess
import sys
import tempfile

PROBE = """<!DOCTYPE html><meta charset="utf-8"><body style="margin:0"><script>
const frames = %s.map(([page, width]) => {
  const frame = document.createElement("iframe");
  frame.width = width; frame.height = 900; frame.src = page;
  document.body.append(frame);
  return frame;
});
addEventListener("load", () => {
  const lines = frames.map(frame => {
    const inner = frame.contentDocument, root = inner.documentElement, problems = [];
    if (root.scrollWidth > +frame.width) problems.push("is " + root.scrollWidth + " wide");
    if (frame.contentWindow.hacked) problems.push("ran a script of the report");
    if (inner.scripts.length !== 1) problems.push(inner.scripts.length + " scripts");
    for (const plot of inner.querySelectorAll(".plot")) {
      const box = plot.getBoundingClientRect();
      const at = {clientX: box.left + box.width / 2, clientY: box.top + 5};
      plot.dispatchEvent(new PointerEvent("pointermove", at));
      const tip = plot.querySelector(".tip");
      if (tip === null || tip.hidden || !/\\d/.test(tip.textContent))
        problems.push("no value under the pointer");
    }
    for (const svg of inner.querySelectorAll("svg"))
      if (!svg.querySelector("title") || !svg.querySelector("desc"))
        problems.push("a drawing without a title");
    for (const figure of inner.querySelectorAll("figure"))
      if (!figure.querySelector("details table")) problems.push("a chart without a table");
    return frame.width + ": " + (problems.join(", ") || "ok");
  });
  document.title = lines.join("; ");
});
</script>"""


def render(chromium, folder, page, scheme):
    probe = folder + "/probe.html"
    with open(probe, "w", encoding="utf-8") as file:
        file.write(PROBE % [[page, 400], [page, 1280]])
    with tempfile.TemporaryDirectory() as profile:
        done = subprocess.run(
            [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--user-data-dir=" + profile,
             "--allow-file-access-from-files", "--enable-logging=stderr", "--window-size=1400,1000",
             "--blink-settings=preferredColorScheme=" + {"dark": "0", "light": "1"}[scheme],
             "--dump-dom", "file://" + probe],
            capture_output=True, text=True, timeout=120, check=False)
    title = re.search("<title>(.*?)</title>", done.stdout)
    for line in done.stderr.splitlines():
        if "CONSOLE" in line:
            print(page, scheme, "console:", line)
    for line in (title.group(1) if title else "nothing was rendered").split("; "):
        print(page, scheme, line)


chromium_path, folder_path, *pages = sys.argv[1:]
for one in pages:
    for colours in ("light", "dark"):
        render(chromium_path, folder_path, one, colours)
