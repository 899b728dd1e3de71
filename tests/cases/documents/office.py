"""What LibreOffice makes of a Word file when all its changes are accepted or rejected: the lines of each outcome.

Run by the system's Python, which has LibreOffice's own interface: office.py FILE… writes JSON.
"""

import json
import re
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory


def main(files):
    """Write [[accepted lines, rejected lines], …] for the files."""
    import uno
    from com.sun.star.beans import PropertyValue

    with TemporaryDirectory() as home:
        pipe = f"office{Path(home).name}"
        started = subprocess.Popen(
            ["soffice", "--headless", "--norestore", "--nologo", f"-env:UserInstallation={Path(home).as_uri()}",
             f"--accept=pipe,name={pipe};urp;"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            context = connected(uno, pipe)
            desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
            dispatcher = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.DispatchHelper", context)
            hidden = PropertyValue()
            hidden.Name, hidden.Value = "Hidden", True
            found = []
            for file in files:
                outcome = []
                for act in (".uno:AcceptAllTrackedChanges", ".uno:RejectAllTrackedChanges"):
                    document = desktop.loadComponentFromURL(Path(file).resolve().as_uri(), "_blank", 0, (hidden,))
                    dispatcher.executeDispatch(document.CurrentController.Frame, act, "", 0, ())
                    outcome.append(list(lines(document.Text)))
                    document.close(True)
                found.append(outcome)
            sys.stdout.write(json.dumps(found, ensure_ascii=False))
            desktop.terminate()
        finally:
            started.wait(20)


def connected(uno, pipe):
    """Return LibreOffice's context as soon as it answers."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(120):
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except Exception:
            time.sleep(0.25)
    raise SystemExit("LibreOffice does not answer")


def lines(text):
    """Yield paragraphs as they are and table rows with their cells divided by tabs."""
    blocks = text.createEnumeration()
    while blocks.hasMoreElements():
        block = blocks.nextElement()
        if block.supportsService("com.sun.star.text.TextTable"):
            rows = {}
            for name in block.CellNames:
                row = int(re.sub("[A-Za-z]", "", name))
                rows.setdefault(row, []).append(block.getCellByName(name).String)
            yield from ("\t".join(rows[row]) for row in sorted(rows))
        else:
            yield block.String


if __name__ == "__main__":
    main(sys.argv[1:])
