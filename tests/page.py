"""Pages of HTML, checked: `page.py check FILE` that elements nest and end, that pictures
are well-formed XML, that ids are unique, that nothing is a script or outside; `page.py
text FILE` prints what a reader sees, `page.py pictures FILE FOLDER` puts the pictures
into files."""
import html.parser
import os
import re
import sys
import xml.etree.ElementTree

VOID = {"meta", "wbr", "br", "link"}
BAD_ELEMENTS = {"script", "img", "iframe", "object", "embed", "form", "base", "link"}


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.ids, self.troubles, self.text = [], [], [], []

    def handle_starttag(self, tag, attributes):
        if tag in BAD_ELEMENTS:
            self.troubles.append(f"<{tag}>")
        for name, value in attributes:
            if name.startswith("on"):
                self.troubles.append(f"{tag} {name}")
            if name == "href" and not value.startswith("#"):
                self.troubles.append(f"href={value}")
            if name in ("src", "srcset", "style", "xlink:href", "action"):
                self.troubles.append(f"{tag} {name}")
            if name == "id":
                self.ids.append(value)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        self.open.pop()

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.troubles.append(f"</{tag}> where it doesn't belong")

    def handle_data(self, data):
        if "style" not in self.open and data.strip():
            self.text.append(data)


def check(text, page):
    troubles = page.troubles
    if page.open:
        troubles.append(f"not ended: {page.open}")
    for twice in {i for i in page.ids if page.ids.count(i) > 1}:
        troubles.append(f"id {twice} twice")
    if re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]", text):
        troubles.append("a control character")
    for bad in ("url(", "@import", "javascript:"):
        if bad in text:
            troubles.append(bad)
    for picture in re.findall(r"<svg .*?</svg>", text, re.S):
        root = xml.etree.ElementTree.fromstring(picture)
        if root.get("role") != "img" or not root.get("aria-label"):
            troubles.append("a picture without role or label")
        for element in root.iter():
            for name, value in element.attrib.items():
                if re.search(r"nan|inf", value) and name not in ("class", "aria-label"):
                    troubles.append(f"{name}={value}")
    return troubles


def main():
    what, name = sys.argv[1:3]
    with open(name, encoding="utf-8", newline="") as file:
        text = file.read()
    page = Page()
    page.feed(text)
    page.close()
    if what == "text":
        print("\n".join(page.text))
    elif what == "pictures":
        stem = os.path.splitext(os.path.basename(name))[0]
        for i, picture in enumerate(re.findall(r"<svg .*?</svg>", text, re.S)):
            path = os.path.join(sys.argv[3], f"{stem}-{i}.svg")
            with open(path, "w", encoding="utf-8") as file:
                file.write(picture)
    else:
        troubles = check(text, page)
        print("\n".join(troubles))
        sys.exit(bool(troubles))


main()
